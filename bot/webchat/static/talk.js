// How does an open page stay up to date, and how does no message get lost on the way?
//
// Replies come over one stream of server-sent events; the page counts what it has seen, so that a new stream goes on
// where the last one ended. A message that could not be sent waits in the tab under its own id and is sent again:
// the service knows the id, so that it is never kept twice. Without this file the page works by forms.
"use strict";

(() => {
  const page = document.querySelector("[data-talk]");
  if (!page) return;

  const { post, events, emergency } = page.dataset;
  const list = document.getElementById("conversation");
  const box = document.getElementById("text");
  const composer = document.getElementById("composer");
  const store = "unsent " + post;
  const SILENCE = 50000;
  const SLOWEST = 30000;
  let seen = page.dataset.seen;
  let unsent = kept();
  let sending = false;
  let again = 0;
  let waits = 1000;
  let stream = null;
  let streamWaits = 1000;
  let broken = false;
  let lastSign = Date.now();
  let hint = 0;

  // ---- what is shown

  function say(id, words) {
    const place = document.getElementById(id);
    if (place.textContent !== words) place.textContent = words;
  }

  function readableTimes(root) {
    for (const time of root.querySelectorAll("time")) {
      const at = new Date(time.dateTime);
      const today = new Date().toDateString() === at.toDateString();
      const day = today ? {} : { day: "numeric", month: "short" };
      time.textContent = at.toLocaleString([], { ...day, hour: "2-digit", minute: "2-digit" });
    }
  }

  function isNearEnd() {
    return window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 400;
  }

  function show(items) {
    const fresh = items.filter((item) => !document.getElementById(item.id));
    if (!fresh.length) return;
    const near = isNearEnd() || fresh.some((item) => item.id.startsWith("in-"));
    document.getElementById("examples")?.remove();
    for (const options of list.querySelectorAll("fieldset")) options.disabled = true;
    let first = null;
    for (const item of fresh) {
      const holder = document.createElement("template");
      holder.innerHTML = item.html;
      readableTimes(holder.content);
      first = first || holder.content.firstElementChild;
      list.append(holder.content);
    }
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const yours = [...list.children].filter((each) => each.id.startsWith("in-")).pop();
    if (near) (yours || first).scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
  }

  function working(is) {
    window.clearTimeout(hint);
    // A short wait is not worth being read out.
    if (is) hint = window.setTimeout(() => say("working", "Working on an answer."), 700);
    else say("working", "");
  }

  function later(one, other) {
    const [a, b] = [one.split(".").map(Number), other.split(".").map(Number)];
    return Math.max(a[0], b[0]) + "." + Math.max(a[1], b[1]);
  }

  // ---- what comes in

  function listen() {
    if (stream) stream.close();
    document.getElementById("leave")?.removeAttribute("hidden");
    lastSign = Date.now();
    stream = new EventSource(events + "?after=" + encodeURIComponent(seen));
    stream.addEventListener("open", () => {
      lastSign = Date.now();
      streamWaits = 1000;
      if (broken) say("connection", "Connected again.");
      broken = false;
      flush();
    });
    stream.addEventListener("item", (event) => {
      lastSign = Date.now();
      seen = later(seen, event.lastEventId);
      show([JSON.parse(event.data)]);
    });
    stream.addEventListener("working", (event) => {
      lastSign = Date.now();
      working(JSON.parse(event.data));
    });
    stream.addEventListener("alive", () => {
      lastSign = Date.now();
    });
    stream.addEventListener("error", () => {
      lost();
      // The browser tries again by itself, save when the service answered with an error.
      if (stream.readyState === EventSource.CLOSED) {
        window.setTimeout(listen, streamWaits);
        streamWaits = Math.min(streamWaits * 2, SLOWEST);
      }
    });
  }

  function lost() {
    broken = true;
    working(false);
    say("connection", "Connection lost. Trying again. In an emergency, call " + emergency + " now.");
  }

  // ---- what goes out

  function kept() {
    try {
      const found = JSON.parse(window.sessionStorage.getItem(store) || "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }

  function keep() {
    try {
      window.sessionStorage.setItem(store, JSON.stringify(unsent));
    } catch {
      // Without storage the message lives as long as the page.
    }
    const part = document.getElementById("unsent");
    part.replaceChildren(
      ...unsent.map((message) => {
        const item = document.createElement("li");
        item.className = "message yours words";
        item.textContent = message.text;
        return item;
      }),
    );
  }

  // A message on its way for a moment is not shown as unsent.
  function showUnsent(is) {
    document.getElementById("unsent-part").hidden = !is || !unsent.length;
  }

  function newId() {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function send(message) {
    const response = await fetch(post, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ message_id: message.id, text: message.text, seen }),
      signal: AbortSignal.timeout(25000),
    });
    return { status: response.status, ...(await response.json()) };
  }

  async function flush() {
    if (sending) return;
    sending = true;
    window.clearTimeout(again);
    while (unsent.length) {
      const message = unsent[0];
      let answer;
      try {
        answer = await send(message);
      } catch {
        answer = { status: 0 };
      }
      if (answer.items) show(answer.items);
      say("problem", answer.problem || "");
      if (answer.status === 0 || answer.status >= 500) {
        showUnsent(true);
        again = window.setTimeout(flush, waits);
        waits = Math.min(waits * 2, SLOWEST);
        break;
      }
      unsent.shift();
      waits = 1000;
      if (answer.status >= 400) {
        if (!box.value) box.value = message.text;
      } else {
        seen = later(seen, answer.seen);
        working(answer.working);
        if (!stream) listen();
      }
      keep();
    }
    keep();
    showUnsent(unsent.length > 0);
    sending = false;
  }

  function write(text) {
    unsent.push({ id: newId(), text });
    keep();
    flush();
  }

  // ---- what the person does

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-send]")) return;
    event.preventDefault();
    const picked = event.submitter && event.submitter.name === "text" ? event.submitter.value : null;
    const text = picked ?? box.value;
    if (!text.trim()) return;
    if (picked === null) box.value = "";
    write(text);
    box.focus({ preventScroll: true });
  });

  box.addEventListener("keydown", (event) => {
    const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!sends || !window.matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    composer.requestSubmit();
  });

  window.addEventListener("offline", lost);
  window.addEventListener("online", () => {
    if (stream) listen();
    flush();
  });
  // Coming back to the page by the history, or after sleep, may find a stream that is long dead.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && stream) listen();
  });
  window.setInterval(() => {
    if (stream && Date.now() - lastSign > SILENCE) {
      lost();
      listen();
    }
  }, 5000);

  readableTimes(document);
  keep();
  showUnsent(true);
  if (page.dataset.session === "yes") listen();
  if (unsent.length) flush();
})();
