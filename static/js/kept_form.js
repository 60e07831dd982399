"use strict";
/* An ordinary form keeps what is typed in this tab until the server has it: `data-kept` names the form and its person.

   A page that the server sent back with its text wins over what was kept; the page after a successful save ends in #saved.
   The version that was seen comes back with the text, so that what others saved since is shown and not overwritten. */
(() => {
  const PREFIX = "form:", WEEK = 7 * 24 * 3600e3;
  if (location.hash === "#saved") {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX) && JSON.parse(sessionStorage.getItem(key)).sent) sessionStorage.removeItem(key);
    }
  }
  const form = document.querySelector("form[data-kept]");
  if (!form) return;
  const key = PREFIX + form.dataset.kept, OWN = ["csrfmiddlewaretoken", "form_key"];
  const boxes = () => [...form.elements].filter((box) => box.name && !OWN.includes(box.name) && box.type !== "submit");
  let unsent = false;

  function keep(sent) {
    const text = new URLSearchParams([...new FormData(form)].filter(([name]) => !OWN.includes(name))).toString();
    try {
      sessionStorage.setItem(key, JSON.stringify({ text, sent, at: Date.now() }));
    } catch { /* Storage is full or forbidden: leaving asks first. */ }
  }
  function bringBack(kept) {
    const texts = new URLSearchParams(kept.text);
    for (const box of boxes()) {
      if (/^(radio|checkbox)$/.test(box.type)) box.checked = texts.getAll(box.name).includes(box.value);
      else if (texts.has(box.name)) box.value = texts.get(box.name);
    }
    document.querySelector("[data-kept-back]").hidden = false;
  }
  const kept = JSON.parse(sessionStorage.getItem(key) || "null");
  if (kept && Date.now() - kept.at < WEEK && !("cameBack" in form.dataset)) bringBack(kept);

  form.addEventListener("input", () => { unsent = true; keep(false); });
  form.addEventListener("submit", () => { unsent = false; keep(true); });
  addEventListener("beforeunload", (event) => { if (unsent) event.preventDefault(); });
})();
