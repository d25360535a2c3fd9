// The web chat. The transcript lives in this browser's storage only.
(function () {
  "use strict";
  const box = document.getElementById("chat");
  const words = JSON.parse(box.dataset.words);
  const log = box.querySelector(".log"), state = box.querySelector(".state"), form = box.querySelector(".say");
  const input = form.querySelector("textarea"), send = form.querySelector("[data-send]");
  const KEPT = 200, FIRST_RETRY_MS = 1500, LONGEST_RETRY_MS = 30000, UPDATES_MS = 15000, WITH_PERSON_MS = 2000, TIMEOUT_MS = 30000, LEAST_KEYBOARD = 80;
  const memory = {};
  const store = {
    get: (name) => { try { return localStorage.getItem("tongxing." + name); } catch (error) { return memory[name] || null; } },
    set: (name, value) => { memory[name] = value; try { localStorage.setItem("tongxing." + name, value); } catch (error) { /* kept for this page only */ } },
    drop: (name) => { delete memory[name]; try { localStorage.removeItem("tongxing." + name); } catch (error) { /* nothing was kept */ } },
  };
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  if (!store.get("sender")) store.set("sender", random());
  const kept = (name) => { try { return JSON.parse(store.get(name)); } catch (error) { return null; } };
  let transcript = kept("transcript") || [], busy = false;

  function remember(entry) {
    transcript.push(entry);
    transcript = transcript.slice(-KEPT);
    store.set("transcript", JSON.stringify(transcript));
  }
  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }
  // `replaceChildren` came late to the browsers of older phones.
  function empty(node) { while (node.firstChild) node.removeChild(node.firstChild); }
  // Once one talks, the head of the page makes room for what is said.
  function talk(on) { document.body.classList.toggle("talking", on); }
  // Helplines can be called by tapping them.
  function callable(text) {
    const made = element("div", "text");
    text.split(/([0-9]+)/).forEach(function (part) {
      if (!words.phones.includes(part)) return made.append(part);
      const link = element("a", "", part);
      link.href = "tel:" + part;
      made.append(link);
    });
    return made;
  }
  function show(entry, fresh) {
    const item = element("div", "bubble " + entry.who);
    const who = entry.who === "you" ? words.you : entry.who === "update" ? words.update : entry.who === "staff" ? words.staff.replace("{name}", entry.by) : words.assistant;
    item.append(element("b", "who", who), callable(entry.text));
    if (entry.sources && entry.sources.length) item.append(element("p", "small", words.source_line + entry.sources.join("; ")));
    if (entry.who !== "you" && speaker) item.append(readButton(entry.text));
    if (entry.buttons && entry.buttons.length) {
      const row = element("div", "buttons");
      entry.buttons.forEach(function (button) {
        const made = element("button", "quiet", button.title);
        made.type = "button";
        made.addEventListener("click", () => say(button.title, button.payload));
        row.append(made);
      });
      item.append(row);
    }
    log.append(item);
    if (fresh) lookAt(item);
    return item;
  }
  // Only the log moves, never the page; what is new is read from its beginning.
  function lookAt(item) { log.scrollTop = item.offsetTop - 8; }
  function add(entry) { remember(entry); talk(true); return show(entry, true); }
  function greet() { show({ who: "assistant", text: words.greeting, buttons: words.starters }, false); }

  // Read aloud on request, by the voice of the phone itself.
  const speaker = "speechSynthesis" in window && "SpeechSynthesisUtterance" in window ? window.speechSynthesis : null;
  function readButton(text) {
    const made = element("button", "plain read", words.read);
    made.type = "button";
    made.addEventListener("click", function () {
      const reading = speaker.speaking && made.textContent === words.quiet;
      speaker.cancel();
      if (reading) return;
      const told = new SpeechSynthesisUtterance(text);
      told.lang = document.documentElement.lang;
      told.onend = told.onerror = () => { made.textContent = words.read; };
      made.textContent = words.quiet;
      speaker.speak(told);
    });
    return made;
  }

  function post(body) {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
    return fetch("/api/chat", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: stop.signal })
      .finally(() => clearTimeout(timer));
  }
  function sources(meta) {
    return (meta.citations || []).map((c) => [c.issuer, c.date, c.locator].filter(Boolean).join(" "));
  }
  // The sources belong to the answer, not to the question that may follow it.
  function cited(turn) {
    const last = turn.replies.length - 1, asks = turn.meta.asks_for && last > 0;
    const told = turn.replies.some((one) => one.text.includes(words.source));
    return { place: asks ? last - 1 : last, sources: told ? [] : sources(turn.meta) };
  }
  // Only the newest answer can be called of no help: the question asked last is kept.
  function offerUnhelpful(meta) {
    if (meta.kind !== "policy" || meta.abstained || !(meta.services || []).length) return;
    const made = element("button", "plain unhelpful", words.unhelpful);
    made.type = "button";
    made.addEventListener("click", function () {
      made.disabled = true;
      fetch("/api/chat/unhelpful", { method: "POST", headers: { "Content-Type": "application/json", "X-Conversation": store.get("sender") }, body: JSON.stringify({ service: meta.services[0] }) })
        .then((reply) => (reply.ok ? reply.json() : Promise.reject(reply.status)))
        .then(function (told) { made.remove(); add({ who: "assistant", text: told.text, buttons: told.buttons }); })
        .catch(() => { made.disabled = false; });
    });
    log.lastChild.append(made);
  }
  function failed(body, text) {
    state.textContent = text;
    const again = element("button", "quiet", words.resend);
    again.type = "button";
    again.addEventListener("click", () => deliver(body));
    state.append(" ", again);
  }
  function deliver(body) {
    if (busy) return;
    busy = true;
    log.querySelectorAll(".unhelpful").forEach((one) => one.remove());
    send.disabled = true;
    // Kept until it is answered: a page that is loaded again offers to send it again.
    store.set("unsent", JSON.stringify(body));
    log.setAttribute("aria-busy", "true");
    state.textContent = words.waiting;
    post(body).then(function (reply) {
      if (reply.status === 429) return failed(body, words.slow);
      if (reply.status === 413) return failed(body, words.long);
      if (!reply.ok) return failed(body, words.failed);
      return reply.json().then(function (turn) {
        state.textContent = "";
        store.drop("unsent");
        const said = cited(turn);
        let first = null;
        turn.replies.forEach(function (one, i) {
          const item = add({ who: "assistant", text: one.text, buttons: one.buttons, sources: i === said.place ? said.sources : [] });
          first = first || item;
        });
        offerUnhelpful(turn.meta);
        if (first) lookAt(first);
        if (turn.meta.person) expectPerson();
      });
    }).catch(() => failed(body, navigator.onLine ? words.failed : words.offline)).finally(function () {
      busy = false;
      send.disabled = false;
      log.removeAttribute("aria-busy");
    });
  }
  function say(text, payload) {
    if (busy || !text.trim()) return;
    add({ who: "you", text: text });
    input.value = "";
    // The same id on a second try: a message that did arrive is not taken twice.
    deliver({ sender: store.get("sender"), message: payload || text, message_id: random() });
  }

  let wait = FIRST_RETRY_MS, lost = false, pace = UPDATES_MS, next = 0;
  // Somebody may write at any moment: the next look comes soon.
  function expectPerson() {
    if (pace === WITH_PERSON_MS) return;
    pace = WITH_PERSON_MS;
    lookIn(pace);
  }
  function lookIn(milliseconds) {
    clearTimeout(next);
    next = setTimeout(look, milliseconds);
  }
  function look() {
    if (document.hidden) return lookIn(pace);
    const after = store.get("seen") || "0", heard = store.get("heard") || "0";
    // In a header: addresses end up in logs and histories.
    fetch("/api/chat/updates?after=" + after + "&heard=" + heard, { headers: { "X-Conversation": store.get("sender") } })
      .then((reply) => (reply.ok ? reply.json() : Promise.reject(reply.status)))
      .then(function (found) {
        if (lost && !store.get("unsent")) state.textContent = words.online;
        lost = false;
        wait = FIRST_RETRY_MS;
        found.updates.forEach(function (update) {
          add({ who: "update", text: update.text });
          store.set("seen", String(update.id));
        });
        found.words.forEach(function (word) {
          add({ who: word.by ? "staff" : "update", by: word.by, text: word.text });
          store.set("heard", String(word.id));
        });
        pace = found.person ? WITH_PERSON_MS : UPDATES_MS;
        lookIn(pace);
      })
      .catch(function () {
        lost = true;
        if (!busy && !store.get("unsent")) state.textContent = words.offline;
        lookIn(wait);
        wait = Math.min(wait * 2, LONGEST_RETRY_MS);
      });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    say(input.value.trim());
  });
  input.addEventListener("keydown", function (event) {
    // 229 is a key the input method still works on: Safari ends the composition before it tells of Enter.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    say(input.value.trim());
  });
  const clear = document.querySelector("[data-clear]");
  clear.hidden = false;
  clear.addEventListener("click", function () {
    if (!confirm(words.clear_confirm)) return;
    ["transcript", "sender", "seen", "heard", "unsent"].forEach(store.drop);
    store.set("sender", random());
    transcript = [];
    if (speaker) speaker.cancel();
    talk(false);
    empty(log);
    greet();
    state.textContent = words.cleared;
    input.focus();
  });

  // A microphone where the browser recognises speech itself; what it heard is put into the field, to be looked at first.
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const speak = form.querySelector("[data-speak]");
  function listen() {
    const ear = new Recognition();
    ear.lang = document.documentElement.lang;
    ear.interimResults = true;
    const before = input.value;
    ear.onresult = function (event) {
      input.value = before + Array.from(event.results, (one) => one[0].transcript).join("");
    };
    ear.onerror = function (event) {
      state.textContent = event.error === "not-allowed" ? words.deaf_refused : event.error === "aborted" ? "" : words.deaf;
    };
    ear.onend = function () {
      speak.setAttribute("aria-pressed", "false");
      speak.onclick = listen;
      if (state.textContent === words.listening) state.textContent = "";
      input.focus();
    };
    speak.setAttribute("aria-pressed", "true");
    speak.onclick = () => ear.stop();
    state.textContent = words.listening;
    ear.start();
  }
  if (Recognition) {
    speak.hidden = false;
    speak.onclick = listen;
  }

  // The keyboard of an iPhone lies over the page: the page shrinks to what is left to see.
  const seen = window.visualViewport;
  function fit() {
    const height = Math.round(seen.height * seen.scale);
    const covered = innerHeight - height > LEAST_KEYBOARD;
    document.body.style.height = covered ? height + "px" : "";
    document.body.classList.toggle("typing", covered);
    scrollTo(0, 0);
  }
  if (seen) seen.addEventListener("resize", fit);
  // When a keyboard takes half of the log, what was said last stays in sight.
  let height = log.clientHeight;
  (seen || window).addEventListener("resize", function () {
    if (log.clientHeight < height && transcript.length) lookAt(log.lastChild);
    height = log.clientHeight;
  });

  empty(log);
  greet();
  transcript.forEach((entry) => show(entry, false));
  talk(transcript.length > 0);
  if (transcript.length) log.scrollTop = log.scrollHeight;
  const unsent = kept("unsent");
  if (unsent) failed(unsent, words.failed);
  look();
})();
