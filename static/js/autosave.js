"use strict";
/* Each answer is sent by itself, 3 s after the last key or on leaving its box (docs/decisions/autosave.md).

   What was sent once is sent again unchanged until there is a reply, so that the server knows its own save when
   a reply was lost. Unsent text is kept (fill.js) until the server has confirmed it. */
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const { autosave: address, person } = form.dataset, { typed, seen, keep, forget, bringBack } = window.KeptText;
  const { words, say, quiet, bar } = window.SavedLine;
  const TYPING = 3000, PAUSES = [2, 4, 8, 15, 30, 60];
  const states = new Map();
  let failures = 0, later = null, leaving = false, signedOut = false;

  const state = (q) => states.get(q) || states.set(q, { unsent: false, sent: null, busy: null, stopped: false }).get(q);
  const all = () => [...form.querySelectorAll("[data-field]")];
  const store = (q) => keep(q, state(q).sent);
  const waiting = () => all().filter((q) => state(q).unsent);
  function confirmed(q, reply) {
    const s = state(q);
    if (seen(q)) seen(q).value = reply.seen;
    s.unsent = typed(q) !== s.sent.text;
    s.sent = null;
    failures = 0;
    form.dispatchEvent(new Event("saved"));
    if (s.unsent) { store(q); clearTimeout(s.timer); s.timer = setTimeout(() => send(q), 500); return; }
    forget(q);
    if (reply.state === "unchanged") quiet(q);
    else say(q, "saved", reply);
    bar(waiting().length, q);
  }
  function refused(q, reason, { stop }) {
    Object.assign(state(q), { sent: null, stopped: stop });
    store(q);
    say(q, "failed", { reason });
  }
  function conflict(q, reply) {
    const s = state(q), newer = typed(q) !== s.sent.text;
    Object.assign(s, { sent: null, unsent: newer });
    if (newer) { s.timer = setTimeout(() => send(q)); return; }  // the server keeps that as well, before the box goes
    s.stopped = true;
    forget(q);
    say(q, "conflict");
    const panel = document.createElement("div");
    panel.className = "matrix__extra";
    panel.innerHTML = reply.panel;
    (q.querySelector("[data-boxes]") || seen(q)).replaceWith(panel);
    panel.querySelector(".conflict").focus();
  }
  function retryLater(seconds) {
    clearTimeout(later);
    later = setTimeout(sendAll, 1000 * (seconds || PAUSES[Math.min(failures++, PAUSES.length - 1)]));
  }
  async function deliver(q) {
    const s = state(q);
    s.sent ||= { seen: seen(q).value, text: typed(q) };
    store(q);
    const body = new URLSearchParams(s.sent.text), busy = setTimeout(() => say(q, "saving"), 400);
    body.append(seen(q).name, s.sent.seen);
    body.append("field", q.dataset.field);
    body.append("person", person);
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let response, reply = {};
    try {
      response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
      reply = await response.json().catch(() => ({}));
    } catch { response = null; }
    clearTimeout(busy);
    if (!response) { retryLater(); say(q, "offline"); bar(waiting().length); }
    else if (response.ok) confirmed(q, reply);
    else if (reply.state === "conflict") conflict(q, reply);
    else if (response.status === 401) askToSignIn(q);
    else if (response.status === 403 && !reply.state && !s.renewed) { s.renewed = true; await renew(); }
    else if (response.status === 429) retryLater(Number(response.headers.get("Retry-After")) || 5);
    else if (response.status >= 500) { retryLater(); say(q, "failed", { reason: words("trouble").textContent }); }
    else refused(q, reply.message || words(response.status === 413 || response.status === 400 ? "too_long" : "closed").textContent,
      { stop: response.status !== 400 && response.status !== 413 });
  }
  function send(q) {
    const s = state(q);
    clearTimeout(s.timer);
    if (s.busy) return s.busy.then(() => (s.unsent && !s.sent ? send(q) : null));
    if (!s.unsent || s.stopped || signedOut || !seen(q)) return Promise.resolve();
    s.busy = deliver(q).finally(() => { s.busy = null; });
    return s.busy;
  }
  const sendAll = () => Promise.all(waiting().map(send));

  function askToSignIn(q) {
    signedOut = true;
    if (q) say(q, "signed_out");
    document.querySelector("[data-signed-out]").hidden = false;
  }
  async function renew() {
    const response = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    const reply = response?.ok ? await response.json() : {};
    if (reply.person !== person) return askToSignIn();
    form.elements.csrfmiddlewaretoken.value = reply.token;
    signedOut = false;
    document.querySelector("[data-signed-out]").hidden = true;
    return setTimeout(sendAll);
  }
  function changed(event) {
    const q = event.target.closest("[data-field]");
    if (!q || !seen(q) || event.target.type === "file") return;
    const s = state(q);
    s.unsent = true;
    s.renewed = false;
    store(q);
    clearTimeout(s.timer);
    s.timer = setTimeout(() => send(q), event.type === "change" ? 0 : TYPING);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", (event) => { const q = event.target.closest("[data-field]"); if (q) send(q); });
  form.addEventListener("submit", async (event) => {
    if (!waiting().length) leaving = true;
    if (leaving) return;
    event.preventDefault();
    const conflicts = form.querySelectorAll(".conflict").length;
    await sendAll();
    await sendAll();  // what was typed while the first was on its way
    const left = waiting()[0] || (form.querySelectorAll(".conflict").length > conflicts && form.querySelector(".conflict"));
    if (left) { left.scrollIntoView({ block: "center" }); return; }
    leaving = true;
    form.requestSubmit(event.submitter);
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-again]")) { if (signedOut) renew(); else sendAll(); } });
  window.addEventListener("online", sendAll);
  window.addEventListener("focus", () => { if (signedOut) renew(); });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => { if (!leaving && waiting().length) event.preventDefault(); });
  window.addEventListener("pagehide", () => {  // colleagues are not told any longer that somebody is here
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (form.dataset.leave && token) navigator.sendBeacon(form.dataset.leave, new URLSearchParams({ csrfmiddlewaretoken: token.value }));
  });
  all().forEach((q) => {
    const kept = bringBack(q);
    if (!kept) return;
    Object.assign(state(q), { unsent: true, sent: kept.sent });
    send(q);
  });
})();
