"use strict";
/* Sends a file with a bar that shows how far it is; when the line breaks, the same file can be sent again (F21). */
for (const form of document.querySelectorAll("form[data-upload]")) {
  const bar = form.querySelector("[data-progress]"), failed = form.querySelector("[data-failed]");
  const button = form.querySelector("button.btn-primary");
  function stopped(reason) {
    bar.hidden = true;
    button.disabled = false;
    button.textContent = failed.dataset.again;
    failed.textContent = reason || failed.dataset.broken;
    failed.hidden = false;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => { bar.firstElementChild.value = (100 * loaded) / total; });
    request.addEventListener("load", () => {
      if (request.status === 200 && request.response) location.assign(request.response.url);
      else stopped(request.response?.message);
    });
    request.addEventListener("error", () => stopped());
    request.addEventListener("abort", () => stopped());
    failed.hidden = true;
    bar.hidden = false;
    button.disabled = true;
    request.send(new FormData(form));
  });
}
