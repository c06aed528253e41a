/* The chat without reloading; without this file every form works by itself. */
(() => {
  "use strict";
  const log = document.getElementById("log"), say = document.getElementById("say");
  if (!log || !say || !window.fetch || !window.EventSource || !window.URLSearchParams) return;
  const field = document.getElementById("text"), menu = document.querySelector(".menu");
  const ids = () => [...log.querySelectorAll("[data-id]")].map((b) => +b.dataset.id);
  let last = Math.max(0, ...ids()), chain = Promise.resolve(), events, pause = 1000, pressed;

  const toast = (words) => {
    document.querySelectorAll(".toast").forEach((old) => old.remove());
    const p = document.createElement("p");
    p.className = "toast"; p.setAttribute("role", "status"); p.textContent = words;
    document.body.append(p);
    setTimeout(() => p.remove(), 8000);
  };
  const ask = (url, fields) => fetch(url, {
    method: fields ? "POST" : "GET", credentials: "same-origin",
    headers: { "X-Fragment": "1" }, body: fields && new URLSearchParams(fields),
  });
  const seen = () => {
    if (last && !document.hidden) ask("/chat/seen", { shown: last }).catch(() => {});
  };

  /* Put a fragment at the end; bubbles that are there already are left out. */
  const add = (html, follow) => {
    const t = document.createElement("template");
    t.innerHTML = html;
    const fresh = [...t.content.querySelectorAll("[data-id]")].filter((b) => +b.dataset.id > last);
    const near = innerHeight + scrollY > document.body.scrollHeight - 240;
    const any = (name) => fresh.some((b) => b.classList.contains(name));
    if (any("numbered")) log.querySelectorAll("article:not(.pushed)").forEach((b) => {
      if (b === log.lastElementChild && b.matches(".asks") && !any("said")) b.remove();
      b.classList.add("past"); b.classList.remove("numbered");
    });
    fresh.forEach((b) => { b.classList.add("fresh"); b.removeAttribute("id"); log.append(b); });
    const word = t.content.querySelector(".toast");
    if (word) toast(word.textContent);
    if (!fresh.length) return;
    last = Math.max(last, ...fresh.map((b) => +b.dataset.id));
    document.querySelectorAll("[name=shown]").forEach((i) => { i.value = last; });
    const screens = fresh.filter((b) => b.classList.contains("numbered"));
    if (screens.length) field.placeholder = screens[0].dataset.placeholder;
    if (follow || near) fresh[0].scrollIntoView();
    if (follow === "tap") (fresh.find((b) => b.matches("article")) || fresh[0]).focus({ preventScroll: true });
  };

  /* One post after another, so that answers stay in order. */
  const post = (url, fields, follow) => {
    chain = chain.then(async () => {
      const wait = document.createElement("p");
      wait.className = "typing"; wait.textContent = log.dataset.waiting;
      const late = setTimeout(() => { log.append(wait); wait.scrollIntoView({ block: "end" }); }, 300);
      try {
        fields.shown = last;
        const answer = await ask(url, fields), html = await answer.text();
        clearTimeout(late); wait.remove();
        if (answer.headers.get("X-Erased")) { log.textContent = ""; last = 0; if (events) events.close(); }
        add(html, follow);
        if (answer.headers.get("X-Erased")) last = 0; /* the next visitor counts anew */
        if (!answer.ok) throw answer;
        if (!events || events.readyState === 2) listen();
      } catch (problem) {
        clearTimeout(late); wait.remove();
        if (fields.text && !field.value) field.value = fields.text;
        if (!(problem instanceof Response)) toast(log.dataset.offline);
      }
    });
  };
  const pull = () => {
    chain = chain.then(async () => {
      const answer = await ask("/chat/new?after=" + last);
      if (answer.ok) { add(await answer.text()); seen(); }
    }).catch(() => {});
  };
  /* A bubble reads otherwise now: draw it anew where it stands. */
  const redraw = (id) => {
    chain = chain.then(async () => {
      const answer = await ask("/chat/new?after=" + (id - 1)), t = document.createElement("template");
      if (!answer.ok) return;
      t.innerHTML = await answer.text();
      const now = t.content.querySelector('[data-id="' + id + '"]'), old = log.querySelector('[data-id="' + id + '"]');
      if (now && old) { now.removeAttribute("id"); old.replaceWith(now); }
    }).catch(() => {});
  };
  const listen = () => {
    if (events) events.close();
    events = new EventSource("/chat/events");
    events.addEventListener("new", pull);
    events.addEventListener("changed", (e) => redraw(+e.data));
    events.onopen = () => { pause = 1000; pull(); };
    events.onerror = () => { events.close(); setTimeout(listen, pause); pause = Math.min(pause * 2, 60000); };
  };

  say.addEventListener("submit", (e) => {
    e.preventDefault();
    const text = field.value.trim();
    if (!text) { field.focus(); return; }
    field.value = "";
    post("/chat/say", { text }, "say");
  });
  document.addEventListener("click", (e) => { pressed = e.target.closest("button[name=data]"); });
  document.addEventListener("submit", (e) => {
    const button = e.submitter || pressed;
    if (e.target.getAttribute("action") !== "/chat/tap" || !button) return;
    e.preventDefault();
    menu.open = false;
    const on = e.target.elements.on;
    post("/chat/tap", on ? { data: button.value, on: on.value } : { data: button.value }, "tap");
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && menu.open) { menu.open = false; menu.firstElementChild.focus(); }
  });
  document.addEventListener("visibilitychange", seen);
  if (!location.hash) { const at = document.getElementById("latest"); if (at && log.children.length > 1) at.scrollIntoView(); }
  listen();
  seen();
})();
