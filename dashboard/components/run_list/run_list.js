// All runs in one table. The server searches, sorts and counts; here are the rows in sight and some
// around them, however many runs there are.

import { Refused, replyOf } from "../shared/client.js";
import { heldBy, make, routeOf } from "../shared/element.js";
import { classOf, COLUMNS, DEFAULT_SORT, rowElement } from "./table.js";

const LOOK_MS = 2000;
const TYPING_MS = 120; // after the last letter
const STATES = ["running", "queued", "paused", "interrupted", "stopped", "finished", "failed", "reference"];
const MAX_COMPARED = 8;
const PAGE = 100; // rows that are asked for together, and stand in one body of the table
const MAX_PAGES = 6; // with rows in them; the others keep their height
const ROW_HEIGHT = 57; // of a page that was not seen yet, until one was
const AHEAD = "800px"; // how far below what is in sight rows are made ready

class RunList {
  constructor(section) {
    this.section = section;
    for (const name of ["search", "step", "state", "reference", "count", "undo", "problem", "chosen", "empty"]) {
      this[name] = section.querySelector(`.${name}`);
    }
    this.table = section.querySelector("table");
    this.pages = []; // {body, rows, height}: rows is null where it has to be asked for, height where rows stand in the body
    this.inSight = new Set();
    this.elements = new Map();
    this.picked = new Set();
    this.found = 0;
    this.isEveryPicked = false;
    this.asks = { choose: (...those) => this.choose(...those), open: (key) => this.setTrigger("opened", key),
      rename: (key, name) => this.rename(key, name), address: (key) => this.address(key) };
    this.onKey = (event) => this.handleKey(event);
    document.addEventListener("keydown", this.onKey);
    this.observer = new IntersectionObserver((entries) => this.look(entries), { rootMargin: AHEAD, scrollMargin: AHEAD });
    this.timer = setInterval(() => document.hidden || this.follow(), LOOK_MS);
  }

  show(data, setTrigger) {
    this.setTrigger = setTrigger;
    if (this.data) return;
    this.data = data;
    this.sort = data.asked.sort || DEFAULT_SORT;
    this.search.value = data.asked.search;
    this.reference.checked = Boolean(data.asked.reference);
    fill(this.state, "Every state", STATES, data.asked.state);
    fill(this.step, "Every step", data.asked.step ? [data.asked.step] : [], data.asked.step);
    for (const input of [this.step, this.state, this.reference]) input.oninput = () => this.begin();
    this.search.oninput = () => {
      clearTimeout(this.soon);
      this.soon = setTimeout(() => this.begin(), TYPING_MS);
    };
    this.buildHead();
    this.begin();
  }

  // something else is asked for: from its first row
  begin() {
    clearTimeout(this.soon);
    this.asking?.abort();
    this.asking = new AbortController();
    this.query = new URLSearchParams(Object.entries({ q: this.search.value.trim(), step: this.step.value, state: this.state.value,
      reference: this.reference.checked ? "1" : "", sort: this.sort }).filter(([, value]) => value));
    this.version = null;
    this.isEveryPicked = false;
    this.tellAddress();
    return this.load(0);
  }

  // what is in sight, if anything changed
  follow() {
    if (!this.isBusy) this.load(this.top, this.version);
  }

  // the first page in sight
  get top() {
    return this.inSight.size ? Math.min(...this.inSight) : 0;
  }

  async load(place, version = null) {
    const { signal } = this.asking;
    this.isBusy = true;
    try {
      const told = await this.fetch(`run-list?${this.query}&first=${place * PAGE}&limit=${PAGE}`, { version, signal });
      if (signal.aborted) return;
      this.isBusy = false;
      // a name being typed must not lose its field; two seconds later is soon enough
      if (told && !this.section.querySelector(".renaming")) this.take(told, place);
    } catch (error) {
      if (signal.aborted) return;
      this.isBusy = false;
      if (error instanceof Refused) return this.complain(error.message);
      this.complain("The server does not answer; this list is as it was last seen.");
      this.isAlone = true;
    }
  }

