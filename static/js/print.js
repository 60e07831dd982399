"use strict";
/* The button that opens the browser's own print; without script its menu does the same. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
