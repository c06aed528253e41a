/* The live preview and progress; without it every page still works. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const later = (wait, act) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(act, wait); };
  };

  /* "/" goes to the search. */
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    const search = $("[data-slash]");
    if (event.key === "/" && search && !typing) { event.preventDefault(); search.focus(); }
  });

  /* Composing: counts and preview follow what is typed. */
  const form = $("[data-compose]");
  if (form && window.fetch) {
    const text = form.elements.text, tools = $("[data-tools]", form);
    const fill = async (url, target) => {
      const answer = await fetch(url, {
        method: "POST", credentials: "same-origin", body: new URLSearchParams(new FormData(form)),
      });
      if (!answer.ok || answer.redirected) return;
      const open = [...target.querySelectorAll("details[open]")].map((d) => d.dataset.keep);
      target.innerHTML = await answer.text();
      target.querySelectorAll("details").forEach((d) => { d.open = open.includes(d.dataset.keep); });
    };
    const ask = (url, target) => {
      let busy = false, again = false;
      const go = async () => {
        if (busy) { again = true; return; }
        busy = true;
        try { await fill(url, target); } catch { /* a weak line: the next key tries again */ }
        busy = false;
        if (again) { again = false; go(); }
      };
      return go;
    };
    const reach = later(300, ask("/console/campaigns/reach", $("#reach")));
    const look = later(300, ask("/console/campaigns/preview", $("#beside")));
    form.addEventListener("input", (event) => {
      if (["role", "unit", "topic", "expression"].includes(event.target.name)) reach();
      look();
    });
    /* A chosen file is kept at once, so that the phone shows it; else it goes with the form. */
    const file = form.elements.file;
    file.addEventListener("change", async () => {
      const body = new FormData(form);
      const answer = await fetch("/console/campaigns/file", { method: "POST", body }).catch(() => 0);
      if (!answer.ok || answer.redirected) return;
      $("#attached", form).innerHTML = await answer.text();
      file.value = "";
      look();
    });
    const timed = () => {
      $("[data-timed]", form).hidden = form.elements.when.value !== "timed";
    };
    const asked = () => {
      $("[data-choices]", form).hidden = form.elements.ask.value !== "choices";
      $("[data-write-label]", form).hidden = !form.elements.writes.checked;
    };
    form.addEventListener("change", () => { timed(); asked(); });
    timed();
    asked();
    tools.hidden = false;
    tools.addEventListener("click", (event) => {
      const tool = event.target.closest("button");
      if (!tool) return;
      const { wrap = "", insert } = tool.dataset;
      const from = text.selectionStart, to = text.selectionEnd;
      const put = insert ?? wrap + text.value.slice(from, to) + wrap;
      text.setRangeText(put, from, to, "end");
      if (!insert && from === to) text.selectionStart = text.selectionEnd = from + wrap.length;
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
    form.addEventListener("submit", () => {
      setTimeout(() => form.querySelectorAll(".sticky-foot button").forEach((b) => { b.disabled = true; }));
    });
  }

  /* Progress: at most once a second, not while the page is hidden; each tenth is said aloud. */
  const live = $("[data-live]");
  if (live && window.fetch) {
    const said = document.createElement("p");
    said.className = "sr";
    said.setAttribute("role", "status");
    live.after(said);
    let tenth = $("[data-tenth]", live)?.dataset.tenth, wait = 1000;
    const tick = async () => {
      if (!document.hidden && !live.contains(document.activeElement)) {
        try {
          const answer = await fetch(live.dataset.live, { credentials: "same-origin" });
          if (answer.redirected) return;
          if (answer.ok) { show(await answer.text()); wait = 1000; }
        } catch { wait = Math.min(wait * 2, 30000); }
      }
      if (live.isConnected) setTimeout(tick, wait);
    };
    const show = (html) => {
      const scroll = $(".scroll", live)?.scrollLeft ?? 0;
      live.innerHTML = html;
      const box = $(".scroll", live), now = $("[data-tenth]", live);
      if (box) box.scrollLeft = scroll;
      if (!now) return;
      if (now.dataset.tenth !== tenth) { tenth = now.dataset.tenth; said.textContent = now.dataset.said; }
      if (now.dataset.state !== "running") location.replace(location.href.replace(/\?done=\w+/, ""));
    };
    setTimeout(tick, wait);
  }
})();
