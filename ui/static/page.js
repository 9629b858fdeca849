// Runs before Gradio's own scripts. The address may name the language (?lang=en), a reader may have chosen one before. Gradio
// shows English where it does not know the browser's language ("zh", "zh-HK", "it"): this page shows Chinese there.
const address = new URLSearchParams(location.search);
const root = new URL("..", document.currentScript.src);
const remembered = (() => {
  try {
    return localStorage.getItem("gkbot-language");
  } catch {
    return null; // a frame whose browser keeps nothing for it
  }
})();

// The server reads the language in the address, too.
if (!address.has("lang") && remembered && !navigator.language.startsWith(remembered)) {
  address.set("lang", remembered);
  history.replaceState(null, "", `?${address}${location.hash}`);
}
const wanted = address.get("lang") || navigator.language;
const inEnglish = /^en\b/i.test(wanted);
if (address.has("lang") || !/^(en\b|zh-(CN|TW)$)/i.test(wanted)) {
  Object.defineProperty(navigator, "language", { value: inEnglish ? "en" : "zh-CN", configurable: true });
}

// In a frame, Escape closes it: only the page that made the frame, named in the address, hears of it.
if (window.parent !== window && address.has("host")) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) window.parent.postMessage("gkbot:close", address.get("host"));
  });
}

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element && event.target.closest("#gk-language, #gk-reports");
  if (!pressed) return;
  if (pressed.id === "gk-reports") {
    window.open(new URL(`reports?lang=${inEnglish ? "en" : "zh"}`, root), "_blank", "noopener");
    return;
  }
  const other = inEnglish ? "zh" : "en";
  try {
    localStorage.setItem("gkbot-language", other);
  } catch {
    // then the address alone says it
  }
  address.set("lang", other);
  location.search = address;
});

// Gradio names each message by its source text; read aloud that would be our HTML. The message itself is what is to be read.
new MutationObserver(() => {
  for (const message of document.querySelectorAll("#gk-chat [data-testid][aria-label]")) message.removeAttribute("aria-label");
  // A list of buttons has no items for a reader of the screen: they are buttons, and no list.
  for (const list of document.querySelectorAll('#gk-chat .examples[role="list"]')) list.removeAttribute("role");
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });

const add = (tag, attributes) => document.head.append(Object.assign(document.createElement(tag), attributes));
add("link", { rel: "stylesheet", href: new URL("static/frame.css", root) });
add("script", { src: new URL("static/answers.js", root) });
