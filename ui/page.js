// Runs before Gradio's own scripts. The address may name the language (?lang=en). Gradio shows English where it does not know
// the browser's language ("zh", "zh-HK", "it"): this page shows Chinese there.
const address = new URLSearchParams(location.search);
const wanted = address.get("lang") || navigator.language;
if (address.has("lang") || !/^(en\b|zh-(CN|TW)$)/i.test(wanted)) {
  Object.defineProperty(navigator, "language", { value: /^en\b/i.test(wanted) ? "en" : "zh-CN", configurable: true });
}

// In a frame, Escape closes it: only the page that made the frame, named in the address, hears of it.
if (window.parent !== window && address.has("host")) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") window.parent.postMessage("gkbot:close", address.get("host"));
  });
}

// A mark [1] opens its source. Following the link itself would load the page anew wherever the address has a query,
// because Gradio's page carries a <base>.
document.addEventListener("click", (event) => {
  const mark = event.target instanceof Element && event.target.closest("a.gk-mark");
  if (!mark) return;
  event.preventDefault();
  const source = document.getElementById(mark.hash.slice(1));
  if (!source) return;
  source.open = true;
  source.querySelector("summary").focus({ preventScroll: true });
  source.querySelector("mark").scrollIntoView({ block: "center" });
});

// Gradio names each message by its source text; read aloud that would be our HTML. The message itself is what is to be read.
new MutationObserver(() => {
  for (const message of document.querySelectorAll("#gk-chat [data-testid][aria-label]")) message.removeAttribute("aria-label");
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
