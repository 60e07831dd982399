"use strict";
/* Five minutes before a login ends a bar offers to stay (S10). The server says how many seconds are left, not this clock. */
{
  const form = document.querySelector("[data-login-ends]"), words = form.querySelector("[role=alert]");
  const wait = (seconds) => setTimeout(() => {
    form.hidden = false;
    words.textContent = words.dataset.words; // put in when it is due, so that it is read out
  }, Math.max(0, seconds - 300) * 1000);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reply = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "error" }).catch(() => null);
    if (!reply?.ok) return; // the bar stays: press again, or sign in in another tab
    form.hidden = true;
    words.textContent = "";
    wait(Number(reply.headers.get("Login-Ends-In")));
  });
  wait(Number(form.dataset.loginEnds));
}
