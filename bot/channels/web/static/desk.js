// The desk: the answer follows what is typed while the caller speaks; open pages hear of changes.
(function () {
  "use strict";
  const PAUSE_MS = 120, AGAIN_MS = 1500, LIVE_MS = 5000;
  const form = document.querySelector("form[data-desk-search]"), panel = document.getElementById("panel");
  if (form) {
    const input = form.querySelector("input");
    let timer = 0, turn = 0;
    const look = () => {
      const mine = ++turn;
      fetch("/desk/panel?part=1&q=" + encodeURIComponent(input.value))
        .then((reply) => {
          if (reply.status === 429 || reply.status >= 500) throw new Error("busy");
          return reply.ok ? reply.text() : "";
        })
        .then((html) => { if (mine === turn) panel.innerHTML = html; })
        // Busy, or no network for a moment: what is shown stays, and the words are looked up again.
        .catch(() => { if (mine === turn) timer = setTimeout(look, AGAIN_MS); });
    };
    if (input.value && !panel.textContent.trim()) look();  // typed before this script was there
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, PAUSE_MS); });
    form.addEventListener("submit", (event) => { event.preventDefault(); look(); });
    panel.addEventListener("click", (event) => {
      const button = event.target.closest("[data-use-heard]");
      if (button) fill(button.dataset);
      // A topic or county among those the letters may stand for: said in words, it is looked up.
      const picked = event.target.closest("[data-pick]");
      if (picked) {
        const others = input.value.split(/\s+/).filter((word) => !/^[a-z]+$/i.test(word));
        input.value = [...others, picked.dataset.words].join(" ");
        input.focus();
        look();
      }
    });
  }
  // One key, whatever has the focus: browsers differ in how they take access keys.
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.code !== "KeyR") return;
    const button = document.querySelector("[data-use-heard]");
    if (!button) return;
    event.preventDefault();
    fill(button.dataset);
  });
  // What the agent has typed by hand stays.
  function fill(heard) {
    const opening = document.getElementById("opening");
    if (!opening) return;
    opening.open = true;
    for (const [name, value] of Object.entries(heard)) {
      const field = opening.querySelector(`[name="${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}"]`);
      if (field && !field.value && value) field.value = value;
    }
    document.getElementById("need").focus();
  }
  // What is marked as live is asked for again and replaced where it has changed.
  document.querySelectorAll("[data-live]").forEach((place) => {
    let shown = null, tag = "";
    const toEnd = () => { if (place.getAttribute("role") === "log") place.scrollTop = place.scrollHeight; };
    toEnd();
    setInterval(() => {
      const used = place.contains(document.activeElement) && document.activeElement !== place;
      if (document.hidden || used || place.querySelector("input:checked")) return;
      fetch(place.dataset.live, tag ? { headers: { "If-None-Match": tag } } : {})
        .then((reply) => {
          if (!reply.ok) return null;
          tag = reply.headers.get("ETag") || "";
          return reply.text();
        })
        .then((html) => {
          if (html === null || html === shown) return;
          if (shown !== null || place.innerHTML !== html) place.innerHTML = html;
          shown = html;
          toEnd();
        })
        .catch(() => {});
    }, Number(place.dataset.every) || LIVE_MS);
  });
  // Usual words go into the field; what stands there already stays.
  document.querySelectorAll("select[data-fill]").forEach((choice) => choice.addEventListener("change", () => {
    const field = document.getElementById(choice.dataset.fill);
    field.value = (field.value ? field.value + "\n" : "") + choice.value;
    choice.value = "";
    field.focus();
  }));
  document.querySelectorAll("textarea[data-send]").forEach((field) => field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) field.form.requestSubmit();
  }));
})();
