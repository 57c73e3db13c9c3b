// All runs in one table. The server searches, sorts and counts; here are the rows in sight and some
// around them, however many runs there are.

import { addressOf, sayInAddress } from "../shared/address.js";
import { answerOf, Refused, replyOf, sentenceOf } from "../shared/client/client.js";
import { countOf } from "../shared/words/count.js";
import { heldBy, make, partOf } from "../shared/element.js";
import { saveFrom } from "../shared/client/save_file.js";
import { classOf, COLUMNS, DEFAULT_SORT, rowElement } from "./table.js";

/** @import { Options } from "../shared/client/client.js" */
/** @import { Call, Report } from "../shared/element.js" */
/** @import { Asks, RunRow } from "./table.js" */

/** @typedef {{ asked: Record<"search" | "step" | "state" | "sort" | "reference" | "mine", string>, knowsPeople: boolean }} ListData */
/** @typedef {{ deleted: number, text: string }} Deletion that can be undone */
/** @typedef {{ title: string, was_here: boolean }} BroughtRun */

/**
 * A page of the list.
 * @typedef {object} Found
 * @property {string | null} version of the whole list
 * @property {RunRow[]} rows
 * @property {number} found runs
 * @property {number} num of all runs
 * @property {string[]} steps
 * @property {Deletion[]} deleted
 */

/**
 * A page as it stands in the table.
 * @typedef {object} Page
 * @property {HTMLTableSectionElement} body
 * @property {RunRow[] | null} rows null where it has to be asked for
 * @property {number | null} [height] of the gap in its place; null where rows stand in the body
 */

const LOOK_MS = 2000;
const TYPING_MS = 120; // after the last letter
const STATES = ["running", "queued", "paused", "interrupted", "stopped", "finished", "failed", "reference"];
const MAX_COMPARED = 8;
const MAX_TAKEN = 50;
const PAGE = 100; // rows that are asked for together, and stand in one body of the table
const MAX_PAGES = 6; // with rows in them; the others keep their height
const ROW_HEIGHT = 57; // of a page that was not seen yet, until one was
const AHEAD = "800px"; // how far below what is in sight rows are made ready

