"use strict";
/* Unsent text of each answer in sessionStorage, by person and record, until the server has confirmed it. */
const KeptText = (() => {
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
const SavedLine = (() => {
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

/* Each answer is sent by itself, 3 s after the last key or on leaving its box (docs/decisions/autosave.md).

   What was sent once is sent again unchanged until there is a reply, so that the server knows its own save when
   a reply was lost. Unsent text is kept in the browser until the server has confirmed it. */
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const { autosave: address, person } = form.dataset, { typed, seen, keep, forget, bringBack } = KeptText;
  const { words, say, quiet, bar } = SavedLine;
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
  all().forEach((q) => {
    const kept = bringBack(q);
    if (!kept) return;
    Object.assign(state(q), { unsent: true, sent: kept.sent });
    send(q);
  });
})();