  take(told, place) {
    if (told.version !== this.version) {
      // every other page may have changed with this one
      for (const page of this.pages) page.rows = null;
      if (this.version) this.forgetGone();
      if (told.found !== this.found) this.isEveryPicked = false;
    }
    this.version = told.version;
    this.found = told.found;
    this.setPages(Math.max(1, Math.ceil(told.found / PAGE)));
    if (place < this.pages.length) this.fillPage(place, told.rows);
    this.showSteps(told.steps);
    this.showUndo(told.deleted);
    this.showCounts(told);
    for (const [at, page] of this.pages.entries()) if (!page.rows && page.height === undefined) this.leaveGap(at);
    this.showPicked();
    this.loadInSight();
  }

  showSteps(steps) {
    const options = [...new Set([...steps, this.step.value])].filter(Boolean);
    if (options.length + 1 !== this.step.options.length) fill(this.step, "Every step", options, this.step.value);
  }

  showCounts({ found, num }) {
    const all = `${num.toLocaleString("en")} ${num === 1 ? "run" : "runs"}`;
    this.count.textContent = found === num ? all : `${found.toLocaleString("en")} of ${all}`;
    this.empty.hidden = found > 0;
    this.table.hidden = found === 0;
    this.table.setAttribute("aria-rowcount", found + 1);
    this.empty.textContent = num ? "No run is like this. Search for less." : "Nothing is trained yet. Start a run on the Train page.";
    for (const head of this.table.tHead.querySelectorAll("th[data-column]")) {
      const column = this.sort.replace("-", "");
      head.setAttribute("aria-sort", head.dataset.column !== column ? "none" : this.sort.startsWith("-") ? "descending" : "ascending");
    }
  }

  setPages(num) {
    while (this.pages.length > num) {
      const { body } = this.pages.pop();
      this.observer.unobserve(body);
      this.inSight.delete(this.pages.length);
      body.remove();
    }
    while (this.pages.length < num) {
      const body = make("tbody");
      body.dataset.page = this.pages.length;
      this.pages.push({ body, rows: null });
      this.table.append(body);
      this.observer.observe(body);
    }
  }

  fillPage(place, rows) {
    const page = this.pages[place];
    page.rows = rows;
    page.height = null;
    page.body.replaceChildren(...rows.map((row, index) => {
      const element = this.element(row);
      element.setAttribute("aria-rowindex", place * PAGE + index + 2);
      return element;
    }));
  }

  // a page without rows keeps its place, so that the window can be scrolled to any run
  leaveGap(place) {
    const { body } = this.pages[place];
    const num = Math.min(PAGE, this.found - place * PAGE);
    const height = body.rows.length > 1 ? body.offsetHeight : num * this.rowHeight();
    const cell = make("td");
    cell.colSpan = COLUMNS.length + 1;
    cell.style.height = `${height}px`;
    const row = make("tr", "gap");
    row.append(cell);
    for (const { dataset } of body.rows) this.elements.delete(dataset.key);
    body.replaceChildren(row);
    Object.assign(this.pages[place], { rows: null, height });
  }

  rowHeight() {
    const seen = this.pages.find(({ rows }) => rows?.length);
    return (seen && seen.body.offsetHeight / seen.rows.length) || ROW_HEIGHT;
  }

  look(entries) {
    for (const { target, isIntersecting } of entries) this.inSight[isIntersecting ? "add" : "delete"](Number(target.dataset.page));
    this.loadInSight();
    const filled = [...this.pages.keys()].filter((place) => this.pages[place].height === null);
    if (!this.inSight.size || filled.length <= MAX_PAGES) return;
    filled.sort((one, other) => Math.abs(other - this.top) - Math.abs(one - this.top));
    for (const place of filled.slice(0, filled.length - MAX_PAGES)) if (!this.inSight.has(place)) this.leaveGap(place);
  }

  loadInSight() {
    const missing = [...this.inSight].filter((place) => place < this.pages.length && !this.pages[place].rows);
    if (missing.length && !this.isBusy) this.load(Math.min(...missing));
  }

