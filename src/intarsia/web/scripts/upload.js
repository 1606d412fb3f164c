// Sending a file with a progress bar, and dropping one on the form. Without this the form works as it stands.
for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("input[type=file]"), line = form.querySelector(".progress");
  const [bar, words] = [line.querySelector("progress"), line.querySelector("span")];
  const say = (text) => { line.hidden = false; words.textContent = text; };
  form.querySelector(".drop-here").hidden = false;
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.toggle("over", kind === "dragenter" || kind === "dragover"); });
  }
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button"), request = new XMLHttpRequest();
    button.disabled = true;
    request.upload.addEventListener("progress", (told) => {
      if (!told.lengthComputable) return;
      bar.value = (100 * told.loaded) / told.total;
      say(told.loaded < told.total ? form.dataset.sending.replace("{share}", `${Math.floor(bar.value)} %`) : form.dataset.looking);
    });
    request.addEventListener("load", () => {
      if (new URL(request.responseURL).pathname !== new URL(form.action).pathname) { location.assign(request.responseURL); return; }
      const page = new DOMParser().parseFromString(request.responseText, "text/html"); // refused, in words
      document.getElementById("main").replaceChildren(...page.getElementById("main").childNodes);
      document.querySelector("#main [role=alert]")?.scrollIntoView();
    });
    request.addEventListener("error", () => { say(form.dataset.cut); button.disabled = false; });
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}
