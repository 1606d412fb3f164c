// Keys for those who know them; nothing is reached by a key alone. They are off while somebody types.
const PAUSE = 1500;
const dialog = document.getElementById("keys");
let before = -Infinity;

const typing = (element) => element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])");

function show() {
  if (dialog && !dialog.open) dialog.showModal();
}

for (const button of document.querySelectorAll("[data-keys]")) {
  button.closest("[hidden]").hidden = false;
  button.addEventListener("click", show);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.chooser[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || dialog?.open) return;
  const second = event.timeStamp - before < PAUSE;
  before = -Infinity;
  if (second) {
    const link = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
    if (link) {
      event.preventDefault();
      link.click();
    }
  } else if (event.key === "g") before = event.timeStamp;
  else if (event.key === "?") show();
  else if (event.key === "/") {
    const box = document.querySelector("main input[type=search]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  }
});

// a click beside the open choices closes them
document.addEventListener("click", (event) => {
  const open = document.querySelector("details.chooser[open]");
  if (open && !open.contains(event.target)) open.open = false;
});

// where the row of the menu does not fit, the page one is on is brought into view
const menu = document.querySelector(".sections");
const current = menu?.querySelector("[aria-current]");
if (current) menu.scrollLeft = current.offsetLeft - menu.offsetLeft - (menu.clientWidth - current.offsetWidth) / 2;
