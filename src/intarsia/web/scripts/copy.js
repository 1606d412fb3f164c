// Copy buttons: <button type="button" data-copy="#id" data-copied="Copied" hidden>. Without a selector the nearest <pre> before it is copied.
// They are hidden until a browser can copy, so that none stands there dead. A text with data-copy, such as <pre data-copy>, gets its button here.
const SHOWN = 2000;
const words = document.querySelector("script[data-copied]")?.dataset;

function source(button) {
  if (button.of) return button.of;
  if (button.dataset.copy) return document.querySelector(button.dataset.copy);
  for (let at = button; at && at.tagName !== "MAIN"; at = at.parentElement) {
    const near = at.querySelector("pre") ?? (at.previousElementSibling?.matches("pre") ? at.previousElementSibling : at.previousElementSibling?.querySelector("pre"));
    if (near) return near;
  }
  return null;
}

function reveal() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copy][hidden]")) button.hidden = false;
  for (const text of document.querySelectorAll("[data-copy]:not(button, script)")) {
    if (text.nextElementSibling?.of === text) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    button.dataset.copy = "";
    button.dataset.copied = words.copied;
    button.of = text;
    text.after(button);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button[data-copy]");
  const from = button && source(button);
  if (!from) return;
  await navigator.clipboard.writeText((from.value ?? from.textContent).trim());
  if (!button.dataset.copied || button.nextElementSibling?.matches(".copied")) return;
  const said = document.createElement("span");
  said.className = "copied";
  said.role = "status";
  button.after(said);
  said.textContent = button.dataset.copied;
  setTimeout(() => said.remove(), SHOWN);
});
document.addEventListener("htmx:after:swap", reveal);
reveal();
