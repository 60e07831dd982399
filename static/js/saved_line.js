"use strict";
/* What is said beside each answer and in the bar: lines of the page's templates, copied, in the reader's language. */
window.SavedLine = (() => {
  let lastSpoken = 0;
  const words = (name) => document.querySelector(`template[data-say="${name}"]`).content.cloneNode(true);

  function filled(name, values) {
    const text = words(name), walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      walker.currentNode.data = walker.currentNode.data.replace(/{(\w+)}/g, (_all, word) => values[word] ?? "");
    }
    return text;
  }
  /* Failures are spoken at once, the rest politely and at most once a minute. */
  function speak(name, text) {
    if (name === "failed") document.querySelector("[data-alert]").textContent = text;
    else if (name !== "saving" && Date.now() - lastSpoken > 60e3) {
      lastSpoken = Date.now();
      document.querySelector("[data-live]").textContent = text;
    }
  }
  function problem(q, text) {
    const place = q.querySelector("[data-problem]");
    if (!place) return;
    place.textContent = text;
    place.hidden = !text;
    q.classList.toggle("has-error", Boolean(text));
  }
  /* `values`: at, problem and echo of a saved answer, or the reason of a failure. */
  function say(q, name, values = {}) {
    const text = filled(name, values);
    speak(name, `${q.dataset.field}: ${text.textContent.trim()}`);
    q.querySelector("[data-line]")?.replaceChildren(text);
    if (name !== "saved") return;
    problem(q, values.problem);
    const echo = q.querySelector("[data-echo]");
    if (echo && (values.echo || !echo.querySelector("[data-words]"))) echo.textContent = values.echo;
  }
  const quiet = (q) => q.querySelector("[data-line]")?.replaceChildren();

  /* How many answers wait; nothing waits and `q` was the last to be saved: its line, which an answer that came back
     to what it was does not have. */
  function bar(count, q) {
    const place = document.querySelector("[data-bar]"), line = q?.querySelector("[data-line] > *");
    if (count) place.replaceChildren(filled("waiting", { count }));
    else if (line) place.replaceChildren(line.cloneNode(true));
    else if (place.hasAttribute("data-waiting")) place.replaceChildren();
    place.toggleAttribute("data-waiting", Boolean(count));
  }
  return { words, say, quiet, bar };
})();
