// Shows the chat on another site: <script src="https://…/widget.js" defer></script>
// The words are put in where it is served. The operator names that site in `web.embed_origins`, or the frame stays empty.
(function () {
  "use strict";
  const home = new URL(document.currentScript.src).origin;
  const open = document.currentScript.dataset.open || "%open%";
  const close = document.currentScript.dataset.close || "%close%";
  const button = document.createElement("button");
  const frame = document.createElement("iframe");
  const place = "position:fixed;right:16px;z-index:2147483000;";
  button.type = "button";
  button.textContent = open;
  button.setAttribute("aria-expanded", "false");
  button.style.cssText = place + "bottom:16px;min-height:48px;padding:0 20px;border:0;border-radius:24px;background:#0b4f4a;color:#fff;font:600 16px/1 system-ui,sans-serif;cursor:pointer;box-shadow:0 4px 14px #0005";
  frame.title = open;
  frame.hidden = true;
  frame.allow = "microphone";
  frame.style.cssText = place + "bottom:76px;width:min(400px,calc(100vw - 32px));height:min(640px,calc(100vh - 108px));border:1px solid #0b4f4a;border-radius:12px;background:#fff;box-shadow:0 8px 30px #0006";
  button.addEventListener("click", function () {
    if (!frame.src) frame.src = home + "/chat?embed=1";
    frame.hidden = !frame.hidden;
    button.textContent = frame.hidden ? open : close;
    button.setAttribute("aria-expanded", String(!frame.hidden));
  });
  document.body.append(frame, button);
})();