  // of the chosen runs those that somebody else deleted
  async forgetGone() {
    const own = [...this.picked].filter((key) => !key.includes("@"));
    if (!own.length) return;
    const { runs } = await this.fetch("run-list/known", { body: { runs: own.map(Number) } });
    const known = new Set(runs.map(String));
    for (const key of own) if (!known.has(key)) this.picked.delete(key);
    this.showPicked();
  }

  // a row that did not change keeps its element
  element(row) {
    const text = JSON.stringify(row);
    const known = this.elements.get(row.key);
    if (known?.text === text) return known.element;
    const element = rowElement(row, this.asks);
    this.elements.set(row.key, { text, element });
    return element;
  }

  // the keys of the rows that are here, in order; null stands for a page that is not
  get shown() {
    return this.pages.flatMap(({ rows }) => (rows ? rows.map((row) => row.key) : null));
  }

  get isWhole() {
    return this.pages.every(({ rows }) => rows);
  }

  showPicked() {
    for (const row of this.table.querySelectorAll("tbody tr[data-key]")) {
      const isPicked = this.picked.has(row.dataset.key);
      row.classList.toggle("is-picked", isPicked);
      row.querySelector(".pick input").checked = isPicked;
    }
    const all = this.table.tHead.querySelector("input");
    const { shown } = this;
    const isEvery = this.isWhole ? shown.length > 0 && shown.every((key) => this.picked.has(key)) : this.isEveryPicked;
    all.checked = isEvery;
    all.indeterminate = !isEvery && shown.some((key) => this.picked.has(key));
    this.chosen.hidden = this.picked.size === 0;
    const chosen = [...this.picked];
    const names = chosen.length > 4 ? `${chosen.length.toLocaleString("en")} runs` : chosen.map((key) => (key.includes("@") ? key : `Run ${key}`)).join(", ");
    const compare = make("a", "compare", chosen.length < 2 || chosen.length > MAX_COMPARED ? `Compare 2 to ${MAX_COMPARED}` : "Compare");
    if (chosen.length >= 2 && chosen.length <= MAX_COMPARED) compare.href = routeOf(`compare?runs=${chosen.join(",")}`);
    else compare.setAttribute("aria-disabled", "true");
    const own = chosen.filter((key) => !key.includes("@"));
    const remove = action("Delete", () => this.remove(own));
    remove.disabled = !own.length;
    this.chosen.replaceChildren(make("span", "", `${names} chosen`), compare, remove,
      action("Choose none", () => { this.picked.clear(); this.isEveryPicked = false; this.showPicked(); }));
  }

  async choose(key, isPicked, isRange) {
    const to = this.placeOf(key);
    const from = isRange ? this.lastPlace : undefined;
    this.lastPlace = to;
    const keys = from === undefined ? [key] : await this.keysBetween(Math.min(from, to), Math.max(from, to));
    if (keys) this.pick(keys, isPicked);
  }

  pick(keys, isPicked, isEvery = false) {
    for (const each of keys) this.picked[isPicked ? "add" : "delete"](each);
    this.isEveryPicked = isPicked && (isEvery || this.isEveryPicked);
    this.showPicked();
  }

  async pickEvery(isPicked) {
    const keys = this.isWhole ? this.shown : await this.keys(this.query);
    if (keys) this.pick(keys, isPicked, true);
  }

  placeOf(key) {
    const place = this.pages.findIndex(({ rows }) => rows?.some((row) => row.key === key));
    return place * PAGE + this.pages[place].rows.findIndex((row) => row.key === key);
  }

  keysBetween(from, to) {
    const between = this.pages.slice(Math.floor(from / PAGE), Math.floor(to / PAGE) + 1);
    if (!between.every(({ rows }) => rows)) return this.keys(`${this.query}&first=${from}&limit=${to - from + 1}`);
    const first = Math.floor(from / PAGE) * PAGE;
    return between.flatMap(({ rows }) => rows.map((row) => row.key)).slice(from - first, to - first + 1);
  }

