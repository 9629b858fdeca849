// The bot inside another page: a button that opens a frame, or the frame in a place of that page.
//
//   <script src="https://bot.example/embed.js" data-title="..." data-color="#1d4ed8" data-language="zh"
//           data-question="..." data-year="2023" data-body="..." data-into="#element" async></script>
//
// data-year, data-region, data-kind and data-body (a part of a name) set the chat's filters; several values with commas.
// Styles are set on elements, never as a sheet, and nothing is evaluated: a strict policy of the host page stays as it is.
(() => {
  const script = document.currentScript;
  if (!script) return;
  const bot = new URL(".", script.src);
  const { title, color = "#1d4ed8", language, question, into, ...presets } = script.dataset;
  const inChinese = !/^en\b/i.test(language || document.documentElement.lang || navigator.language);
  const words = inChinese
    ? { title: "政府信息公开年报问答", open: "打开问答", close: "关闭问答" }
    : { title: "Disclosure Report Questions", open: "Open the question box", close: "Close the question box" };
  const name = title || words.title;

  const make = (tag, style, attributes = {}) => {
    const element = document.createElement(tag);
    Object.assign(element.style, style);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  const makeFrame = () => {
    const address = new URL("embed/", bot);
    // The frame tells this page, and no other, when Escape is pressed in it.
    address.searchParams.set("host", location.origin);
    if (language) address.searchParams.set("lang", language);
    if (question) address.searchParams.set("q", question);
    for (const name of ["year", "region", "kind", "body"]) if (presets[name]) address.searchParams.set(name, presets[name]);
    return make("iframe", { border: "0", width: "100%", height: "100%", display: "block", flex: "1", minHeight: "0", background: "#fff" }, {
      src: address.href, title: name, allow: "clipboard-write",
    });
  };

  const place = into && document.querySelector(into);
  if (into) {
    if (place) place.append(makeFrame());
    else console.error(`gkbot: there is no element ${into} to put the chat into`);
    return;
  }

  const others = document.querySelectorAll("[data-gkbot-button]").length;
  const font = { font: "600 16px/1.4 system-ui, sans-serif" };
  const button = make("button", {
    ...font, position: "fixed", right: "20px", bottom: `${20 + 60 * others}px`, zIndex: "2147483000", padding: "12px 20px",
    border: "0", borderRadius: "24px", color: "#fff", background: color, cursor: "pointer", boxShadow: "0 2px 8px rgba(0,0,0,.3)",
  }, { type: "button", "aria-expanded": "false", "aria-haspopup": "dialog", "data-gkbot-button": "" });
  button.textContent = title || words.open;

  const narrow = matchMedia("(max-width: 600px)");
  const panel = make("div", {
    position: "fixed", zIndex: "2147483001", display: "none", flexDirection: "column", background: "#fff", overflow: "hidden",
    boxShadow: "0 4px 24px rgba(0,0,0,.35)",
  }, { role: "dialog", "aria-label": name });
  const bar = make("div", { ...font, display: "flex", justifyContent: "space-between", alignItems: "center", color: "#fff", background: color, padding: "6px 6px 6px 14px" });
  const heading = make("span", { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" });
  heading.textContent = name;
  const close = make("button", {
    border: "0", background: "transparent", color: "#fff", font: "24px/1 system-ui, sans-serif", width: "36px", height: "36px", cursor: "pointer",
  }, { type: "button", "aria-label": words.close });
  close.textContent = "×";
  bar.append(heading, close);

  // Tab stays inside: whoever leaves at one end comes in again at the other.
  const edge = () => make("span", { position: "absolute", width: "0", height: "0", overflow: "hidden" }, { tabindex: "0", "aria-hidden": "true" });
  const [before, after] = [edge(), edge()];
  let frame = null;
  before.addEventListener("focus", () => frame.focus());
  after.addEventListener("focus", () => close.focus());
  panel.append(before, bar, after);

  const fit = () => Object.assign(panel.style, narrow.matches
    ? { inset: "0", width: "auto", height: "auto", borderRadius: "0" }
    : { inset: "auto 20px 20px auto", width: "420px", height: "min(680px, calc(100vh - 40px))", borderRadius: "10px" });
  narrow.addEventListener("change", fit);
  fit();

  const isOpen = () => panel.style.display !== "none";
  const show = (open) => {
    if (open === isOpen()) return;
    if (open && !frame) {
      frame = makeFrame();
      after.before(frame);
    }
    panel.style.display = open ? "flex" : "none";
    button.setAttribute("aria-expanded", String(open));
    (open ? close : button).focus();
  };
  button.addEventListener("click", () => show(!isOpen()));
  close.addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  addEventListener("message", (event) => {
    if (frame && event.origin === bot.origin && event.source === frame.contentWindow && event.data === "gkbot:close") show(false);
  });
  const attach = () => document.body.append(button, panel);
  document.body ? attach() : addEventListener("DOMContentLoaded", attach);
})();
