"""Writes the parts of docs/ that are made from the code: tables, command line, mapping keys, functions, formats, terminologies, operations of the API, rules, remedies.

`python tools/write_docs.py` writes, `--check` fails when something is out of date (a test does that).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from intarsia.checking.sentences import test_title
from intarsia.cli import main as cli
from intarsia.cubes import CUBES
from intarsia.engine import dialect
from intarsia.engine.edges import EDGES
from intarsia.shelf import loader
from intarsia.shelf.crosswalks import crosswalk
from intarsia.shelf.mappings.mapping import CHILDREN, CONTROL, PLURALS, RULES
from intarsia.shelf.rules.base import TESTS
from intarsia.shelf.vocabularies import vocabulary
from intarsia.steps.link import RELATIONS
from intarsia.tables import TABLES
from intarsia.triage.wording import general
from intarsia.web.api import OPERATIONS
from intarsia.web.api.openapi import document

DOCS = Path(__file__).parents[1] / "docs"
MARK = "<!-- made by `make docs` -->"


def tables() -> str:
    lines = ["# Tables", "", "Every release holds these tables; `intarsia sql` asks them. Keys are in bold.", "", MARK, ""]
    for table in TABLES.values():
        lines += [f"## {table.name}", "", f"{table.meaning}.", "", "| column | type | meaning | unit | term |", "|---|---|---|---|---|"]
        for c in table.columns:
            name = f"**{c.name}**" if c.name in table.key else c.name
            lines.append(f"| {name} | {c.type} | {c.meaning} | {c.unit} | {c.term} |")
        lines.append("")
    return "\n".join(lines)


def cubes() -> str:
    """Every cube with its columns."""
    lines = [MARK, ""]
    for cube in CUBES.values():
        lines += [f"## {cube.name}", "", f"{cube.meaning}.", "", "| column | type | meaning | unit |", "|---|---|---|---|"]
        lines += [f"| {f'**{c.name}**' if c.name in cube.key else c.name} | {c.type} | {c.meaning} | {c.unit} |" for c in cube.columns]
        lines.append("")
    return "\n".join(lines)


def commands() -> str:
    lines = ["# Command line", "", "All commands take `--help`; those that print rows take `--json`. Exit codes: 0 ok, 1 findings or a missing decision,",
             "2 wrong use or input, 3 failed.", "", MARK, ""]
    context = click.Context(cli, info_name="intarsia", max_content_width=110, terminal_width=110)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        help_text = command.get_help(click.Context(command, info_name=f"intarsia {name}", max_content_width=110, terminal_width=110))
        lines += [f"## {name}", "", "```", help_text, "```", ""]
    return "\n".join(lines)


def functions() -> str:
    lines = ["# Functions", "", "What steps and mappings may call: the same rows on every engine.", "", MARK, "", "## SQL", "",
             "| function | meaning | example | gives |", "|---|---|---|---|"]
    for f in dialect.FUNCTIONS.values():
        if f.examples:
            sql, value = f.examples[0]
            lines.append(f"| `{f.name.replace('|', chr(92) + '|')}` | {f.meaning} | `{sql.replace('|', chr(92) + '|')}` | `{str(value).replace('|', chr(92) + '|')}` |")
        else:
            lines.append(f"| `{f.name}` | {f.meaning} | | |")
    lines += ["", "## House functions", "", "Python over Arrow batches, called like SQL functions.", "", "| function | returns | meaning |", "|---|---|---|"]
    lines += [f"| `{e.name}` | {e.returns} | {e.meaning} |" for e in EDGES]
    return "\n".join([*lines, ""])


def formats() -> str:
    lines = [MARK, ""]
    for name, module in sorted(loader.formats().items()):
        first = (module.__doc__ or "").strip().splitlines()[0]
        lines += [f"## {name}", "", first, "", f"Extensions: {' '.join(module.EXTENSIONS)}; media type {module.MEDIA_TYPE}.", "", "| option | meaning |", "|---|---|"]
        lines += [f"| `{option}` | {meaning} |" for option, meaning in sorted(module.OPTIONS.items())]
        lines.append("")
    return "\n".join(lines)


def mapping_keys() -> str:
    lines = [MARK, "", "## Keys", "", "| rule | columns (those it must give in bold) | control keys |", "|---|---|---|"]
    plural = {table: key for key, table in PLURALS.items()}
    for table, (columns, required, control) in RULES.items():
        place = f"`[[{table}]]`" if table in CHILDREN else f"`[[{'concept' if table == 'label' else 'work'}.{plural[table]}]]`"
        named = ", ".join(f"**{c}**" if c in required else c for c in columns)
        lines.append(f"| {place} | {named} | {', '.join(control)} |")
    same = "`[[work.observations]]`, `[[agent.identifiers]]`, `[[agent.observations]]`, `[[concept.identifiers]]`, `[[place.identifiers]]` and `[[place.labels]]`"
    lines += ["", f"{same} take the same columns.", "", "| control key | meaning |", "|---|---|"]
    lines += [f"| `{key}` | {meaning} |" for key, meaning in CONTROL.items()]
    return "\n".join([*lines, ""])


def operations() -> str:
    lines = [MARK, "", "## Operations", "", "Every operation also takes `release` and `lang`.", ""]
    told = document(OPERATIONS, None, "", 0, 0)
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            names = [f"`{p['name']}`" for p in one.get("parameters", []) if p["in"] == "query" and p["name"] not in ("release", "lang")]
            lines.append(f"- **{method.upper()} {path}** {one['summary']}" + (f". Parameters: {', '.join(names)}" if names else "") + ".")
    return "\n".join([*lines, ""])


def terminologies() -> str:
    """The concepts and crosswalks that come with Intarsia: key and English name, narrower ones behind their broad one."""
    lines = [MARK, ""]
    for path in vocabulary.builtin():
        read = vocabulary.load(path)
        names = {label.notation: label.value for label in read.labels if (label.kind, label.language) == ("pref", "en")}
        below: dict[str | None, list[str]] = {}
        for concept in read.concepts:
            below.setdefault(concept.broader, []).append(concept.notation)
        lines += [f"## {read.scheme}", "", f"{len(names)} concepts, {len(below[None])} of them broad; {len(read.labels):,} labels.", ""]
        for broad in below[None]:
            narrower = _under(broad, below)
            lines.append(f"- **{names[broad]}** `{broad}`" + (": " + ", ".join(names[one] for one in narrower) if narrower else ""))
        lines.append("")
    lines += ["## Crosswalks that come with Intarsia", "", "| crosswalk | rows | what it is |", "|---|---|---|"]
    for path in crosswalk.builtin():
        walk = crosswalk.load(path)
        lines.append(f"| `{walk.id}` | {walk.rows.num_rows} | {walk.about.get('en', '')} |")
    return "\n".join([*lines, ""])


def weights() -> str:
    """The models of relations between works: per field and level what it weighs, in bits."""
    lines = [MARK, ""]
    for model in RELATIONS:
        lines += [f"## Weights: {model.name}", "", "| field | level | bits |", "|---|---|---|"]
        lines += [f"| {field} | {level} | {weight:+g} |" for field, levels in model.fields.items() for level, weight in levels.items()]
        lines.append("")
    return "\n".join(lines)


def rules() -> str:
    """Every rule: what it finds, why that matters, the way out, what it rests on."""
    lines = [MARK, ""]
    shelf = loader.rules()
    for test in TESTS:
        lines += [f"## {test_title(test, 'en').capitalize()}", ""]
        for name, rule in sorted(shelf.items()):
            if test == rule.TEST:
                lines += [f"### {name}", "", f"**{rule.TITLE['en']}** ({rule.KIND}).", "", *_cases(rule.WHY["en"], rule.WAY_OUT["en"]), ""]
                lines += [f"Rests on: {rule.SOURCE.rstrip('.')}.", ""]
    return "\n".join(lines)


def remedies() -> str:
    """Every remedy with its options."""
    lines = [MARK, ""]
    for name, remedy in sorted(loader.remedies().items()):
        lines += [f"## {name}", "", f"{remedy.TITLE['en']}. {remedy.ABOUT['en']} Works on a {remedy.LEVEL}.", ""]
        if remedy.OPTIONS:
            lines += ["| option | meaning | default |", "|---|---|---|"]
            lines += [f"| `{option}` | {_cell(told.meaning)} | `{told.default!r}` |" for option, told in remedy.OPTIONS.items()] + [""]
    return "\n".join(lines)


def _cases(why: str | Mapping[str, str], way_out: str | Mapping[str, str]) -> list[str]:
    """Each reason with its way out; what is filled in stands as an ellipsis."""
    cases = [(why, way_out)] if isinstance(why, str) else [(text, way_out if isinstance(way_out, str) else way_out.get(case, "")) for case, text in why.items()]
    return [f"- {_cell(reason)} *{_cell(str(out))}*" if out else f"- {_cell(reason)}" for reason, out in cases]


def _cell(text: str) -> str:
    """A text on one line, without what is filled in."""
    return general(text, "…").replace("|", "\\|").replace("\n", " ")


def _under(broad: str, below: dict[str | None, list[str]]) -> list[str]:
    """All narrower concepts, each followed by its own narrower ones."""
    found: list[str] = []
    for notation in below.get(broad, []):
        found += [notation, *_under(notation, below)]
    return found


def wanted() -> dict[str, str]:
    """File -> its whole text as it should be."""
    mapping = (DOCS / "mapping.md").read_text("utf-8").split(MARK)[0].rstrip() + "\n\n" + mapping_keys()
    about_formats = (DOCS / "formats.md").read_text("utf-8").split(MARK)[0].rstrip() + "\n\n" + formats()
    api = (DOCS / "api.md").read_text("utf-8").split(MARK)[0].rstrip() + "\n\n" + operations()
    counted = (DOCS / "cubes.md").read_text("utf-8").split(MARK)[0].rstrip() + "\n\n" + cubes()
    words = (DOCS / "terminologies.md").read_text("utf-8").split(MARK)[0].rstrip() + "\n\n" + terminologies()
    links = (DOCS / "links.md").read_text("utf-8").split(MARK)[0].rstrip() + "\n\n" + weights()
    ruled = (DOCS / "rules.md").read_text("utf-8").split(MARK)[0].rstrip() + "\n\n" + rules()
    safer = (DOCS / "remedies.md").read_text("utf-8").split(MARK)[0].rstrip() + "\n\n" + remedies() if (DOCS / "remedies.md").exists() else ""
    return {"rules.md": ruled, "cubes.md": counted, **({"remedies.md": safer} if safer else {}),
            "links.md": links, "terminologies.md": words, "api.md": api, "tables.md": tables(), "cli.md": commands(),
            "functions.md": functions(), "formats.md": about_formats, "mapping.md": mapping}


def main() -> int:
    stale = []
    for name, text in wanted().items():
        path = DOCS / name
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, "utf-8")
    if stale and "--check" in sys.argv:
        print("out of date, run make docs: " + ", ".join(stale), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