  async keys(asked) {
    let keys = null;
    await this.attempt(async () => {
      ({ keys } = await this.fetch(`run-list/keys?${asked}`));
    }, false);
    return keys;
  }

  async remove(own) {
    await this.attempt(async () => {
      const { kept } = await this.fetch("run-list/delete", { body: { runs: own.map(Number) } });
      this.picked = new Set(kept.map(String));
      this.isEveryPicked = false;
      if (kept.length) {
        this.complain(kept.length === 1 ? `Run ${kept[0]} is held by its worker and stays; stop it first.`
          : `${kept.length} runs are held by their workers and stay; stop them first.`);
      }
    });
  }

  showUndo(deletions) {
    this.undo.hidden = deletions.length === 0;
    if (!deletions.length) return;
    const [{ deleted, text }] = deletions;
    this.undo.replaceChildren(make("span", "", text), action("Undo", () => this.attempt(() => this.fetch("run-list/restore", { body: { deleted } }))),
      make("span", "quiet", "for ten minutes, while the server runs"));
  }

  rename(key, name) {
    this.attempt(() => this.fetch(`runs/${key}/name`, { body: { name } }));
  }

  // what was done shows at once, here and, two seconds later, in every other tab
  async attempt(deed, changesRows = true) {
    this.problem.hidden = true;
    try {
      await deed();
      if (changesRows) await this.load(this.top);
    } catch (error) {
      this.complain(error.message);
    }
  }

  // null where the list is what ``version`` says
  async fetch(path, options) {
    const reply = await replyOf(path, options);
    const answer = reply.status === 304 ? null : await reply.json();
    if (!this.problem.hidden && this.isAlone) this.problem.hidden = true;
    this.isAlone = false;
    return answer && { ...answer, version: reply.headers.get("ETag") };
  }

  complain(sentence) {
    this.isAlone = false;
    this.problem.hidden = false;
    this.problem.textContent = sentence;
  }

  buildHead() {
    const all = make("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", "Choose all that were found");
    all.onclick = () => this.pickEvery(all.checked);
    const pick = make("td", "pick");
    pick.append(all);
    this.table.tHead.rows[0].replaceChildren(pick, ...COLUMNS.map((column) => {
      const { key, title, isFalling } = column;
      const head = make("th", classOf(column));
      head.dataset.column = key;
      head.scope = "col";
      const button = action(title, () => {
        const [first, second] = isFalling ? [`-${key}`, key] : [key, `-${key}`];
        this.sort = this.sort === first ? second : first;
        this.begin();
      });
      head.append(button);
      return head;
    }));
  }

  // the link shows the same list; the page's script need not run for it
  tellAddress() {
    const [search, step, state] = [this.search.value.trim(), this.step.value, this.state.value];
    const reference = this.reference.checked;
    const asked = new URLSearchParams(Object.entries({ search, step, state, reference: reference ? "1" : "",
      sort: this.sort === DEFAULT_SORT ? "" : this.sort }).filter(([, value]) => value));
    const address = location.pathname + (asked.size ? `?${asked}` : "");
    if (address !== location.pathname + location.search) history.replaceState(history.state, "", address);
  }

  address(key) {
    return routeOf(`${key.includes("@") ? "errors" : "train"}?run=${encodeURIComponent(key)}`);
  }

  handleKey(event) {
    const target = event.composedPath()[0];
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || target.closest?.("input, textarea, select")) return;
    event.preventDefault();
    this.search.focus();
  }

  destroy() {
    this.asking?.abort();
    clearTimeout(this.soon);
    clearInterval(this.timer);
    this.observer.disconnect();
    document.removeEventListener("keydown", this.onKey);
  }
}

function fill(select, everything, values, chosen) {
  select.replaceChildren(new Option(everything, ""), ...values.map((value) => new Option(value, value)));
  select.value = values.includes(chosen) ? chosen : "";
}

function action(label, onclick) {
  const button = make("button", "", label);
  button.type = "button";
  button.onclick = onclick;
  return button;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: list, end } = heldBy(parentElement.querySelector(".runs"), RunList);
  list.show(data, setTriggerValue);
  return end;
}
