"use strict";
// The index: colours the map by a chosen measure, finds provinces by old and new names, sorts the table.

const known = JSON.parse(document.getElementById("names").textContent);

// The same as `fold` in store/places.py: a name as it is compared

function fold(name) {
  let text = name.replaceAll("đ", "d").replaceAll("Đ", "D").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
  text = text.replace(/^(tinh|thanh pho|tp\.?|provinsi|kota|city of|province of)\s+/, "").replace(/\s+(province|city)$/, "").replace(/[^a-z0-9]+/g, "");
  return text;
}

// Map: the first layer stands in the tiles; any other puts the numbers of its table there

const tiles = [...document.querySelectorAll(".tile")];
const shades = [...document.querySelectorAll(".shade")];
const select = document.getElementById("shade");
const first = new Map(tiles.map((tile) => [tile, { step: tile.dataset.step, shown: [...(tile.querySelector(".value")?.childNodes ?? [])] }]));

function content(row) {
  return row ? { step: row.dataset.step, shown: [row.dataset.sign, row.querySelector("data").cloneNode(true), row.dataset.doubt] } : { step: "0", shown: [] };
}

function colour(name) {
  for (const shade of shades) shade.hidden = shade.dataset.shade !== name;
  const shade = shades.find((each) => !each.hidden);
  for (const tile of tiles) {
    const row = shade.querySelector(`tr[data-code="${tile.dataset.code}"]`);
    const { step, shown } = shade === shades[0] ? first.get(tile) : content(row);
    if (step === undefined) delete tile.dataset.step;
    else tile.dataset.step = step;
    tile.querySelector(".value")?.replaceChildren(...shown);
  }
}

function groupOf(shade) {
  const last = select.lastElementChild;
  if (last?.label === shade.dataset.group) return last;
  return select.appendChild(Object.assign(document.createElement("optgroup"), { label: shade.dataset.group }));
}

for (const shade of shades) groupOf(shade).append(new Option(shade.querySelector("h3").textContent.trim(), shade.dataset.shade));
select.closest("[hidden]").hidden = false;
select.addEventListener("change", () => colour(select.value));
colour(select.value);

// Search

const box = document.getElementById("name");
const found = document.getElementById("found");
const rows = [...document.querySelectorAll("#all tbody tr")];

function filled(message, parts) {
  return message.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
}

function matching(names, asked) {
  return new Set(Object.entries(names).filter(([folded]) => folded.includes(asked)).map(([, shown]) => shown));
}

function find() {
  const asked = fold(box.value);
  const notes = [];
  const codes = new Set();
  for (const [code, { name, now, former, islands }] of Object.entries(known)) {
    const present = now.some((each) => each.includes(asked)) || code === box.value.trim();
    const old = matching(former, asked);
    const isles = matching(islands, asked);
    if (present || old.size || isles.size) codes.add(code);
    if (asked.length < 2 || present) continue;
    for (const each of old) notes.push(filled(found.dataset.now, { old: each, new: name }));
    for (const each of isles) notes.push(filled(found.dataset.part, { part: each, whole: name }));
  }
  for (const tile of tiles) tile.classList.toggle("dim", !codes.has(tile.dataset.code));
  for (const row of rows) row.hidden = !codes.has(row.dataset.code);
  found.textContent = codes.size ? notes.slice(0, 4).join(" ") : found.dataset.none;
}

document.getElementById("search").hidden = false;
box.addEventListener("input", find);
if (box.value) find();

// Tables

const order = new Intl.Collator("vi");

function key(row, column) {
  const cell = row.cells[column];
  const number = cell.querySelector("data");
  if (number) return Number(number.value);
  if (cell.hasAttribute("data-day")) return cell.dataset.day;
  return column ? cell.textContent : known[row.dataset.code].name;
}

function compare(one, other) {
  return typeof one === "number" ? one - other : order.compare(one, other);
}

// Days upwards or downwards, and below them what has none

function dayless(row, column) {
  return row.cells[column].dataset.day === "";
}

function sort(table, head) {
  const column = head.cellIndex;
  const down = head.getAttribute("aria-sort") === "ascending" || (!head.hasAttribute("aria-sort") && head.matches(".numeric, .reports"));
  for (const each of head.parentElement.cells) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const turn = down ? -1 : 1;
  const sorted = [...table.tBodies[0].rows].toSorted((one, other) =>
    dayless(one, column) - dayless(other, column) ||
    turn * compare(key(one, column), key(other, column)) || compare(key(one, 0), key(other, 0)));
  table.tBodies[0].append(...sorted);
}

for (const table of document.querySelectorAll("#all, #matrix")) {
  for (const head of table.tHead.querySelectorAll("th:not(.unsorted)")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, head));
    head.append(button);
  }
}

// When the index was written is known to its file alone: the same data give the same bytes

const written = document.getElementById("written");
const moment = new Date(document.lastModified);
const time = written.appendChild(document.createElement("time"));
time.dateTime = moment.toISOString();
time.textContent = moment.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "medium" });
written.hidden = false;
