// Tooltip, crosshair and arrow keys of the figures. The numbers come from the JSON block that each figure carries; the marks are links without this.
const marks = (plot) => [...plot.querySelectorAll("[data-mark]")].filter((mark) => mark.getClientRects().length);

const known = new WeakMap(); // plot -> what its marks tell; a plot may outlive its numbers when a page is morphed

function part(parent, tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}

function figures() {
  for (const figure of document.querySelectorAll("[data-figure]")) {
    const block = figure.querySelector("script[data-figure-data]");
    const plot = figure.querySelector("[data-plot]");
    if (!block || !plot || known.get(plot)?.tip.isConnected) continue;
    const first = !known.has(plot);
    const tip = part(plot, "div", "tip");
    tip.setAttribute("aria-hidden", "true"); // the label of the mark says the same
    const line = plot.dataset.crosshair === "x" ? part(plot, "div", "crosshair") : null;
    known.set(plot, { tip, line, told: JSON.parse(block.textContent).marks });
    hide(plot);
    for (const title of plot.querySelectorAll("[data-mark] > title")) title.remove();
    if (first) listen(plot);
  }
}

function hide(plot) {
  const { tip, line } = known.get(plot);
  tip.hidden = true;
  if (line) line.hidden = true;
}

function show(plot, mark) {
  const { tip, line, told } = known.get(plot);
  const about = told[Number(mark.dataset.mark)];
  if (!about) {
    hide(plot);
    return;
  }
  tip.replaceChildren();
  part(tip, "strong", "", about.head);
  for (const [label, value, key] of about.lines) {
    const row = part(tip, "span");
    if (key) part(row, "i", `dot s-${key}`);
    row.append(label ? `${label} ` : "");
    part(row, "b", "", value);
  }
  tip.hidden = false;
  const frame = plot.getBoundingClientRect();
  const box = mark.getBoundingClientRect();
  const middle = box.left + box.width / 2 - frame.left;
  const above = box.top - frame.top - tip.offsetHeight - 8;
  tip.style.left = `${Math.max(0, Math.min(middle - tip.offsetWidth / 2, frame.width - tip.offsetWidth))}px`;
  tip.style.top = `${above >= 0 ? above : Math.max(0, Math.min(box.top - frame.top + 12, frame.height - tip.offsetHeight))}px`;
  if (line) {
    line.hidden = false;
    line.style.left = `${middle}px`;
  }
}

function listen(plot) {
  const over = (event) => {
    const mark = event.target.closest?.("[data-mark]");
    if (mark) show(plot, mark);
  };
  plot.addEventListener("pointerover", over);
  plot.addEventListener("focusin", over);
  plot.addEventListener("pointerleave", () => hide(plot));
  plot.addEventListener("focusout", () => hide(plot));
  plot.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide(plot);
    else move(event, marks(plot));
  });
}

// arrows within what is one stop of the Tab key
function move(event, all) {
  const at = all.indexOf(event.target.closest("[data-mark], a"));
  const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : step === undefined || at < 0 ? -1 : Math.max(0, Math.min(all.length - 1, at + step));
  if (to < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  for (const mark of all) mark.setAttribute("tabindex", "-1");
  all[to].setAttribute("tabindex", "0");
  all[to].focus();
}

// the bars of a year histogram are links in a group: the same keys
document.addEventListener("keydown", (event) => {
  const group = event.target.closest?.(".years svg");
  if (group) move(event, [...group.querySelectorAll("a")]);
});
document.addEventListener("htmx:after:swap", figures);
figures();
