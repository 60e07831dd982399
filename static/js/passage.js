"use strict";
/* Words that are selected in a text go into the box for the passage. Without this script one copies them there. */
(() => {
  const text = document.querySelector("[data-passage-of]"), button = document.querySelector("[data-take-passage]");
  const box = document.querySelector("[data-takes-passage]");
  if (!text || !button || !box) return;
  let chosen = "";
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    // A press on the button empties the selection of some browsers: what was chosen last counts.
    if (selection.rangeCount && !selection.isCollapsed && text.contains(selection.anchorNode) && text.contains(selection.focusNode)) {
      chosen = selection.toString().trim();
    }
  });
  button.hidden = false;
  button.addEventListener("click", () => {
    if (chosen) box.value = chosen;
    box.focus();
  });
})();
