"use strict";
/* What the server makes of a draft, asked for again whenever something of it was saved (autosave.js). */
(() => {
  const place = document.querySelector("[data-fresh]"), form = document.querySelector("form[data-autosave]");
  if (!place || !form) return;
  let later = null;
  async function look() {
    const response = await fetch(place.dataset.fresh, { redirect: "error" }).catch(() => null);
    if (!response?.ok) return;
    const drawn = await response.text();
    // Whoever stands on a link in it keeps the place until they leave it.
    if (place.contains(document.activeElement)) place.addEventListener("focusout", () => setTimeout(look), { once: true });
    else place.innerHTML = drawn;
  }
  form.addEventListener("saved", () => { clearTimeout(later); later = setTimeout(look, 300); });
})();
