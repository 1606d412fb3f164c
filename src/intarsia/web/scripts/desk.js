// The queue by keys, without loading the page anew: each act is the form or link that stands there, its answer takes the place of the queue.
const queue = () => document.getElementById("queue");
const typing = (element) => element.isContentEditable || element.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
let busy = false;

async function take(request, address) {
  busy = true;
  queue().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(request);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("queue");
    if (fresh) {
      queue().replaceWith(fresh);
      history.replaceState(null, "", answer.url);
      (document.querySelector("#queue [autofocus], #queue #label") ?? document.getElementById("word"))?.focus({ preventScroll: true });
    } else document.getElementById("main").replaceChildren(...page.getElementById("main").childNodes); // a refusal, in words
  } catch {
    const notice = document.getElementById("unanswered");
    notice.querySelector("a").href = address;
    notice.hidden = false;
  } finally {
    busy = false;
    queue()?.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-queue]") || event.defaultPrevented) return;
  event.preventDefault();
  if (!busy) take(new Request(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)), headers: { Accept: "text/html" } }), location.href);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-swap]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (!busy) take(new Request(link.href, { headers: { Accept: "text/html" } }), link.href);
});

document.addEventListener("keydown", (event) => {
  if (!queue() || event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (document.getElementById("keys")?.open || !/^[1-9nrsu]$/.test(event.key)) return;
  const act = queue().querySelector(`[data-act="${event.key}"]`);
  if (!act) return;
  event.preventDefault();
  if (!busy) act.click();
});
