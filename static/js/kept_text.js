"use strict";
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
