// All runs in one table. The server searches, sorts and counts; here are the rows in sight and some
// around them, however many runs there are.

import { addressOf } from "../shared/address.js";
import { answerOf, Refused } from "../shared/client/client.js";
import { buttonOf, heldBy, make, partOf } from "../shared/element.js";
import { countOf } from "../shared/words/count.js";
import { ListRequests } from "./requests.js";
import { ChosenRuns } from "./chosen_runs.js";
import { Filters } from "./filters.js";
import { PAGE, RowPages } from "./row_pages.js";
import { classOf, COLUMNS, pickOf, rowElement } from "./table.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { Asked } from "./filters.js" */
/** @import { Asks, RunRow } from "./table.js" */

/** @typedef {{ asked: Asked, knowsPeople: boolean }} ListData */
/** @typedef {{ deleted: number, text: string }} Deletion that can be undone */
/** @typedef {{ title: string, was_here: boolean }} ImportedRun */

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

const LOOK_MS = 2000;

class RunList {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.count = partOf(section, ".count");
    this.undo = partOf(section, ".undo");
    this.imported = partOf(section, ".import input", HTMLInputElement);
    this.empty = partOf(section, ".empty");
    this.table = partOf(section, "table", HTMLTableElement);
    this.head = partOf(this.table, "thead > tr");
    this.columns = COLUMNS;
    this.filters = new Filters(section, () => this.begin());
    this.requests = new ListRequests(section, () => this.load(this.rows.top));
    this.chosen = new ChosenRuns(partOf(section, ".chosen"), this.requests, () => this.showBoxes());
    this.rows = new RowPages(this.table, (row) => rowElement(row, this.asks, this.columns), () => this.loadInSight());
    this.setTrigger = /** @type {Report} */ (() => {});
    this.isShown = false;
    this.query = new URLSearchParams();
    this.version = /** @type {string | null} */ (null);
    this.asked = new AbortController();
    this.isBusy = false;
    this.lastPlace = /** @type {number | undefined} */ (undefined); // where a range of chosen rows begins
    /** @type {Asks} */
    this.asks = { choose: (key, isChosen, isRange) => this.choose(key, isChosen, isRange), open: (key) => this.setTrigger("opened", key),
      rename: (key, name) => this.requests.attempt(() => this.requests.answerTo(`runs/${key}/name`, { body: { name } })),
      address: (key) => addressOf(`${key.includes("@") ? "errors" : "train"}?run=${encodeURIComponent(key)}`) };
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
    this.filters.show(data.asked, data.knowsPeople);
    this.columns = COLUMNS.filter(({ isOfPeople }) => data.knowsPeople || !isOfPeople);
    this.imported.onchange = () => this.import();
    this.buildHead();
    this.begin();
  }

  // something else is asked for: from its first row
  begin() {
    this.asked.abort();
    this.asked = new AbortController();
    this.query = this.filters.query();
    this.version = null;
    this.chosen.isEvery = false;
    this.filters.tellAddress();
    return this.load(0);
  }

  // what is in sight, if anything changed
  follow() {
    if (!this.isBusy) this.load(this.rows.top, this.version);
  }

  /**
   * @param {number} place of the page
   * @param {string | null} [version]
   */
  async load(place, version = null) {
    const { signal } = this.asked;
    this.isBusy = true;
    try {
      const told = await this.requests.answerTo(`run-list?${this.query}&first=${place * PAGE}&limit=${PAGE}`, { version, signal });
      if (signal.aborted) return;
      this.isBusy = false;
      // a name being typed must not lose its field; two seconds later is soon enough
      if (told === null) this.loadInSight();
      else if (!this.section.querySelector(".renaming")) this.take(told, place);
    } catch (error) {
      if (signal.aborted) return;
      this.isBusy = false;
      if (error instanceof Refused) this.requests.complain(error.message);
      else this.requests.complainOfSilence();
    }
  }

  /**
   * @param {Found} told
   * @param {number} place
   */
  take(told, place) {
    if (told.version !== this.version) {
      // every other page may have changed with this one
      this.rows.forget();
      if (this.version) this.chosen.forgetGone();
      if (told.found !== this.rows.found) this.chosen.isEvery = false;
    }
    this.version = told.version;
    for (const row of told.rows) this.chosen.see(row);
    this.filters.showSteps(told.steps);
    this.showUndo(told.deleted);
    this.showCounts(told);
    this.rows.take(place, told.rows, told.found);
    this.chosen.show();
    this.loadInSight();
  }

  loadInSight() {
    const { missing } = this.rows;
    if (missing !== undefined && !this.isBusy) this.load(missing);
  }

  /** @param {{ found: number, num: number }} counts */
  showCounts({ found, num }) {
    const all = countOf(num, "run");
    this.count.textContent = found === num ? all : `${found.toLocaleString("en")} of ${all}`;
    this.empty.hidden = found > 0;
    this.table.hidden = found === 0;
    this.table.setAttribute("aria-rowcount", String(found + 1));
    this.empty.textContent = num ? "No run is like this. Search for less." : "Nothing is trained yet. Start a run on the Train page.";
    const { sort } = this.filters;
    for (const head of /** @type {NodeListOf<HTMLElement>} */ (this.head.querySelectorAll("th[data-column]"))) {
      const isSorted = head.dataset.column === sort.replace("-", "");
      head.setAttribute("aria-sort", !isSorted ? "none" : sort.startsWith("-") ? "descending" : "ascending");
    }
  }

  buildHead() {
    const all = make("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", "Choose all that were found");
    all.onclick = () => this.chooseEvery(all.checked);
    this.head.replaceChildren(pickOf(all), ...this.columns.map((column) => {
      const head = make("th", classOf(column));
      head.dataset.column = column.key;
      head.scope = "col";
      head.append(buttonOf(column.title, () => this.filters.sortBy(column)));
      return head;
    }));
  }

  showBoxes() {
    const { keys } = this.chosen;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.table.querySelectorAll("tbody tr[data-key]"))) {
      const isChosen = keys.has(row.dataset.key ?? "");
      row.classList.toggle("is-picked", isChosen);
      partOf(row, ".pick input", HTMLInputElement).checked = isChosen;
    }
    const all = partOf(this.head, "input", HTMLInputElement);
    const { shown, isWhole } = this.rows;
    all.checked = isWhole ? shown.length > 0 && shown.every((key) => keys.has(key)) : this.chosen.isEvery;
    all.indeterminate = !all.checked && shown.some((key) => keys.has(key));
  }

  /**
   * @param {string} key
   * @param {boolean} isChosen
   * @param {boolean} isRange
   */
  async choose(key, isChosen, isRange) {
    const to = this.rows.placeOf(key);
    const from = isRange ? this.lastPlace : undefined;
    this.lastPlace = to;
    const keys = from === undefined ? [key] : await this.keysBetween(Math.min(from, to), Math.max(from, to));
    if (keys) this.chosen.choose(keys, isChosen);
  }

  /** @param {boolean} isChosen */
  async chooseEvery(isChosen) {
    const keys = this.rows.isWhole ? this.rows.shown : await this.keys(this.query);
    if (keys) this.chosen.choose(keys, isChosen, true);
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  keysBetween(from, to) {
    return this.rows.keysBetween(from, to) ?? this.keys(`${this.query}&first=${from}&limit=${to - from + 1}`);
  }

  /**
   * @param {URLSearchParams | string} asked
   * @returns {Promise<string[] | null>}
   */
  async keys(asked) {
    let keys = null;
    await this.requests.attempt(async () => {
      ({ keys } = await this.requests.answerTo(`run-list/keys?${asked}`));
    }, false);
    return keys;
  }

  async import() {
    const [file] = this.imported.files ?? [];
    if (!file) return;
    this.requests.tell(`${file.name} is being read.`);
    await this.requests.attempt(async () => {
      const { runs } = await answerOf("import", { body: file });
      this.requests.tell(runs.map((/** @type {ImportedRun} */ run) => (run.was_here ? `${run.title} is here already.` : `Imported as ${run.title}.`)).join(" "));
    });
    // the same file may be chosen again
    this.imported.value = "";
  }

  /** @param {Deletion[]} deletions */
  showUndo(deletions) {
    this.undo.hidden = deletions.length === 0;
    if (!deletions.length) return;
    const [{ deleted, text }] = deletions;
    const undo = () => this.requests.attempt(() => this.requests.answerTo("run-list/restore", { body: { deleted } }));
    this.undo.replaceChildren(make("span", "", text), buttonOf("Undo", undo),
      make("span", "quiet", "for ten minutes, while the server runs"));
  }

  destroy() {
    this.asked.abort();
    this.filters.destroy();
    this.rows.destroy();
    clearInterval(this.timer);
  }
}

/** @param {Call<ListData>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: list, end } = heldBy(partOf(parentElement, ".runs"), RunList);
  list.show(data, setTriggerValue);
  return end;
}
