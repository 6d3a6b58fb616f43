"use strict";
// Draws the charts, and shows where a number comes from. The page says all it has to say without this script.

const parts = (name) => document.getElementById(name).content.cloneNode(true);

// Charts

const style = JSON.parse(document.getElementById("chart-style")?.textContent ?? "{}");

// On a narrow screen: smaller labels, the legend as a list, and room for the numbers beside the bars
function fitted(spec, width) {
  const config = spec.config ?? style;
  if (width >= 520) return { ...spec, config };
  const rows = Object.values(spec.datasets ?? {}).flat();
  const right = Math.min(72, 6 * Math.max(0, ...rows.map((row) => row.shown?.length ?? 0)));
  const narrow = {
    axis: { ...config.axis, labelFontSize: 11 },
    axisY: { ...config.axisY, labelLimit: Math.round(width * 0.45) },
    legend: { ...config.legend, columns: 1, labelLimit: width - 40 },
    text: { ...config.text, fontSize: 11 },
  };
  return { ...spec, padding: { left: 0, right, top: 4, bottom: 4 }, config: { ...config, ...narrow } };
}

function failed(drawing) {
  drawing.replaceChildren();
  drawing.after(parts("undrawn"));
  drawing.closest("figure").querySelector("details.numbers").open = true;
}

async function draw(drawing) {
  try {
    const spec = JSON.parse(drawing.parentElement.querySelector("script[type='application/json']").textContent);
    const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, logLevel: 1, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
    await vegaEmbed(drawing, fitted(spec, drawing.parentElement.clientWidth), options);
    drawing.querySelector("svg").setAttribute("aria-hidden", "true"); // the drawing has its description, the table its numbers
    if (card) offer(drawing);
  } catch {
    failed(drawing);
  }
}

// The card of a number: its entry in the register, shown beside it

const LINKS = "a.number, a[href^='#source-']"; // a number, or the report of a statement
const card = makeCard();
const shown = []; // the entries looked at, the last one open: a number within a card opens the next
let opener = null;

function makeCard() {
  const made = parts("source-card").firstElementChild;
  if (typeof made.showPopover !== "function") return null; // the links then lead to the register
  document.body.append(made);
  made.querySelector(".close").addEventListener("click", () => made.hidePopover());
  made.querySelector(".back").addEventListener("click", () => { shown.pop(); fill(); });
  made.querySelector(".copy-citation").addEventListener("click", () => copy(citation()));
  made.querySelector(".copy-link").addEventListener("click", () => copy(address()));
  made.addEventListener("click", (event) => { if (event.target.closest(".onward a[href^='#']")) leave(); });
  made.addEventListener("toggle", (event) => { if (event.newState === "closed" && !made.matches(":popover-open")) closed(); });
  return made;
}

// A link in the card leads elsewhere on the page: the focus goes there, not back to the number
function leave() {
  opener?.setAttribute("aria-expanded", "false");
  opener = null;
  card.hidePopover();
}

function closed() {
  opener?.setAttribute("aria-expanded", "false");
  const astray = document.activeElement === document.body || card.contains(document.activeElement);
  if (opener && astray) opener.focus({ preventScroll: true });
  opener = null;
  shown.length = 0;
}

function bare(element) {
  const copy = element.cloneNode(true);
  for (const each of [copy, ...copy.querySelectorAll("[id]")]) each.removeAttribute("id");
  return copy;
}

// What an entry says, below the number that leads to it, then what it shares with its neighbours: the measure, the report
function told({ number, entry }) {
  const lines = [];
  const own = bare(entry.querySelector(":scope > .shared") ?? entry); // of a report its name, not all its numbers
  if (own.querySelector("p")) {
    lines.push(...own.childNodes);
    if (number && !own.querySelector("strong")) lines.unshift(emphasised(number));
  } else {
    const line = document.createElement("p");
    line.append(...own.childNodes);
    lines.push(line);
  }
  for (let around = entry.parentElement.closest("li"); around; around = around.parentElement.closest("li")) {
    lines.push(...bare(around.querySelector(".shared")).childNodes);
  }
  return lines;
}

function emphasised(number) {
  const strong = document.createElement("strong");
  strong.append(number.cloneNode(true));
  return strong;
}

// The row that a computed number leads to: that of the first printed number, task or statement that went into it
function firstOf(number) {
  const name = number?.dataset.figures?.match(/[^\s(),]+(?=[\s,)]|$)/)?.[0] ?? "";
  return /^(sources|indicators|places|bodies):/.test(name) ? "" : name.split(":").at(-1);
}

function fill() {
  const last = shown.at(-1);
  card.querySelector(".entry").replaceChildren(...told(last));
  card.querySelector(".back").hidden = shown.length < 2;
  card.querySelector(".copied").textContent = "";
  card.querySelector(".to-register").setAttribute("href", `#${last.entry.id}`);
  const record = card.querySelector(".to-record");
  if (record) {
    const first = last.entry.id.startsWith("figure-") ? last.entry.id.slice("figure-".length) : firstOf(last.number);
    record.hash = first ? `row-${first}` : "";
    const entry = document.getElementById(`figure-${first}`) ?? last.entry;
    record.parentElement.hidden = "elsewhere" in entry.dataset; // a number of another place has no row there
  }
  card.scrollTop = 0;
  card.focus({ preventScroll: true });
  place(opener);
}

