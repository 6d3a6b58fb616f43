// The page of the explorer: says what is chosen, shows what the kernel answers. It keeps only what is the reader's own: search, filters,
// order, and which trace is open.
const MARKS = /\p{M}/gu;
const fold = (text) => text.normalize("NFD").replace(MARKS, "").replace(/đ/gi, "d").toLowerCase();
const NARROWEST = 120; // pixels of the axis of bars
const make = (tag, given = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) name in made ? (made[name] = value) : made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// What a filter of numbers asks for, as >=5,000,000, 5m, 10-20 or <=30%: a test of cells; null where it is none. A number that is written
// short stands for all that round to it, and a cell for the number that is read in it.
const SCALES = [[/^(k|thousand|nghin|ngan|ribu|rb)$/, 1e3], [/^(m|mn|million|trieu|tr|juta|jt)$/, 1e6], [/^(b|bn|billion|ty|ti|miliar)$/, 1e9]];
const NUMBER = String.raw`(-?\d[\d.,\s]*)\s*([a-z]*)\s*(%?)`;
const ONE = new RegExp(`^(>=|<=|=|>|<|)\\s*${NUMBER}$`), RANGE = new RegExp(`^${NUMBER}\\s*(?:-|\\.\\.|to|den|sampai|hingga)\\s*${NUMBER}$`);
function numbersOf(typed, point) {
  const read = (written, scale) => {
    const digits = written.replace(/\s/g, ""), other = point === "." ? "," : ".";
    const bare = digits.split(point).length > 2 ? digits.replaceAll(point, "") : digits;
    const [whole, rest = ""] = bare.replace(new RegExp(`\\${other}(?=\\d{3}(\\D|$))`, "g"), "").replace(",", ".").split(".");
    const by = scale ? SCALES.find(([name]) => name.test(scale))?.[1] : 1;
    return { value: Number(`${whole}.${rest || 0}`) * by, half: (by / 10 ** rest.length) / 2 };
  };
  const asked = fold(typed).trim().replace(/≥/g, ">=").replace(/≤/g, "<=").replace(/[−–]/g, "-"), one = asked.match(ONE), range = asked.match(RANGE);
  if (!one && !range) return null;
  const [low, high] = one ? [read(one[2], one[3])] : [read(range[1], range[2] || range[5]), read(range[4], range[5])];
  if (Number.isNaN(low.value) || Number.isNaN(high?.value)) return null;
  const about = one && !one[1] && (one[3] || one[4]) ? low.half : 0, tests = { ">=": (n) => n >= low.value, "<=": (n) => n <= low.value, ">": (n) => n > low.value, "<": (n) => n < low.value };
  const isRight = range ? (n) => n >= low.value && n <= high.value : tests[one[1]] ?? ((n) => n === low.value || (n >= low.value - about && n < low.value + about));
  const asRead = ({ number, text }) => Number(number.toFixed((text.match(/\d[\d.,]*/)?.[0].split(point)[1] ?? "").length));
  return (cell) => typeof cell.number === "number" && isRight(asRead(cell)) && (!asked.includes("%") || cell.text.includes("%"));
}

