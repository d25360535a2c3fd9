// The desk's search: the answer follows what is typed while the caller speaks.
(function () {
  "use strict";
  const WAIT_MS = 350;
  const form = document.querySelector("form[data-desk-search]"), panel = document.getElementById("panel");
  const input = form.querySelector("input");
  let timer = 0, turn = 0;
  function look() {
    const mine = ++turn;
    fetch("/desk/panel?q=" + encodeURIComponent(input.value))
      .then((reply) => (reply.ok ? reply.text() : ""))
      .then((html) => { if (mine === turn) panel.innerHTML = html; })
      .catch(() => {});
  }
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, WAIT_MS); });
  form.addEventListener("submit", (event) => { event.preventDefault(); look(); });
})();
