const make = (tag, facts = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), facts);
  made.append(...inside.filter(each => each !== null));
  return made;
};

const LONG = /^(task|text|definition|result)/, WIDE = /^(table|measure|speaker|body|indicator$|issued_by|stated_by|responsible|printed|note|title|url|label|name_|commitment_id)/;
const PATIENCE = 700, NO_ANSWER = 15000;
const ENDED = ["dead", "starting", "terminating", "restarting", "autorestarting"];

/** What is asked, as labels with inputs. */
function fieldsOf(fields) {
  return fields.map(({ name, says, value, choices }) => {
    let input;
    if (choices.length && choices.length <= 12) {
      input = make("select", { name });
      const known = choices.includes(value) ? choices : [value, ...choices];
      input.append(...known.map(each => make("option", { value: each, textContent: each })));
      input.value = value;
    } else if (LONG.test(name)) {
      input = make("textarea", { name, value, rows: 2, spellcheck: false });
    } else {
      input = make("input", { name, value, autocomplete: "off", spellcheck: false });
    }
    const wide = LONG.test(name) || WIDE.test(name);
    const label = make("label", { className: wide ? "wide" : "" }, make("span", { textContent: says }), input);
    if (choices.length > 12) {
      const list = make("datalist", { id: `choices-${name}-${Math.random().toString(36).slice(2)}` });
      list.append(...choices.map(each => make("option", { value: each })));
      input.setAttribute("list", list.id);
      label.append(list);
    }
    return label;
  });
}

const filledIn = form => Object.fromEntries([...form.querySelectorAll("[name]")].map(each => [each.name, each.value.replace(/\s+/g, " ")]));

/** The part of the page that scrolls, and that the panel fills. */
const viewOf = root => root.closest(".jp-WindowedPanel-outer") ?? root.closest(".jp-Notebook") ?? document.documentElement;