// A field that finds its options by any words of them; what was chosen is selected when it gets the focus, so that typing replaces it.
function chooser(id, name, hint, none, options, pick) {
  const list = make("div", { id: `${id}-list`, className: "options", role: "listbox", hidden: true, tabIndex: -1, "aria-label": name });
  const field = make("input", {
    id, placeholder: hint, autocomplete: "off", spellcheck: false, role: "combobox", "aria-label": name, "aria-expanded": false,
    "aria-controls": list.id, "aria-autocomplete": "list",
  });
  let rest = "", found = [], at = -1;
  const mark = (to) => {
    list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", false);
    at = to;
    const marked = list.querySelectorAll("[role=option]")[at];
    marked?.setAttribute("aria-selected", true);
    marked?.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", marked?.id ?? "");
  };
  const show = (typed) => {
    const words = fold(typed).split(/[^\p{L}\p{N}]+/u).filter(Boolean), phrase = ` ${words.join(" ")}`;
    const has = (text) => words.every((word) => text.includes(` ${word}`));
    found = options().filter((each) => (words.length ? has(each.find + each.about + each.under) : !each.former));
    const fits = (each) => [fold(each.label) === phrase.trim(), each.find.includes(phrase), each.about.includes(phrase), has(each.find), has(each.find + each.about), true];
    const fit = (each) => fits(each).indexOf(true), begins = (each) => !each.find.startsWith(phrase);
    if (words.length) found.sort((one, other) => fit(one) - fit(other) || other.count - one.count || begins(one) - begins(other));
    let group = "";
    list.replaceChildren(...found.flatMap((each, index) => {
      const option = make("div", { id: `${id}-${index}`, role: "option", "aria-selected": false },
        make("span", {}, each.label), make("small", {}, `${each.note}${each.here ? " ●" : ""}`));
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); take(index); });
      const heads = each.group && each.group !== group && !words.length ? [make("div", { className: "group", role: "presentation" }, each.group)] : [];
      group = each.group;
      return [...heads, option];
    }));
    if (!found.length) list.append(make("div", { className: "none" }, none));
    list.hidden = false;
    list.style.maxWidth = `${Math.min(520, document.documentElement.clientWidth - field.getBoundingClientRect().left - 8)}px`;
    field.setAttribute("aria-expanded", true);
    mark(words.length && found.length ? 0 : found.findIndex((each) => each.label === rest));
  };
  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", false);
    field.value = rest;
    if (document.activeElement === field) field.select();
  };
  const take = (index) => {
    const value = found[index]?.value ?? field.value.trim();
    close();
    if (value && !(found[index] && found[index].label === rest)) pick(value);
  };
  const begin = () => { field.select(); show(""); };
  field.addEventListener("focus", begin);
  field.addEventListener("click", () => setTimeout(() => field.value === rest && begin())); // only then has a click set its caret
  field.addEventListener("input", () => show(field.value));
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) show("");
      else mark((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
    } else if (event.key === "Enter") {
      if (field.value !== rest || at >= 0) take(at);
    } else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  return { element: make("div", { className: "chooser" }, field, list), set: (text) => {
    const isTyped = document.activeElement === field && !list.hidden;
    rest = text;
    if (!isTyped) field.value = text;
    if (!isTyped && document.activeElement === field) field.select();
  } };
}

