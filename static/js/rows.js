// j and k go down and up the rows of a list, Enter or o opens the one that is marked; nothing while somebody types.
"use strict";
(() => {
  const rows = [...document.querySelectorAll("#result_list tbody tr, .desk li:has(> a)")];
  if (!rows.length) return;
  const wayOf = (row) => row.querySelector("th a[href], td a[href], a[href]");
  let at = -1;
  const go = (to) => {
    if (to < 0 || to >= rows.length) return;
    rows[at]?.classList.remove("is-marked");
    at = to;
    rows[at].classList.add("is-marked");
    wayOf(rows[at])?.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    if (here >= 0) at = here;
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at < 0 ? 0 : at - 1);
    else if (event.key === "o" && at >= 0) wayOf(rows[at])?.click();
  });
})();