// What is cited: number, measure, place, time, printed form and report, and the page that says it; its address leads back to the entry

const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

function citation() {
  const said = card.querySelector(".entry").cloneNode(true);
  for (const each of said.querySelectorAll(".note, .definition, .basis")) each.remove();
  return [...[...said.children].map(words).filter(Boolean), words(card.querySelector(".cited")), address()].join(" ");
}

function address() {
  return `${location.href.split("#")[0]}#${shown.at(-1).entry.id}`;
}

// From a disk, or where a browser has no clipboard for pages, a field that is selected is copied
async function copy(text) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.className = "unseen";
    field.value = text;
    card.append(field);
    field.select();
    done = document.execCommand("copy");
    field.remove();
  }
  card.querySelector(".copied").textContent = words(card.querySelector(done ? ".done" : ".not-done"));
}

function place(link) {
  const at = link.getClientRects()[0];
  const gap = 8;
  const width = card.offsetWidth;
  const height = card.offsetHeight;
  const room = document.documentElement.clientWidth - width - 16;
  const below = at.bottom + gap + height <= window.innerHeight || at.top < height + gap;
  const left = Math.max(16, Math.min(at.left, room));
  const top = below ? at.bottom + gap : at.top - gap - height;
  card.style.setProperty("--card-x", `${left + window.scrollX}px`);
  card.style.setProperty("--card-y", `${top + window.scrollY}px`);
}

function show(link, entry, number = link.querySelector("data")) {
  const step = { number, entry };
  if (card.contains(link)) {
    shown.push(step);
    fill();
    return;
  }
  opener?.setAttribute("aria-expanded", "false");
  opener = link;
  shown.splice(0, shown.length, step);
  card.showPopover();
  fill();
  link.setAttribute("aria-expanded", "true");
}

if (card) {
  for (const link of document.querySelectorAll(LINKS)) link.setAttribute("aria-haspopup", "dialog");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(LINKS);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!entry) return;
    event.preventDefault();
    show(link, entry);
  });
}

// Marks of a chart open the card, too: by a click, or by Enter once the drawing has the focus; arrows lead from mark to mark

function tracedBy(reference) {
  const named = (number) => number.dataset.figure ?? `${number.dataset.formula}(${number.dataset.figures.split(" ").join(",")})`;
  return [...document.querySelectorAll("a.number > data")].find((number) => named(number) === reference);
}

function offer(drawing) {
  const drawn = [...drawing.querySelectorAll("svg .mark-rect path, svg .mark-symbol path, svg .mark-rule line")];
  const marks = new Map(drawn.map((mark) => [mark.__data__?.datum?.figure_id, mark]).filter(([reference]) => reference)).values();  // of the bounds and the point of a figure, the point
  const offered = [...marks].flatMap((mark) => { const number = tracedBy(mark.__data__.datum.figure_id); return number ? [[mark, number]] : []; });
  if (!offered.length) return;
  drawing.setAttribute("role", "group");
  const svg = drawing.querySelector("svg");
  svg.removeAttribute("aria-hidden");
  for (const each of svg.querySelectorAll("[role], [aria-label]")) each.setAttribute("aria-hidden", "true");
  offered.forEach(([mark, number], index) => {
    const { place, level, measure, shown } = mark.__data__.datum;
    for (let around = mark; around !== drawing; around = around.parentElement) {
      around.removeAttribute("aria-hidden");
      around.setAttribute("role", "presentation");
      around.removeAttribute("aria-label");
      around.removeAttribute("aria-roledescription");
    }
    const open = () => show(mark, document.getElementById(decodeURIComponent(number.closest("a").hash.slice(1))), number);
    const names = { role: "button", tabindex: index ? "-1" : "0", "aria-haspopup": "dialog", "aria-label": [shown, measure, level, place].filter(Boolean).join(", ") };
    for (const [name, value] of Object.entries(names)) mark.setAttribute(name, value);
    mark.addEventListener("click", open);
    mark.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step) offered.at((index + step) % offered.length)[0].focus();
      else if (event.key === "Enter" || event.key === " ") open();
      else return;
      event.preventDefault();
    });
  });
}

for (const drawing of document.querySelectorAll(".drawing")) draw(drawing);

// Contents: open beside the text where there is room, folded on a phone; the section that is being read is marked

const contents = document.querySelector(".contents > details");
if (contents) {
  const wide = window.matchMedia("(min-width: 64rem)");
  const fit = () => { contents.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
}

const targets = new Map([...document.querySelectorAll(".contents a")].map((link) => [document.getElementById(link.hash.slice(1)), link]));

function mark() {
  let current = null;
  for (const [heading, link] of targets) {
    link.removeAttribute("aria-current");
    if (heading && heading.getBoundingClientRect().top < window.innerHeight * 0.3) current = link;
  }
  current?.setAttribute("aria-current", "true");
}

if (targets.size) {
  let waiting = false;
  document.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  mark();
}

// Paper shows what is folded away on a screen

let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open], .numbers, .national, .proof, .contents > details)")];
  for (const details of folded) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});

// A link that was copied leads to an entry that may be folded away

function reveal() {
  const entry = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!entry) return;
  for (let around = entry.closest("details:not([open])"); around; around = around.parentElement.closest("details:not([open])")) around.open = true;
  if (entry.closest("details")) entry.scrollIntoView();
}

window.addEventListener("hashchange", reveal);
reveal();
