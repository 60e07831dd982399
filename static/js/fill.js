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
      box.value = "";
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
})();