function render({ model, el }) {
  const root = make("div", { className: "add-report", tabIndex: 0 });
  root.setAttribute("aria-label", "Add a report");
  const links = {};
  let drawn = null;  // the text that stands there
  let open = { said: "", form: null };  // the form that stands there: what was typed stays while it is asked
  el.classList.add("add-report-room");
  el.append(root);

  const fit = new ResizeObserver(([{ target }]) => root.style.setProperty("--in-sight", `${target.clientHeight - 16}px`));
  const kernel = model.widget_manager?.kernel;
  let patience = [];
  const answered = () => { patience.forEach(clearTimeout); root.classList.remove("at-work"); };
  const lose = () => {
    if (root.classList.contains("lost")) return;
    answered();
    const id = model.get("shown").title?.split(" · ")[0];
    const advice = id ? `Run the cell again (click into it, Shift Enter) and choose ${id} under “Go on with”: every answer given so far is kept.`
      : "Run the cell again (click into it, Shift Enter); what is typed here can be copied from here.";
    root.classList.add("lost");
    root.prepend(make("p", { className: "alert", role: "alert", textContent: `Nobody answers here any more: the kernel has ended or was started anew. ${advice}` }));
    root.scrollIntoView({ block: "nearest" });
  };
  const watch = (_, status) => { if (ENDED.includes(status)) lose(); };
  kernel?.statusChanged?.connect(watch);
  const send = (content, buffers) => {
    if (root.classList.contains("lost")) return;
    answered();
    patience = [
      setTimeout(() => root.classList.add("at-work"), PATIENCE),
      setTimeout(() => { if (kernel?.status !== "busy") lose(); }, NO_ANSWER),
    ];
    model.send(content, undefined, buffers);
  };
  const press = (key, filled = {}) => send({ do: "press", key, filled });

  function drawBegin(shown) {
    const text = make("textarea", { rows: 10, placeholder: "Paste the text of the report" });
    text.setAttribute("aria-label", "Text of the report");
    const file = make("input", { type: "file", accept: ".txt,.html,.htm,.pdf,.docx" });
    const form = make("form", {},
      text,
      make("div", { className: "fields" }, make("label", {}, make("span", { textContent: "or a file" }), file), ...fieldsOf(shown.fields)),
      make("button", { textContent: "Read it (Ctrl Enter)" }));
    const submit = async () => {
      const given = filledIn(form);
      if (file.files.length) send({ do: "take", name: file.files[0].name, given }, [await file.files[0].arrayBuffer()]);
      else send({ do: "take", text: text.value, given });
    };
    form.addEventListener("submit", event => { event.preventDefault(); submit(); });
    const works = shown.works.map(([id, state]) =>
      make("li", {}, make("button", { textContent: id, onclick: () => send({ do: "open", id }) }), ` ${state}`));
    root.replaceChildren(form, works.length ? make("section", {}, make("h4", { textContent: "Go on with" }), make("ul", {}, ...works)) : "");
    root.append(make("p", { className: "alert", textContent: shown.alert, role: "alert" }));
    return text;
  }

  function drawText() {
    const paragraphs = model.get("text").map(({ number, parts }) => {
      const words = make("p", {}, make("small", { textContent: number }));
      for (const [part, key] of parts) words.append(key ? make("mark", { textContent: part, onclick: () => send({ do: "go", key }) }) : part);
      [...words.querySelectorAll("mark")].forEach((mark, at) => { mark.dataset.key = parts.filter(each => each[1])[at][1]; });
      words.dataset.paragraph = number;
      return words;
    });
    return make("div", { className: "text", tabIndex: -1 }, ...paragraphs);
  }

  function drawReview(shown) {
    if (drawn !== model.get("text")) {
      drawn = model.get("text");
      root.replaceChildren(make("header"), drawText(), make("div", { className: "asked" }), make("footer"));
      requestAnimationFrame(() => root.scrollIntoView({ block: "start" }));
    }
    const { title, progress, question, marks, keys, pages } = shown;
    const [header, text, asked, footer] = [...root.children].filter(each => !each.matches(".alert"));
    const bar = make("progress", { max: progress.numbers, value: progress.decided });
    bar.setAttribute("aria-label", "Numbers decided");
    const counts = `${progress.decided} of ${progress.numbers} numbers, ${progress.worded} of ${progress.sentences} sentences`;
    header.replaceChildren(
      make("strong", { textContent: title }), make("span", { textContent: counts }), bar, make("em", { textContent: "at work …" }),
      make("button", { textContent: "another report", onclick: () => send({ do: "leave" }) }));
    let current = null;
    for (const mark of text.querySelectorAll("mark")) {
      const here = mark.dataset.key === question.key;
      mark.className = marks[mark.dataset.key] + (here ? " current" : "");
      if (here) current = mark;
    }
    for (const words of text.children) {
      const here = Boolean(shown.sentence) && Number(words.dataset.paragraph) === question.paragraph;
      words.classList.toggle("current", here);
      if (here) current = words;
    }
    if (current) text.scrollTo({ top: current.offsetTop - text.clientHeight / 3 });
    const told = shown.told.map(each => make("p", { className: "told", textContent: each }));
    const said = shown.form.fields ? JSON.stringify([question.key, shown.form]) : "";
    if (said !== open.said) open = { said, form: said ? drawForm(shown.form) : null };
    const form = open.form;
    asked.replaceChildren(
      make("p", { className: "alert", textContent: shown.alert, role: "alert" }), ...drawRefused(shown), ...told,
      ...(form ? [form] : []), ...(question.head ? drawQuestion(question, shown.sentence) : []), ...drawPages(pages));
    asked.scrollTop = 0;
    const pressed = Object.entries(keys).filter(([key]) => !(key === "a" && "1" in keys)).map(([key, does]) =>
      make("button", { tabIndex: -1, onclick: () => press(key) }, make("kbd", { textContent: key === "1" ? "1–3, a" : key }), ` ${does}`));
    const typed = [["Enter", "take it"], ["Tab", "next field"], ["Esc", "leave the form"]];
    footer.replaceChildren(...(form ? typed.map(([key, does]) => make("span", {}, make("kbd", { textContent: key }), ` ${does}`)) : pressed));
    return form?.querySelector("[name]") ?? root;
  }

  /** Why a save was refused: that of the number asked about first, each a way to its own. */
  function drawRefused({ refused, question }) {
    if (!refused.length) return [];
    const ordered = [...refused.filter(([key]) => key === question.key), ...refused.filter(([key]) => key !== question.key)];
    const items = ordered.map(([key, says]) => make("li", {}, key
      ? make("button", { textContent: says, className: key === question.key ? "here" : "", onclick: () => send({ do: "go", key }) }) : says));
    return [make("ul", { className: "refused" }, ...items)];
  }

  function drawQuestion({ paragraph, head, notes, options, sums, known, decided }, sentence) {
    const lines = (name, lines) => lines.length ? [make("h5", { textContent: name }), ...lines.map(each => make("p", { textContent: each }))] : [];
    const choices = options.map(([what, why], at) => make("li", { onclick: () => press(String(at + 1)) },
      make("kbd", { textContent: at + 1 }), make("div", {}, make("b", { textContent: what }), make("small", { textContent: why }))));
    return [
      make("h4", { textContent: head, role: "status" }),
      ...(sentence ? [make("blockquote", { textContent: sentence })] : []),
      ...notes.map(each => make("p", { textContent: each })),
      make("ol", {}, ...choices),
      ...lines("Adds up", sums), ...lines("Known already", known), ...lines("Decided", decided ? [decided] : []),
    ];
  }

  function drawForm({ key, filled, fields, title }) {
    const form = make("form", { className: "fields" }, make("h4", { textContent: title }), ...fieldsOf(fields), make("button", { textContent: "Enter" }));
    form.addEventListener("submit", event => { event.preventDefault(); press(key, { ...filled, ...filledIn(form) }); });
    return form;
  }

  function drawPages(pages) {
    if (!pages.length) return [];
    const items = pages.map(([stem, state, there]) => {
      if (there && !links[stem]) { links[stem] = "asked"; send({ do: "page", page: stem }); }
      const link = links[stem]?.startsWith("blob:") ? make("a", { href: links[stem], target: "_blank", textContent: stem }) : stem;
      return make("li", {}, link, ` ${state}`);
    });
    return [make("h4", { textContent: "Pages that change" }), make("ul", { className: "pages" }, ...items)];
  }

  function draw() {
    const shown = model.get("shown");
    const active = document.activeElement;
    const had = root.contains(active);
    if (!shown.title && drawn) drawn = null;
    if (!shown.title && root.querySelector("textarea") && shown.alert) {
      root.querySelector(".alert").textContent = shown.alert;  // what was pasted stays
      return;
    }
    if (shown.pages && !shown.pages.length) Object.keys(links).forEach(each => delete links[each]);
    const first = shown.title ? drawReview(shown) : drawBegin(shown);
    if (!had) return;
    if (open.form?.contains(active)) { active.focus({ preventScroll: true }); return; }
    first.focus({ preventScroll: true });
    first.select?.();
  }

  const guard = event => event.target.setAttribute("data-lm-suppress-shortcuts", "true");  // JupyterLab would take letters for its own
  root.addEventListener("focusin", guard);
  root.addEventListener("keydown", event => {
    const shown = model.get("shown");
    const sends = event.target.matches("input, select, .asked textarea") || event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && sends && event.target.form) { event.preventDefault(); event.target.form.requestSubmit(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || !shown.title) return;
    if (event.key === "Escape" && shown.form.fields) { event.preventDefault(); send({ do: "close" }); return; }
    if (event.target.matches("input, select, textarea, button, a")) return;
    const key = event.key.toLowerCase();
    if (key in shown.keys || ("1" in shown.keys && "23".includes(key))) { event.preventDefault(); press(key); }
  });
  root.addEventListener("focusin", () => { if (drawn) root.scrollIntoView({ block: "nearest" }); });
  const hear = (content, buffers) => {
    links[content.page] = URL.createObjectURL(new Blob([buffers[0]], { type: "text/html;charset=utf-8" }));
    draw();
  };
  model.on("change:shown", draw);
  model.on("change:answered", answered);
  model.on("comm_live_update", lose);
  model.on("msg:custom", hear);
  draw();
  requestAnimationFrame(() => fit.observe(viewOf(root)));
  requestAnimationFrame(() => (root.querySelector("textarea") ?? root).focus({ preventScroll: true }));
  return () => {
    answered();
    fit.disconnect();
    kernel?.statusChanged?.disconnect(watch);
    model.off("change:shown", draw);
    model.off("change:answered", answered);
    model.off("comm_live_update", lose);
    model.off("msg:custom", hear);
    Object.values(links).filter(each => each.startsWith("blob:")).forEach(each => URL.revokeObjectURL(each));
  };
}

export default { render };