function render({ model, el }) {
  const words = model.get("labels"), point = new Intl.NumberFormat(words.language).format(0.5)[1], id = `explorer-${Math.random().toString(36).slice(2)}`;
  const isAlone = !document.querySelector(".jp-NotebookPanel"); // a page of its own, whose address holds the view
  const address = () => isAlone ? [...new URLSearchParams(location.hash.slice(1))].filter(([name]) => name in model.get("shown").choice) : [];
  const first = address(); // before this page writes its own
  const shown = () => model.get("shown"), choice = () => shown().choice;
  const root = make("div", { className: "briefing-explorer" });
  root.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", true)); // keys are for what has the focus
  const ask = (what) => { root.setAttribute("aria-busy", true); model.send(what); };
  const choose = (chosen) => ask({ do: "choose", ...chosen });
  const named = (options, value) => options.find((each) => each.value === value)?.label ?? value;

  // Controls
  const measures = () => { const here = new Set(shown().here); return model.get("measures").map((each) => ({ ...each, here: here.has(each.value) })); };
  const labelled = (name, part) => make("label", {}, make("span", {}, name), part);
  const menu = (name) => {
    const made = make("select", { "aria-label": words[name] });
    made.addEventListener("change", () => choose({ [name]: made.value }));
    return made;
  };
  const offer = (made, options, value) => {
    made.replaceChildren(...options.map(([code, label]) => make("option", { value: code, selected: code === value }, label)));
    made.disabled = options.length < 2;
  };
  const add = (name) => (value) => choose({ [name]: [...choice()[name], value] });
  const place = chooser(`${id}-place`, words.place, words.any_name, words.nothing_found, () => model.get("places"), (value) => choose({ place: value }));
  const measure = chooser(`${id}-measure`, words.measure, words.any_word, words.nothing_found, measures, (value) => choose({ measure: value }));
  const compare = chooser(`${id}-compare`, words.compare, words.add_place, words.nothing_found, () => model.get("places"), add("compared"));
  const beside = chooser(`${id}-beside`, words.beside, words.add_measure, words.nothing_found, measures, add("beside"));
  const level = menu("level"), day = menu("as_of"), note = make("span", { className: "note", role: "status" });
  const chips = { compared: make("span", { className: "chips" }), beside: make("span", { className: "chips" }) };
  const alarm = make("p", { className: "alarm", role: "alert" });
  const chip = (name, value, label) => {
    const made = make("button", { className: "chip", title: words.take_out, "aria-label": `${words.take_out}: ${label}` }, `${label} ✕`);
    made.addEventListener("click", () => choose({ [name]: choice()[name].filter((each) => each !== value) }));
    return made;
  };

  // Charts, the words around them as text of the page: bars and points take the width that there is, tiles are scaled. A click
  // on a mark or on the name beside it chooses the place, with Ctrl it compares it; on a point it opens the trace
  const answer = make("div", { className: "briefing-prose answer", role: "status" });
  const sentence = make("div", { className: "briefing-prose", role: "status" }), key = make("p", { className: "key" });
  const charts = Object.fromEntries(["tiles", "places", "days"].map((name) => [name, make("div", { className: `chart ${name}` })]));
  const drawn = {}, widths = {};
  const interactive = (spec) => {
    for (const axis of spec.axes ?? []) if (axis.orient === "left" || axis.scale === "y") {
      axis.encode = { ...axis.encode, labels: { ...axis.encode?.labels, interactive: true } };
      axis.encode.labels.update = { ...axis.encode.labels.update, cursor: { value: "pointer" } };
    }
    return spec;
  };
  const fit = async (name) => {
    const { view, box } = drawn[name] ?? {};
    for (let more = 2; view && name !== "tiles" && charts[name].clientWidth && more; more--) { // labels that stand out of the axes move once more
      const width = Math.max(NARROWEST, view.width() + charts[name].clientWidth - box.querySelector("svg").getAttribute("width"));
      if (Math.abs(width - view.width()) > 1) await view.width(width).runAsync();
      widths[name] = width;
    }
  };
  const draw = async (name, spec) => {
    const text = JSON.stringify(spec);
    if (drawn[name]?.text === text) return;
    drawn[name]?.made?.finalize();
    drawn[name] = { text };
    charts[name].hidden = !spec;
    if (!spec) return charts[name].replaceChildren();
    const { title, usermeta: { said: [headline, about, source] }, ...bare } = JSON.parse(text), rows = spec.datasets.rows, box = make("div");
    if (widths[name]) bare.width = widths[name];
    await document.fonts.load("12px Inter"); // before, Vega would measure letters of another one
    const made = await window.vegaEmbed(box, bare, { actions: false, renderer: "svg", patch: interactive });
    if (drawn[name].text !== text) return made.finalize(); // another choice was faster
    Object.assign(drawn[name], { made, view: made.view, box });
    charts[name].replaceChildren(make("h4", {}, headline), make("p", {}, about), box, ...(source ? [make("p", {}, source)] : []));
    await fit(name);
    made.view.addEventListener("click", (event, item) => {
      const row = item?.datum?.code ? item.datum : rows.find((each) => each.place === item?.datum?.value);
      if (!row) return;
      if (name === "days" && item.datum.figure_id) return trace(row.figure_id, charts.days);
      const others = choice().compared.filter((each) => each !== row.code);
      if (event.ctrlKey || event.metaKey) choose({ compared: others.length < choice().compared.length ? others : [...others, row.code] });
      else choose({ place: row.code });
    });
  };

  // The table: rows come from the kernel, their order and choice from here, remembered by the names of columns
  const own = { search: "", filters: {}, sort: null };
  const search = make("input", { type: "search", placeholder: words.search, "aria-label": words.search });
  const count = make("span", { className: "count", role: "status" }), unreadable = make("p", { className: "alarm", role: "status" }), head = make("thead"), body = make("tbody");
  const clear = make("button", { className: "plain", hidden: true }, words.clear);
  const scopes = ["places", "measure", "place"].map((name) => {
    const made = make("button", { className: "scope" }, words[name === "places" ? "places" : `scope_${name}`]);
    made.addEventListener("click", () => choose({ scope: name }));
    return [name, made];
  });
  const text = (cell) => (typeof cell === "string" ? cell : cell.text);
  const parts = (cell) => cell.parts ?? [cell]; // of a place of today those of the places that became it
  const columns = () => shown().table.columns;
  // What the filter of each column asks for, by words or by numbers; one that is neither is said and not applied
  const readFilters = () => columns().map((column, at) => {
    const typed = own.filters[column.name], holds = (cell) => fold(text(cell)).includes(fold(typed)), isRight = typed && column.is_number && numbersOf(typed, point);
    if (isRight) return (cell) => (/^\d+$/.test(typed) && holds(cell)) || parts(cell).some(isRight);
    return !typed || (column.is_number && !shown().table.rows.some(({ cells }) => holds(cells[at]))) ? null : holds;
  });
  const chosenRows = () => {
    const wanted = fold(own.search).split(/\s+/).filter(Boolean), at = columns().findIndex((each) => each.name === own.sort?.name);
    const asked = readFilters(), unread = columns().map((each, index) => !asked[index] && own.filters[each.name]).filter(Boolean);
    unreadable.textContent = unread.map((each) => `“${each}”: ${words.not_understood}`).join(" ");
    const rows = shown().table.rows.filter(({ cells }) => {
      const all = fold(cells.map(text).join(" "));
      return wanted.every((word) => all.includes(word)) && asked.every((holds, index) => holds?.(cells[index]) ?? true);
    });
    if (at < 0) return rows;
    const value = ({ cells }) => parts(cells[at])[0].number ?? text(cells[at]);
    return [...rows].sort((one, other) => {
      const [a, b] = [value(one), value(other)];
      if (a === "" || b === "") return (a === "") - (b === "");
      return own.sort.step * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true }));
    });
  };
  const cellOf = (cell, column) => {
    const made = make("td", { className: `${column.is_number ? "number" : ""} ${column.name === "doubt" ? "doubt" : ""}` });
    for (const { of, tip, text, place } of parts(cell)) if (of) {
      const button = make("button", { className: "value", title: tip ?? "", "data-of": of }, text);
      button.addEventListener("click", (event) => { event.stopPropagation(); trace(of, button.closest("tr")); });
      made.append(...(place ? [make("div", {}, make("small", {}, place), " ", button)] : [button]));
    }
    if (made.firstChild) return made;
    if (/^https?:/.test(cell.url ?? "")) made.append(make("a", { href: cell.url, target: "_blank", rel: "noopener" }, cell.text));
    else made.append(make("span", { title: column.name === "doubt" ? text(cell) : "" }, text(cell)));
    return made;
  };
  const fillTable = () => {
    const rows = chosenRows();
    body.replaceChildren(...rows.map(({ place: code, cells }) => {
      const row = make("tr", { className: code === choice().place ? "here" : choice().compared.includes(code) ? "compared" : "" }, ...cells.map((cell, at) => cellOf(cell, columns()[at])));
      const first = cells.flatMap(parts).find((cell) => cell.of);
      if (first) row.addEventListener("click", (event) => event.target.closest("a") || trace(first.of, row));
      return row;
    }));
    if (!rows.length) body.append(make("tr", {}, make("td", { colSpan: columns().length, className: "none" }, words.no_row)));
    const all = shown().table.rows.length, isCut = own.search || Object.values(own.filters).some(Boolean);
    count.textContent = `${rows.length === all ? all : `${rows.length} / ${all}`} ${words.rows}`;
    clear.hidden = !isCut;
    for (const each of head.querySelectorAll("th[data-name]")) {
      const is = each.dataset.name === own.sort?.name;
      each.setAttribute("aria-sort", is ? (own.sort.step > 0 ? "ascending" : "descending") : "none");
    }
    if (open?.row) { // a trace stays beside its row for as long as that is there
      const button = [...body.querySelectorAll("button.value")].find((each) => each.dataset.of === open.of);
      button ? setBelow(button.closest("tr")) : (open = null);
    }
  };
  const fillHead = () => {
    const headings = columns().map((column) => {
      const made = make("button", { title: words.sort }, column.title);
      made.addEventListener("click", () => {
        const first = column.is_number ? -1 : 1, is = own.sort?.name === column.name;
        own.sort = !is ? { name: column.name, step: first } : own.sort.step === first ? { name: column.name, step: -first } : null;
        fillTable();
      });
      return make("th", { scope: "col", "data-name": column.name, className: column.is_number ? "number" : "" }, made);
    });
    const filters = columns().map((column) => {
      const hint = column.is_number ? words.filter_number : words.filter;
      const made = make("input", { type: "search", value: own.filters[column.name] ?? "", placeholder: hint, "aria-label": `${words.filter}: ${column.title}` });
      made.addEventListener("input", () => { own.filters[column.name] = made.value.trim(); fillTable(); });
      return make("td", {}, made);
    });
    head.replaceChildren(make("tr", {}, ...headings), make("tr", { className: "filters" }, ...filters));
  };
  search.addEventListener("input", () => { own.search = search.value; fillTable(); });
  clear.addEventListener("click", () => { Object.assign(own, { search: "", filters: {} }); search.value = ""; fillHead(); fillTable(); });

  // The trace, beside what was clicked
  let open = null;
  const chain = make("div", { className: "chain", role: "region", tabIndex: -1 }), chainRow = make("tr", { className: "chain-row" }, make("td"));
  const shut = make("button", { className: "plain shut", "aria-label": words.close }, "✕");
  const close = () => { chainRow.remove(); chain.remove(); open?.from?.focus(); open = null; };
  shut.addEventListener("click", close);
  chain.addEventListener("keydown", (event) => event.key === "Escape" && close());
  const setBelow = (row) => {
    chainRow.firstChild.colSpan = columns().length;
    chainRow.firstChild.append(chain);
    row.after(chainRow);
  };
  function trace(of, from) {
    if (open?.of === of) return close();
    const row = from.tagName === "TR";
    open = { of, row, from: document.activeElement };
    chain.replaceChildren(shut);
    row ? setBelow(from) : (chainRow.remove(), from.after(chain));
    ask({ do: "trace", figure: of });
  }

  // Take away
  const button = (label, title, act) => { const made = make("button", { title }, label); made.addEventListener("click", act); return made; };
  const copied = (label, what) => { const made = button(label, "", async () => { await navigator.clipboard.writeText(what()); made.textContent = words.copied; setTimeout(() => (made.textContent = label), 1500); }); return made; };
  const files = ["png", "svg", "csv", "xlsx"].map((kind) => button(kind.toUpperCase(), words[kind], () => ask({ do: "save", kind })));
  const texts = Object.fromEntries(["code", "picture", "citation"].map((name) => [name, make("pre", { className: name, tabIndex: 0 })]));
  const making = make("span", { role: "status" });
  const maker = button(words.make, "", () => { maker.disabled = true; making.textContent = `${words.making} …`; ask({ do: "make" }); });
  const save = (name, content, type) => {
    const link = make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  root.append(
    make("div", { className: "controls" },
      make("div", { className: "fields" }, labelled(words.place, place.element), labelled(words.measure, measure.element), labelled(words.level, level), note, labelled(words.as_of, day)),
      make("div", { className: "fields" }, labelled(words.compare, compare.element), chips.compared, labelled(words.beside, beside.element), chips.beside),
      alarm, answer),
    sentence,
    make("div", { className: "charts" }, ...Object.values(charts)),
    key,
    make("div", { className: "tools" }, ...scopes.map(([, made]) => made), search, clear, count, unreadable),
    make("div", { className: "table" }, make("table", {}, head, body)),
    make("p", { className: "key" }, words.trace_hint),
    make("details", { className: "take" }, make("summary", {}, words.take_away),
      make("p", {}, ...files, ...(isAlone ? [copied(words.link, () => location.href)] : []), maker, making),
      ...["code", "picture", "citation"].flatMap((name) => [make("h4", {}, `${words[name]} `, copied(words.copy, () => texts[name].textContent)), texts[name]])),
  );
  el.append(root);

  const fields = () => {
    place.set(named(model.get("places"), choice().place));
    measure.set(shown().measure);
    offer(level, shown().levels, choice().level);
    offer(day, shown().days, choice().as_of);
    if (isAlone) history.replaceState(null, "", `#${new URLSearchParams(choice())}`); // also after an address that was refused
  };
  const update = () => {
    fields();
    chips.compared.replaceChildren(...choice().compared.map((each) => chip("compared", each, named(model.get("places"), each))));
    chips.beside.replaceChildren(...choice().beside.map((each) => chip("beside", each, named(model.get("measures"), each))));
    note.textContent = shown().level_note;
    sentence.innerHTML = shown().sentence;
    answer.replaceChildren(sentence.firstElementChild);
    key.textContent = shown().key;
    if (open && !open.row) close();
    for (const [name, made] of scopes) made.setAttribute("aria-pressed", name === choice().scope);
    fillHead();
    fillTable();
    for (const name of Object.keys(texts)) texts[name].textContent = shown()[name];
    making.textContent = "";
    return Promise.all(Object.entries(shown().charts).map(([name, spec]) => draw(name, spec)));
  };
  const hear = (message, buffers) => {
    if (message.traced && message.traced === open?.of) {
      chain.replaceChildren(shut, make("div", { className: "jp-RenderedHTMLCommon briefing-prose", innerHTML: message.chain }));
      chain.focus({ preventScroll: true });
      (chainRow.previousSibling ?? chain).scrollIntoView({ block: "nearest" });
    } else if (message.file) save(message.file, buffers[0], message.type);
    else if (message.progress) making.textContent = `${words.making}: ${message.progress} / ${message.of}`;
    else if (message.made) {
      const href = URL.createObjectURL(new Blob([message.page], { type: "text/html;charset=utf-8" }));
      making.replaceChildren(`${message.made} `, make("a", { href, target: "_blank" }, words.open));
    } else if (message.done) {
      if (message.done === "make") maker.disabled = false;
      root.setAttribute("aria-busy", false);
      alarm.textContent = message.refused;
      fields();
      if (message.refused) making.textContent = "";
    }
  };
  const resized = new ResizeObserver(() => Object.keys(charts).forEach(fit));
  resized.observe(root);
  model.on("change:shown", update);
  model.on("msg:custom", hear);
  update();
  if (first.length) choose(Object.fromEntries(first));
  const follow = () => choose(Object.fromEntries(address())); // a link that is pasted into the page that is open
  addEventListener("hashchange", follow);
  return () => {
    removeEventListener("hashchange", follow);
    resized.disconnect();
    model.off("change:shown", update);
    model.off("msg:custom", hear);
    for (const each of Object.values(drawn)) each.made?.finalize();
  };
}

export default { render };
