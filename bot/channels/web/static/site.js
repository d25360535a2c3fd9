// Suggestions while typing, copy and print buttons. Every page works without this file.
(function () {
  "use strict";
  const WAIT_MS = 150;

  document.querySelectorAll("form[data-suggest]").forEach(function (form) {
    const input = form.querySelector("input");
    const list = document.createElement("ul");
    const status = document.createElement("p");
    let timer = 0, active = -1, asked = 0, options = [];
    list.id = "suggestions";
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.label);
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    input.parentNode.append(list);
    form.append(status);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    Object.entries(attributes).forEach(([name, value]) => input.setAttribute(name, value));

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function mark(index) {
      active = index;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
      if (index < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", list.children[index].id);
    }
    function show(found) {
      options = found;
      while (list.firstChild) list.removeChild(list.firstChild);
      list.append(...found.map(function (option, i) {
        const item = document.createElement("li");
        item.id = "suggestion-" + i;
        item.setAttribute("role", "option");
        item.textContent = option.text;
        item.addEventListener("mousedown", function (event) {
          event.preventDefault();
          location.assign(option.url);
        });
        return item;
      }));
      if (!found.length) { status.textContent = ""; return close(); }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(-1);
      status.textContent = input.dataset.count.replace("{count}", found.length);
    }
    function ask() {
      const typed = input.value.trim(), turn = ++asked;
      if (!typed) return show([]);
      fetch("/api/suggest?q=" + encodeURIComponent(typed))
        .then((reply) => (reply.ok ? reply.json() : { suggestions: [] }))
        .then((found) => { if (turn === asked) show(found.suggestions); })
        .catch(() => close());
    }
    input.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT_MS);
    });
    input.addEventListener("keydown", function (event) {
      if (list.hidden || event.isComposing || event.keyCode === 229) return;
      if (event.key === "ArrowDown") mark((active + 1) % options.length);
      else if (event.key === "ArrowUp") mark(active <= 0 ? options.length - 1 : active - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) location.assign(options[active].url);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", close);
  });

  document.querySelectorAll("[data-url]").forEach(function (url) {
    url.textContent = new URL(url.textContent, location.href).href;
  });
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      const box = button.closest("[data-share]");
      navigator.clipboard.writeText(box.querySelector("[data-url]").textContent).then(function () {
        box.querySelector("[data-copied]").textContent = button.dataset.done;
      });
    });
  });
  // The phone's own way of passing something on, where the browser has it.
  if (navigator.share) document.querySelectorAll("[data-send-on]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      const url = button.closest("[data-share]").querySelector("[data-url]").textContent;
      navigator.share({ title: document.title, url: url }).catch(() => { /* the person changed their mind */ });
    });
  });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // A request made in this browser is told of in this browser's chat.
  document.querySelectorAll("input[data-chat-sender]").forEach(function (field) {
    try {
      let sender = localStorage.getItem("tongxing.sender");
      if (!sender) {
        sender = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
        localStorage.setItem("tongxing.sender", sender);
      }
      field.value = sender;
    } catch (error) { /* Storage is off: the desk telephones instead. */ }
  });
  const wrong = document.querySelector("[data-focus]");
  if (wrong) wrong.focus();
})();