class RunList {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.search = partOf(section, ".search", HTMLInputElement);
    this.step = partOf(section, ".step", HTMLSelectElement);
    this.state = partOf(section, ".state", HTMLSelectElement);
    this.reference = partOf(section, ".reference", HTMLInputElement);
    this.mine = partOf(section, ".mine input", HTMLInputElement);
    this.columns = COLUMNS;
    this.locked = /** @type {Set<string>} */ (new Set()); // somebody else's, as far as they were seen
    this.count = partOf(section, ".count");
    this.undo = partOf(section, ".undo");
    this.problem = partOf(section, ".problem");
    this.told = partOf(section, ".told");
    this.brought = partOf(section, ".bring input", HTMLInputElement);
    this.chosen = partOf(section, ".chosen");
    this.empty = partOf(section, ".empty");
    this.table = partOf(section, "table", HTMLTableElement);
    this.head = partOf(this.table, "thead > tr");
    this.setTrigger = /** @type {Report} */ (() => {});
    this.isShown = false;
    this.sort = DEFAULT_SORT;
    this.query = new URLSearchParams();
    this.version = /** @type {string | null} */ (null);
    this.asking = new AbortController();
    this.isBusy = false;
    this.isAlone = false; // what is complained of is that the server does not answer
    this.soon = /** @type {number | undefined} */ (undefined);
    this.lastPlace = /** @type {number | undefined} */ (undefined); // where a range of chosen rows begins
    this.pages = /** @type {Page[]} */ ([]);
    this.inSight = /** @type {Set<number>} */ (new Set());
    this.elements = /** @type {Map<string, { text: string, element: HTMLTableRowElement }>} */ (new Map());
    this.picked = /** @type {Set<string>} */ (new Set());
    this.found = 0;
    this.isEveryPicked = false;
    this.isMaking = false; // files that are taken home
    /** @type {Asks} */
    this.asks = { choose: (key, isPicked, isRange) => this.choose(key, isPicked, isRange), open: (key) => this.setTrigger("opened", key),
      rename: (key, name) => this.rename(key, name), address: (key) => this.address(key) };
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.handleKey(event);
    document.addEventListener("keydown", this.onKey);
    this.observer = new IntersectionObserver((entries) => this.look(entries), { rootMargin: AHEAD, scrollMargin: AHEAD });
    this.timer = setInterval(() => document.hidden || this.follow(), LOOK_MS);
  }

  /**
   * @param {ListData} data
   * @param {Report} setTrigger
   */
  show(data, setTrigger) {
    this.setTrigger = setTrigger;
    if (this.isShown) return;
    this.isShown = true;
    this.sort = data.asked.sort || DEFAULT_SORT;
    this.search.value = data.asked.search;
    this.reference.checked = Boolean(data.asked.reference);
    this.mine.checked = Boolean(data.asked.mine);
    partOf(this.section, ".mine").hidden = !data.knowsPeople;
    this.columns = COLUMNS.filter(({ isOfPeople }) => data.knowsPeople || !isOfPeople);
    fill(this.state, "Every state", STATES, data.asked.state);
    fill(this.step, "Every step", data.asked.step ? [data.asked.step] : [], data.asked.step);
    for (const input of [this.step, this.state, this.reference, this.mine]) input.oninput = () => this.begin();
    this.brought.onchange = () => this.bring();
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
    this.asking.abort();
    this.asking = new AbortController();
    this.query = new URLSearchParams(Object.entries({ q: this.search.value.trim(), step: this.step.value, state: this.state.value,
      reference: this.reference.checked ? "1" : "", mine: this.mine.checked ? "1" : "", sort: this.sort }).filter(([, value]) => value));
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

  /**
   * @param {number} place
   * @param {string | null} [version]
   */
  async load(place, version = null) {
    const { signal } = this.asking;
    this.isBusy = true;
    try {
      const told = await this.answerTo(`run-list?${this.query}&first=${place * PAGE}&limit=${PAGE}`, { version, signal });
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

  /**
   * @param {Found} told
   * @param {number} place
   */
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

  /** @param {string[]} steps */
  showSteps(steps) {
    const options = [...new Set([...steps, this.step.value])].filter(Boolean);
    if (options.length + 1 !== this.step.options.length) fill(this.step, "Every step", options, this.step.value);
  }

  /** @param {{ found: number, num: number }} counts */
  showCounts({ found, num }) {
    const all = countOf(num, "run");
    this.count.textContent = found === num ? all : `${found.toLocaleString("en")} of ${all}`;
    this.empty.hidden = found > 0;
    this.table.hidden = found === 0;
    this.table.setAttribute("aria-rowcount", String(found + 1));
    this.empty.textContent = num ? "No run is like this. Search for less." : "Nothing is trained yet. Start a run on the Train page.";
    for (const head of /** @type {NodeListOf<HTMLElement>} */ (this.head.querySelectorAll("th[data-column]"))) {
      const column = this.sort.replace("-", "");
      head.setAttribute("aria-sort", head.dataset.column !== column ? "none" : this.sort.startsWith("-") ? "descending" : "ascending");
    }
  }

  /** @param {number} num */
  setPages(num) {
    while (this.pages.length > num) {
      const { body } = this.pages[this.pages.length - 1];
      this.pages.length -= 1;
      this.observer.unobserve(body);
      this.inSight.delete(this.pages.length);
      body.remove();
    }
    while (this.pages.length < num) {
      const body = make("tbody");
      body.dataset.page = String(this.pages.length);
      this.pages.push({ body, rows: null });
      this.table.append(body);
      this.observer.observe(body);
    }
  }

  /**
   * @param {number} place
   * @param {RunRow[]} rows
   */
  fillPage(place, rows) {
    const page = this.pages[place];
    page.rows = rows;
    page.height = null;
    page.body.replaceChildren(...rows.map((row, index) => {
      const element = this.element(row);
      element.setAttribute("aria-rowindex", String(place * PAGE + index + 2));
      return element;
    }));
  }

  /**
   * A page without rows keeps its place, so that the window can be scrolled to any run.
   * @param {number} place
   */
  leaveGap(place) {
    const { body } = this.pages[place];
    const num = Math.min(PAGE, this.found - place * PAGE);
    const height = body.rows.length > 1 ? body.offsetHeight : num * this.rowHeight();
    const cell = make("td");
    cell.colSpan = this.columns.length + 1;
    cell.style.height = `${height}px`;
    const row = make("tr", "gap");
    row.append(cell);
    for (const { dataset } of body.rows) this.elements.delete(dataset.key ?? "");
    body.replaceChildren(row);
    this.pages[place] = { body, rows: null, height };
  }

  rowHeight() {
    const seen = this.pages.find(({ rows }) => rows?.length);
    return (seen?.rows && seen.body.offsetHeight / seen.rows.length) || ROW_HEIGHT;
  }

  /** @param {IntersectionObserverEntry[]} entries */
  look(entries) {
    for (const { target, isIntersecting } of entries) {
      const place = Number(/** @type {HTMLElement} */ (target).dataset.page);
      if (isIntersecting) this.inSight.add(place);
      else this.inSight.delete(place);
    }
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
    const { runs } = await this.answerTo("run-list/known", { body: { runs: own.map(Number) } });
    const known = new Set(runs.map(String));
    for (const key of own) if (!known.has(key)) this.picked.delete(key);
    this.showPicked();
  }

  /**
   * A row that did not change keeps its element.
   * @param {RunRow} row
   */
  element(row) {
    const text = JSON.stringify(row);
    if (row.changeable || row.state === "reference") this.locked.delete(row.key);
    else this.locked.add(row.key);
    const known = this.elements.get(row.key);
    if (known?.text === text) return known.element;
    const element = rowElement(row, this.asks, this.columns);
    this.elements.set(row.key, { text, element });
    return element;
  }

  // the keys of the rows that are here, in order
  get shown() {
    return this.pages.flatMap(({ rows }) => (rows ?? []).map((row) => row.key));
  }

  get isWhole() {
    return this.pages.every(({ rows }) => rows);
  }

  showPicked() {
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.table.querySelectorAll("tbody tr[data-key]"))) {
      const isPicked = this.picked.has(row.dataset.key ?? "");
      row.classList.toggle("is-picked", isPicked);
      partOf(row, ".pick input", HTMLInputElement).checked = isPicked;
    }
    const all = partOf(this.head, "input", HTMLInputElement);
    const { shown } = this;
    const isEvery = this.isWhole ? shown.length > 0 && shown.every((key) => this.picked.has(key)) : this.isEveryPicked;
    all.checked = isEvery;
    all.indeterminate = !isEvery && shown.some((key) => this.picked.has(key));
    this.chosen.hidden = this.picked.size === 0;
    const chosen = [...this.picked];
    const names = chosen.length > 4 ? `${chosen.length.toLocaleString("en")} runs` : chosen.map((key) => (key.includes("@") ? key : `Run ${key}`)).join(", ");
    const compare = make("a", "compare", chosen.length < 2 || chosen.length > MAX_COMPARED ? `Compare 2 to ${MAX_COMPARED}` : "Compare");
    if (chosen.length >= 2 && chosen.length <= MAX_COMPARED) compare.href = addressOf(`compare?runs=${chosen.join(",")}`);
    else compare.setAttribute("aria-disabled", "true");
    const own = chosen.filter((key) => !key.includes("@"));
    const remove = action("Delete", () => this.remove(own));
    const isOthers = own.some((key) => this.locked.has(key));
    remove.disabled = !own.length || isOthers;
    remove.title = isOthers ? "Some of these are somebody else's: only their owner or the teacher may delete them." : "";
    const takeHome = action(chosen.length > MAX_TAKEN ? `Take home 1 to ${MAX_TAKEN}` : "Take home", () => this.takeHome(chosen));
    takeHome.disabled = chosen.length > MAX_TAKEN || this.isMaking;
    const seeds = action("Two more seeds", () => this.moreSeeds(chosen[0]));
    seeds.hidden = chosen.length !== 1;
    seeds.title = "Queues two runs of the same recipe with other seeds.";
    this.chosen.replaceChildren(make("span", "", `${names} chosen`), compare, takeHome, seeds, remove,
      action("Choose none", () => { this.picked.clear(); this.isEveryPicked = false; this.showPicked(); }));
  }

  /**
   * @param {string} key
   * @param {boolean} isPicked
   * @param {boolean} isRange
   */
  async choose(key, isPicked, isRange) {
    const to = this.placeOf(key);
    const from = isRange ? this.lastPlace : undefined;
    this.lastPlace = to;
    const keys = from === undefined ? [key] : await this.keysBetween(Math.min(from, to), Math.max(from, to));
    if (keys) this.pick(keys, isPicked);
  }

  /**
   * @param {string[]} keys
   * @param {boolean} isPicked
   * @param {boolean} [isEvery]
   */
  pick(keys, isPicked, isEvery = false) {
    for (const key of keys) {
      if (isPicked) this.picked.add(key);
      else this.picked.delete(key);
    }
    this.isEveryPicked = isPicked && (isEvery || this.isEveryPicked);
    this.showPicked();
  }

  /** @param {boolean} isPicked */
  async pickEvery(isPicked) {
    const keys = this.isWhole ? this.shown : await this.keys(this.query);
    if (keys) this.pick(keys, isPicked, true);
  }

  /** @param {string} key */
  placeOf(key) {
    const place = this.pages.findIndex(({ rows }) => rows?.some((row) => row.key === key));
    return place * PAGE + (this.pages[place].rows ?? []).findIndex((row) => row.key === key);
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {Promise<string[] | null>}
   */
  async keysBetween(from, to) {
    const between = this.pages.slice(Math.floor(from / PAGE), Math.floor(to / PAGE) + 1);
    if (!between.every(({ rows }) => rows)) return this.keys(`${this.query}&first=${from}&limit=${to - from + 1}`);
    const first = Math.floor(from / PAGE) * PAGE;
    return between.flatMap(({ rows }) => (rows ?? []).map((row) => row.key)).slice(from - first, to - first + 1);
  }

  /**
   * @param {URLSearchParams | string} asked
   * @returns {Promise<string[] | null>}
   */
  async keys(asked) {
    let keys = null;
    await this.attempt(async () => {
      ({ keys } = await this.answerTo(`run-list/keys?${asked}`));
    }, false);
    return keys;
  }

  /** @param {string} key */
  async moreSeeds(key) {
    await this.attempt(async () => {
      const { runs } = await this.answerTo(`trained/${encodeURIComponent(key)}/more-seeds`, { body: {} });
      this.tell(`Runs ${runs.join(" and ")} of the same recipe with other seeds are queued. Train shows how far they all lie apart.`);
    });
    if (!this.problem.hidden) this.told.hidden = true;
  }

  /** @param {string[]} keys */
  async takeHome(keys) {
    this.isMaking = true;
    this.showPicked();
    this.tell(`The files of ${countOf(keys.length, "run")} are being made.`);
    const path = keys.length > 1 ? `export.zip?runs=${keys.map(encodeURIComponent).join(",")}` : `trained/${encodeURIComponent(keys[0])}/export.zip`;
    await this.attempt(async () => this.tell(`${await saveFrom(path)} is in your downloads.`), false);
    this.isMaking = false;
    if (!this.problem.hidden) this.told.hidden = true;
    this.showPicked();
  }

  async bring() {
    const [file] = this.brought.files ?? [];
    if (!file) return;
    this.tell(`${file.name} is being read.`);
    await this.attempt(async () => {
      const { runs } = await answerOf("import", { body: file });
      this.tell(runs.map((/** @type {BroughtRun} */ run) => (run.was_here ? `${run.title} is here already.` : `Brought as ${run.title}.`)).join(" "));
    });
    // the same file may be chosen again
    this.brought.value = "";
    if (!this.problem.hidden) this.told.hidden = true;
  }

  /** @param {string} sentence */
  tell(sentence) {
    this.problem.hidden = true;
    this.told.hidden = false;
    this.told.textContent = sentence;
  }

  /** @param {string[]} own */
  async remove(own) {
    await this.attempt(async () => {
      const { kept } = await this.answerTo("run-list/delete", { body: { runs: own.map(Number) } });
      this.picked = new Set(kept.map(String));
      this.isEveryPicked = false;
      if (kept.length) {
        this.complain(kept.length === 1 ? `Run ${kept[0]} is held by its worker and stays; stop it first.`
          : `${kept.length} runs are held by their workers and stay; stop them first.`);
      }
    });
  }

  /** @param {Deletion[]} deletions */
  showUndo(deletions) {
    this.undo.hidden = deletions.length === 0;
    if (!deletions.length) return;
    const [{ deleted, text }] = deletions;
    this.undo.replaceChildren(make("span", "", text), action("Undo", () => this.attempt(() => this.answerTo("run-list/restore", { body: { deleted } }))),
      make("span", "quiet", "for ten minutes, while the server runs"));
  }

  /**
   * @param {string} key
   * @param {string} name
   */
  rename(key, name) {
    this.attempt(() => this.answerTo(`runs/${key}/name`, { body: { name } }));
  }

  /**
   * What was done shows at once, here and, two seconds later, in every other tab.
   * @param {() => Promise<unknown>} deed
   * @param {boolean} [changesRows]
   */
  async attempt(deed, changesRows = true) {
    this.problem.hidden = true;
    try {
      await deed();
      if (changesRows) await this.load(this.top);
    } catch (error) {
      this.complain(sentenceOf(error));
    }
  }

  /**
   * Null where the list is what ``version`` says.
   * @param {string} path
   * @param {Options} [options]
   * @returns {Promise<any>}
   */
  async answerTo(path, options) {
    const reply = await replyOf(path, options);
    const answer = reply.status === 304 ? null : await reply.json();
    if (!this.problem.hidden && this.isAlone) this.problem.hidden = true;
    this.isAlone = false;
    return answer && { ...answer, version: reply.headers.get("ETag") };
  }

  /** @param {string} sentence */
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
    this.head.replaceChildren(pick, ...this.columns.map((column) => {
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
    sayInAddress({ search: search || null, step: step || null, state: state || null, reference: reference ? "1" : null,
      mine: this.mine.checked ? "1" : null,
      sort: this.sort === DEFAULT_SORT ? null : this.sort });
  }

  /** @param {string} key */
  address(key) {
    return addressOf(`${key.includes("@") ? "errors" : "train"}?run=${encodeURIComponent(key)}`);
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    const [target] = event.composedPath();
    const isTyping = target instanceof Element && target.closest("input, textarea, select");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    event.preventDefault();
    this.search.focus();
  }

  destroy() {
    this.asking.abort();
    clearTimeout(this.soon);
    clearInterval(this.timer);
    this.observer.disconnect();
    document.removeEventListener("keydown", this.onKey);
  }
}

/**
 * @param {HTMLSelectElement} select
 * @param {string} everything
 * @param {string[]} values
 * @param {string} chosen
 */
function fill(select, everything, values, chosen) {
  select.replaceChildren(new Option(everything, ""), ...values.map((value) => new Option(value, value)));
  select.value = values.includes(chosen) ? chosen : "";
}

/**
 * @param {string} label
 * @param {() => void} onclick
 */
function action(label, onclick) {
  const button = make("button", "", label);
  button.type = "button";
  button.onclick = onclick;
  return button;
}

/** @param {Call<ListData>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: list, end } = heldBy(partOf(parentElement, ".runs"), RunList);
  list.show(data, setTriggerValue);
  return end;
}
