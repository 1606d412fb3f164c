// An editor in place of each <textarea data-editor="sparql|sql">. Tab moves on, as everywhere else; Ctrl or Cmd with Enter sends the form.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, SQLDialect, sql } from "@codemirror/lang-sql";
import { HighlightStyle, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword], color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null, tags.literal], color: "var(--bad)" },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: "var(--ink3)", fontStyle: "italic" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--ink)" },
  { tag: [tags.url, tags.namespace, tags.propertyName, tags.typeName], color: "var(--warn)" },
]);
const SHAPE = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", border: "1px solid var(--border)", borderRadius: "6px", fontSize: ".93rem" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", minHeight: "11rem", maxHeight: "32rem" },
  ".cm-gutters": { backgroundColor: "var(--tint)", color: "var(--ink3)", border: "0", borderRadius: "6px 0 0 6px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--soft)" },
  ".cm-matchingBracket": { backgroundColor: "var(--soft)", outline: "1px solid var(--accent)" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--border)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--soft)", color: "var(--ink)" },
});

// What is typed over a selection is put in by the editor itself: a browser that joins lines on its own writes inline styles into
// them, which the pages' policy forbids (and says so on the console).
const TYPED_OVER = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    if (empty || event.inputType !== "insertText" || event.data === null || view.composing) return false;
    event.preventDefault();
    const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, event.data, insert))) view.dispatch(insert());
    return true;
  },
});

// DuckDB reads what PostgreSQL reads, and more; names of our tables are no keywords
const OURS = ["work", "label", "link"];
const DUCKDB = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: `${PostgreSQL.spec.keywords.split(" ").filter((word) => !OURS.includes(word)).join(" ")} summarize describe qualify pivot unpivot exclude asof anti semi positional`,
});

function language(area) {
  if (area.dataset.editor !== "sql") return sparql();
  // {"work": ["id", "title"], ...} in data-schema helps with names of tables and columns
  const schema = area.dataset.schema ? JSON.parse(area.dataset.schema) : undefined;
  return sql({ dialect: DUCKDB, schema, upperCaseKeywords: true });
}

/** Put an editor over each textarea that asks for one; the textarea keeps the text and is what the form sends. */
export function enhance() {
  for (const area of document.querySelectorAll("textarea[data-editor]:not([data-live])")) {
    area.dataset.live = "";
    const label = area.labels?.[0];
    const send = () => {
      area.form?.requestSubmit();
      return true;
    };
    // in a shadow root the editor's styles are objects, not <style> elements, which the pages' policy forbids
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "open" });
    area.after(host);
    const view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: area.value,
        extensions: [
          lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), autocompletion(), highlightActiveLine(), EditorView.lineWrapping,
          keymap.of([{ key: "Mod-Enter", run: send }, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          language(area), syntaxHighlighting(COLOURS), SHAPE, TYPED_OVER, placeholder(area.placeholder || ""),
          EditorView.contentAttributes.of({ "aria-label": label?.textContent.trim() ?? area.getAttribute("aria-label") ?? area.name, spellcheck: "false" }),
          EditorView.updateListener.of((update) => { if (update.docChanged) area.value = update.state.doc.toString(); }),
        ],
      }),
    });
    area.hidden = true;
    // an example that is put into the textarea by another script shows in the editor
    area.addEventListener("input", () => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: area.value } }));
    label?.addEventListener("click", () => view.focus());
  }
}
