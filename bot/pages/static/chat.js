/* The chat without reloading; without this file every form works by itself. */
(() => {
  "use strict";
  const one = (css, within = document) => within.querySelector(css);
  const log = one("#log"), say = one("#say"), field = one("#text"), menu = one(".menu");
  if (!log || !say) return;
  const all = (css, within = document) => [...within.querySelectorAll(css)];
  const id = (b) => +b.dataset.id;
  let last = Math.max(0, ...all("[data-id]", log).map(id)), chain = Promise.resolve(), events, pause = 1000, pressed;

  const note = (className, textContent) =>
    Object.assign(document.createElement("p"), { className, textContent });
  const toast = (words) => {
    all(".toast").forEach((old) => old.remove());
    const p = note("toast", words);
    p.setAttribute("role", "status");
    document.body.append(p);
    setTimeout(() => p.remove(), 8000);
  };
  const ask = (url, fields) => fetch(url, {
    method: fields ? "POST" : "GET", credentials: "same-origin",
    headers: { "X-Fragment": "1" }, body: fields && new URLSearchParams(fields),
  });
  const read = async (answer) => {
    const t = document.createElement("template");
    t.innerHTML = await answer.text();
    return t.content;
  };
  /* One thing after another, so that answers stay in order. */
  const queue = (work) => { chain = chain.then(work).catch(() => {}); };
  const since = (use, after) => queue(async () => {
    const answer = await ask("/chat/new?after=" + (after === undefined ? last : after));
    if (answer.ok) use(await read(answer));
  });
  const seen = () => {
    if (last && !document.hidden) ask("/chat/seen", { shown: last }).catch(() => {});
  };

  /* Put a fragment at the end; bubbles that are there already are left out. */
  const add = (part, follow) => {
    const fresh = all("[data-id]", part).filter((b) => id(b) > last);
    const near = innerHeight + scrollY > document.body.scrollHeight - 240;
    const any = (css) => fresh.find((b) => b.matches(css));
    const present = any(".numbered"), word = one(".toast", part);
    if (present) all("article:not(.pushed)", log).forEach((b) => {
      if (b === log.lastElementChild && b.matches(".asks") && !any(".said")) b.remove();
      b.classList.add("past"); b.classList.remove("numbered");
    });
    fresh.forEach((b) => { b.classList.add("fresh"); b.removeAttribute("id"); log.append(b); });
    if (word) toast(word.textContent);
    if (!fresh.length) return;
    last = Math.max(last, ...fresh.map(id));
    all("[name=shown]").forEach((i) => { i.value = last; });
    if (present) field.placeholder = present.dataset.placeholder;
    if (follow || near) fresh[0].scrollIntoView();
    if (follow === "tap") (any("article") || fresh[0]).focus({ preventScroll: true });
  };

  const post = (url, fields, follow) => queue(async () => {
    const wait = note("typing", log.dataset.waiting);
    const late = setTimeout(() => { log.append(wait); wait.scrollIntoView({ block: "end" }); }, 300);
    const done = () => { clearTimeout(late); wait.remove(); };
    fields.shown = last;
    try {
      const answer = await ask(url, fields), part = await read(answer), erased = answer.headers.get("X-Erased");
      done();
      if (erased) { log.textContent = ""; last = 0; events.close(); }
      add(part, follow);
      if (erased) last = 0; /* the next visitor counts anew */
      if (!answer.ok) throw answer;
      if (events.readyState === 2) listen();
    } catch (problem) {
      done();
      if (fields.text && !field.value) field.value = fields.text;
      if (!(problem instanceof Response)) toast(log.dataset.offline);
    }
  });
  const pull = () => since((part) => { add(part); seen(); });
  /* A bubble reads otherwise now: draw it anew where it stands. */
  const redraw = (e) => since((part) => {
    const css = `[data-id="${+e.data}"]`, now = one(css, part), old = one(css, log);
    if (now && old) { now.removeAttribute("id"); old.replaceWith(now); }
  }, e.data - 1);
  const listen = () => {
    if (events) events.close();
    events = new EventSource("/chat/events");
    on("new", pull, events);
    on("changed", redraw, events);
    events.onopen = () => { pause = 1000; pull(); };
    events.onerror = () => { events.close(); setTimeout(listen, pause); pause = Math.min(pause * 2, 60000); };
  };

  const on = (name, act, where = document) => where.addEventListener(name, act);
  on("submit", (e) => {
    e.preventDefault();
    const text = field.value.trim();
    field.value = "";
    if (text) post("/chat/say", { text }, "say"); else field.focus();
  }, say);
  on("click", (e) => { pressed = e.target.closest("button[name=data]"); });
  on("submit", (e) => {
    const button = e.submitter || pressed, where = e.target.elements.on;
    if (e.target.getAttribute("action") !== "/chat/tap" || !button) return;
    e.preventDefault();
    menu.open = false;
    const fields = { data: button.value };
    if (where) fields.on = where.value;
    post("/chat/tap", fields, "tap");
  });
  on("keydown", (e) => {
    if (e.key === "Escape" && menu.open) { menu.open = false; menu.firstElementChild.focus(); }
  });
  on("visibilitychange", seen);
  const at = one("#latest");
  if (!location.hash && at && log.children.length > 1) at.scrollIntoView();
  listen();
  seen();
})();
