"use strict";
/* In place, without a new page: rows of tables, and how many words a text has. */
(() => {
  function addRow(table) {
    const body = table.tBodies[0], row = body.rows[body.rows.length - 1].cloneNode(true);
    const number = 1 + Math.max(...[...body.querySelectorAll("[data-out]")].map((out) => Number(out.value.split("-").pop())));
    const before = `${table.dataset.rows}-`;
    for (const box of row.querySelectorAll("[name]")) {
      if (box.matches("[data-out]")) { box.value = before + number; continue; }
      box.name = before + number + box.name.slice(before.length).replace(/^\d+/, "");
      if (box.type === "checkbox") box.checked = false; else box.value = "";
    }
    body.append(row);
    return row;
  }
  function takeOut(button) {
    const row = button.closest("tr"), table = row.closest("table");
    if (row.parentNode.rows.length === 1) addRow(table);
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    next.querySelector("[name]").focus();
    table.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.addEventListener("click", (event) => {
    const out = event.target.closest("[data-out]"), more = event.target.closest("[data-row]");
    if (!out && !more) return;
    event.preventDefault();
    if (out) takeOut(out);
    else addRow(more.closest("[data-field]").querySelector("[data-rows]")).querySelector("[name]").focus();
  });
  for (const table of document.querySelectorAll("[data-rows]")) {
    table.closest("[data-field]").addEventListener("bringback", ({ detail: texts }) => {
      const rows = new Set([...texts.keys()].filter((name) => name.startsWith(`${table.dataset.rows}-`)).map(
        (name) => Number(name.slice(table.dataset.rows.length + 1).split("-")[0])));
      const last = Math.max(-1, ...[...rows].filter(Number.isInteger));
      while (table.tBodies[0].rows.length <= last && table.tBodies[0].rows.length < 200) addRow(table);
    });
  }
  function countWords(event) {
    const q = event.target.closest("[data-field]"), place = q?.querySelector("[data-words]");
    const text = event.target.isContentEditable ? event.target.innerText : event.target.value;
    if (!place || text === undefined) return;
    const words = text.trim() ? text.trim().split(/\s+/).length : 0;
    const count = "letters" in place.dataset ? [...text.trim()].length : words;
    place.textContent = place.textContent.replace(/\d+/, count);
    place.classList.toggle("over", count > Number(place.dataset.words));
  }
  document.addEventListener("input", countWords);
  /* Asked only if another question of this page is answered so (reviews/conditions.py). */
  function askOrNot(q) {
    const [key, values] = q.dataset.askedIf.split("=").map((part) => part.trim());
    const boxes = [...document.getElementsByName(`${key}-${q.dataset.about}`), ...document.getElementsByName(key)];
    if (!boxes.length) return;
    const wanted = values.split(",").map((value) => value.trim());
    const asked = boxes.some((box) => (box.checked || box.matches("select")) && wanted.includes(box.value));
    q.classList.toggle("is-not-asked", !asked);
    q.querySelector("[data-not-asked]").hidden = asked;
  }
  document.addEventListener("change", () => document.querySelectorAll("[data-asked-if]").forEach(askOrNot));
})();

/* Unsent text of each answer in sessionStorage, by person and record, until the server has confirmed it. */
window.KeptText = (() => {
  const form = document.querySelector("form[data-autosave]"), WEEK = 7 * 24 * 3600e3;
  const key = (q) => `answer:${form.dataset.person}:${form.dataset.record}:${q.dataset.field}`;
  const seen = (q) => form.elements[`${q.dataset.field}-seen`];
  const boxes = (q) => [...q.querySelectorAll("[name]")].filter(
    (box) => box.closest("[data-field]") === q && !box.disabled && !/^(button|submit|file)$/.test(box.type) && box !== seen(q));

  /* What the boxes of one answer hold, as a form would send it. */
  function typed(q) {
    const names = new Set(boxes(q).map((box) => box.name));
    return new URLSearchParams([...new FormData(form)].filter(([name]) => names.has(name))).toString();
  }
  /* `sent` is what is on its way and not yet confirmed. */
  function keep(q, sent = null) {
    try {
      sessionStorage.setItem(key(q), JSON.stringify({ sent, seen: seen(q).value, text: typed(q), at: Date.now() }));
    } catch { /* Storage is full or forbidden: the text is still in its box, and leaving asks first. */ }
  }
  function forget(q) {
    sessionStorage.removeItem(key(q));
  }
  /* Put unsent text back into its boxes; the entry, or nothing where there is none. */
  function bringBack(q) {
    const kept = JSON.parse(sessionStorage.getItem(key(q)) || "null");
    if (!kept || !seen(q)) return null;
    if (Date.now() - kept.at > WEEK) return forget(q);
    const texts = new URLSearchParams(kept.text);
    q.dispatchEvent(new CustomEvent("bringback", { detail: texts }));  // rows of tables, the rich text editor
    for (const box of boxes(q)) {
      if (/^(radio|checkbox)$/.test(box.type)) box.checked = texts.getAll(box.name).includes(box.value);
      else if (texts.has(box.name)) box.value = texts.get(box.name);
    }
    if (!kept.sent) seen(q).value = kept.seen;
    return kept;
  }
  return { typed, seen, keep, forget, bringBack };
})();

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
