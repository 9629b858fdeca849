// What a reader does with an answer: open a source beside the chat, sort a table, copy, judge. Words come with the messages;
// only what stands outside of them is said here.
(() => {
  const script = document.currentScript;
  const inEnglish = /^en\b/i.test(navigator.language);
  const words = inEnglish
    ? {
        source: "Source", close: "Close", whole: "Open in the whole report", loading: "Loading …",
        gone: "This report is no longer in the index.", failed: "The source could not be loaded.",
        full: "Too many questions are waiting at the moment. Please try again shortly.",
        often: "Too many questions from your address. Please wait a minute.", lost: "The server cannot be reached. Please try again.",
      }
    : {
        source: "出处", close: "关闭", whole: "在报告全文中查看", loading: "正在载入……",
        gone: "该报告已不在索引中。", failed: "出处未能载入。",
        full: "现在提问的人太多，请稍候再试。", often: "提问过于频繁，请一分钟后再试。", lost: "暂时连不上服务器，请稍后再试。",
      };

  const make = (tag, attributes = {}, ...content) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...content);
    return element;
  };

  // ---- The source beside the chat: a column on wide screens, a sheet on phones ----

  const close = make("button", { type: "button", class: "gk-close", "aria-label": words.close, title: words.close }, "×");
  const heading = make("h2", { id: "gk-panel-title", tabindex: "-1" });
  const whole = make("a", { class: "gk-report", target: "_blank", rel: "noopener" }, words.whole);
  const body = make("div", { class: "gk-panel-body", tabindex: "0" });
  // Under a shadow root the section looks as on its own page, whatever Gradio's sheets say.
  const section = make("div", { "aria-live": "polite" });
  body.attachShadow({ mode: "open" }).append(make("link", { rel: "stylesheet", href: new URL("pages.css", script.src) }), section);
  const panel = make(
    "aside", { id: "gk-panel", role: "dialog", "aria-labelledby": "gk-panel-title", hidden: "" },
    make("header", {}, heading, close), body, make("footer", {}, whole),
  );
  let opener = null;

  const shut = () => {
    panel.hidden = true;
    document.body.classList.remove("gk-beside");
    for (const mark of document.querySelectorAll(".gk-current")) mark.classList.remove("gk-current");
    opener?.focus();
    opener = null;
  };

  const show = async (link) => {
    if (!panel.isConnected) document.body.append(panel);
    const address = new URL(link.href);
    opener = link;
    for (const mark of document.querySelectorAll(".gk-current")) mark.classList.remove("gk-current");
    link.classList.add("gk-current");
    heading.textContent = link.dataset.title || titleOf(link);
    whole.href = address;
    section.textContent = words.loading;
    panel.hidden = false;
    document.body.classList.add("gk-beside");
    heading.focus({ preventScroll: true });
    address.pathname += "/cited";
    address.hash = "";
    address.searchParams.set("lang", inEnglish ? "en" : "zh");
    try {
      const response = await fetch(address);
      if (opener !== link) return;
      if (!response.ok) throw new Error(response.status === 404 ? words.gone : words.failed);
      section.innerHTML = await response.text(); // escaped by the server, which knows what of it is the report's
      lit()?.scrollIntoView({ block: "center", inline: "nearest" });
    } catch (error) {
      if (opener === link) section.textContent = error instanceof TypeError ? words.lost : error.message;
    }
  };
  const lit = () => section.querySelector("td.gk-lit, mark");

  // A mark [3] and the source listed below under [3] are the same place; a number of a table has its row and column.
  const titleOf = (link) => {
    const listed = [...(link.closest(".gk-answer")?.querySelectorAll("a.gk-source") ?? [])].find((source) => source.href === link.href);
    if (listed) return listed.textContent.trim();
    const cell = link.closest("td");
    const row = cell?.parentElement;
    if (!row) return words.source;
    const column = row.closest("table").tHead.rows[0].cells[cell.cellIndex];
    return [...row.cells].slice(0, 2).map((known) => known.textContent).concat(column.textContent).join(" · ");
  };

  close.addEventListener("click", shut);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden && panel.isConnected) {
      event.preventDefault();
      shut();
    }
  }, true);
  // As a sheet it covers the page: Tab stays inside.
  const narrow = matchMedia("(max-width: 64rem)");
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || !narrow.matches) return;
    const [first, last] = [close, whole];
    const leaves = event.shiftKey ? document.activeElement === first || document.activeElement === heading : document.activeElement === last;
    if (!leaves) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  });

  // ---- Tables ----

  const sort = (button) => {
    const head = button.closest("th");
    const table = head.closest("table");
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (row) => row.cells[head.cellIndex].textContent.trim();
    const number = (text) => (/^-?[\d.,]+%?$/.test(text) ? Number.parseFloat(text.replaceAll(",", "")) : Number.NaN);
    const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: value(row), number: number(value(row)) }));
    const compare = (a, b) => {
      if (Number.isNaN(a.number) && Number.isNaN(b.number)) return a.text.localeCompare(b.text, "zh-CN");
      return Number.isNaN(a.number) ? -1 : Number.isNaN(b.number) ? 1 : a.number - b.number;
    };
    rows.sort((a, b) => (a.text === "") - (b.text === "") || (down ? compare(b, a) : compare(a, b))); // what is empty comes last
    table.tBodies[0].append(...rows.map(({ row }) => row));
  };

  // ---- Copying ----

  const copy = async (button) => {
    const text = button.closest(".gk-answer").querySelector(".gk-plain").textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Over plain http, and in frames, browsers have no clipboard but this one.
      const field = make("textarea", { class: "gk-offscreen" });
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    const said = button.textContent;
    if (said === button.value) return;
    button.textContent = button.value;
    setTimeout(() => (button.textContent = said), 2000);
  };

  // ---- Judging ----

  const judge = async (form, vote, remark) => {
    const thanks = form.querySelector(".gk-thanks");
    const response = await fetch(form.action, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ vote, remark }),
    }).catch(() => null);
    thanks.hidden = false;
    if (!response?.ok) thanks.textContent = response?.status === 429 ? words.often : words.lost;
    return Boolean(response?.ok);
  };
  const vote = async (button) => {
    const form = button.closest("form");
    for (const other of form.querySelectorAll(".gk-vote")) other.setAttribute("aria-pressed", String(other === button));
    if (!(await judge(form, button.value, ""))) return;
    form.querySelector(".gk-remark").hidden = false;
    form.querySelector("input").focus();
  };

  const actions = { ".gk-sort": sort, ".gk-copy": copy, ".gk-vote": vote };
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest("a.gk-mark, a.gk-source, a.gk-proof");
    if (link) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // its own tab or window: the whole report
      event.preventDefault();
      show(link);
      return;
    }
    for (const [selector, act] of Object.entries(actions)) {
      const pressed = event.target.closest(selector);
      if (pressed) act(pressed);
    }
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof Element) || !form.matches(".gk-feedback")) return;
    event.preventDefault();
    const pressed = form.querySelector('.gk-vote[aria-pressed="true"]');
    const sent = await judge(form, pressed?.value ?? "up", form.querySelector("input").value);
    if (sent) form.querySelector(".gk-remark").hidden = true;
  }, true);

  // ---- The question last asked stays at the top, its answer below it ----

  let shown = "";
  new MutationObserver(() => {
    const questions = document.querySelectorAll("#gk-chat .gk-question");
    const state = `${questions.length} ${document.querySelectorAll("#gk-chat .gk-answer").length}`;
    if (state === shown) return;
    shown = state;
    if (questions.length) requestAnimationFrame(() => [...questions].at(-1).scrollIntoView({ block: "start" }));
  }).observe(document.documentElement, { subtree: true, childList: true });

  // ---- What Gradio says in English where a question was not taken ----

  const refusals = [[/queue is full/i, words.full], [/questions a minute/i, words.often], [/connection|network|fetch/i, words.lost]];
  new MutationObserver(() => {
    for (const text of document.querySelectorAll('[data-testid="toast-text"]:not([data-gk])')) {
      text.dataset.gk = "";
      const said = refusals.find(([pattern]) => pattern.test(text.textContent));
      if (said) text.textContent = said[1];
    }
  }).observe(document.documentElement, { subtree: true, childList: true });
})();
