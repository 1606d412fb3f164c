// Explore without loading the page anew: the same full page is fetched and <main> is morphed into it, so that the focus stays on
// the box that was ticked. Anything that does not fit (another path, a modifier key, no answer) goes the way of the browser.
import htmx from "htmx.org";

const SLOW = 300;
const form = () => document.querySelector("form.explore");
const same = (address) => form() && address.origin === location.origin && address.pathname === new URL(form().action).pathname;
const notice = document.getElementById("unanswered");
let under_way = 0;

htmx.config.includeIndicatorCSS = false;
htmx.config.morphIgnore = ["data-htmx-powered", "open"]; // what a reader opened stays open
htmx.config.noSwap = [204, 304, "5xx", 429];
htmx.config.morphIgnore = [...htmx.config.morphIgnore, "open"]; // what a reader unfolded stays so

// a form leaves out what is empty, as the links of the page do
function address() {
  const pairs = [...new FormData(form())].filter(([, value]) => typeof value === "string" && value !== "");
  const target = new URL(form().action);
  target.search = new URLSearchParams(pairs);
  return target;
}

// the focus may have stood on what is gone, a chip for instance
function refocus(id) {
  if (document.activeElement !== document.body) return;
  const target = document.getElementById(id) ?? document.getElementById("results");
  if (!target) return;
  if (!target.matches("a, input, button, select")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

async function go(target, focus, show) {
  under_way += 1;
  const mine = under_way;
  const slow = setTimeout(() => document.documentElement.classList.add("waiting"), SLOW);
  notice.hidden = true;
  form().setAttribute("aria-busy", "true");
  try {
    const main = document.getElementById("main"); // not the form: htmx would send its boxes in place of the address
    htmx.trigger(main, "htmx:abort"); // a later choice takes the place of one that is under way
    await htmx.ajax("GET", target.href, { source: main, target: main, select: "#main", swap: "outerMorph", push: target.pathname + target.search });
    if (mine !== under_way) return;
    if (show) {
      document.activeElement.blur(); // another page of results begins at its top
      document.getElementById("results")?.scrollIntoView();
    }
    refocus(show ? "results" : focus);
  } finally {
    clearTimeout(slow);
    if (mine === under_way) document.documentElement.classList.remove("waiting");
    form()?.removeAttribute("aria-busy");
  }
}

// what somebody ticked or typed is kept by the browser over a morph: set it to what the page says
function settle() {
  for (const box of form()?.elements ?? []) {
    if (box.type === "checkbox" || box.type === "radio") box.checked = box.defaultChecked;
    else if (box.tagName === "INPUT" && box.type !== "hidden" && box !== document.activeElement) box.value = box.defaultValue;
  }
}

function failed(event) {
  const ctx = event.detail?.ctx;
  if (!notice || ctx?.request?.signal?.aborted) return;
  const again = notice.querySelector("a");
  if (ctx?.request?.action) again.href = ctx.request.action;
  notice.hidden = false;
  settle();
}

document.addEventListener("htmx:after:swap", settle);
document.addEventListener("htmx:response:error", (event) => { if (event.detail.ctx.response.status >= 429) failed(event); });
document.addEventListener("htmx:error", failed);

document.addEventListener("submit", (event) => {
  if (event.target !== form() || event.defaultPrevented) return;
  event.preventDefault();
  go(address(), event.submitter?.id);
});
document.addEventListener("change", (event) => {
  if (event.target.form === form() && form() && event.target.matches("input[type=checkbox], input[type=radio], select")) go(address(), event.target.id);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || !form()?.contains(link) || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target) return;
  const target = new URL(link.href, location.href);
  if (!same(target) || target.hash) return;
  event.preventDefault();
  go(target, link.id, /next|prev/.test(link.rel));
});
