// The rows of the table, in pages of a hundred: those in sight and some around them are there, of the
// others only their height. So the window can be scrolled to any run, however many there are.

import { arrange, make } from "../shared/element.js";

/** @typedef {import("./table.js").RunRow} RunRow */

/**
 * A page as it stands in the table.
 * @typedef {object} Page
 * @property {HTMLTableSectionElement} body
 * @property {RunRow[] | null} rows null where it has to be asked for
 * @property {number | null} [height] of the gap in its place; null where rows stand in the body
 */

export const PAGE = 100; // rows that are asked for together, and stand in one body of the table
const MAX_PAGES = 6; // with rows in them; the others keep their height
const ROW_HEIGHT = 57; // of a page that was not seen yet, until one was
const AHEAD = "800px"; // how far below what is in sight rows are made ready

export class RowPages {
  /**
   * @param {HTMLTableElement} table
   * @param {(row: RunRow) => HTMLTableRowElement} write
   * @param {() => void} seek rows may have come into sight that are not here
   */
  constructor(table, write, seek) {
    this.table = table;
    this.write = write;
    this.seek = seek;
    this.found = 0; // rows in all pages
    this.pages = /** @type {Page[]} */ ([]);
    this.inSight = /** @type {Set<number>} */ (new Set());
    this.elements = /** @type {Map<string, { text: string, element: HTMLTableRowElement }>} */ (new Map());
    this.observer = new IntersectionObserver((entries) => this.look(entries), { rootMargin: AHEAD, scrollMargin: AHEAD });
  }

  // the first page in sight
  get top() {
    return this.inSight.size ? Math.min(...this.inSight) : 0;
  }

  /** The first page in sight whose rows have to be asked for. */
  get missing() {
    const missing = [...this.inSight].filter((place) => place < this.pages.length && !this.pages[place].rows);
    return missing.length ? Math.min(...missing) : undefined;
  }

  // the keys of the rows that are here, in order
  get shown() {
    return this.pages.flatMap(({ rows }) => keysOf(rows));
  }

  get isWhole() {
    return this.pages.every(({ rows }) => rows);
  }

  /** Every row may have changed: it stays in the table until it was asked for again. */
  forget() {
    for (const page of this.pages) page.rows = null;
  }

  /**
   * @param {number} place of the page
   * @param {RunRow[]} rows
   * @param {number} found rows in all pages
   */
  take(place, rows, found) {
    this.found = found;
    this.setNumber(Math.max(1, Math.ceil(found / PAGE)));
    if (place < this.pages.length) this.fill(place, rows);
    for (const [at, page] of this.pages.entries()) if (!page.rows && page.height === undefined) this.leaveGap(at);
  }

  /** @param {number} num of pages */
  setNumber(num) {
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
  fill(place, rows) {
    const page = this.pages[place];
    page.rows = rows;
    page.height = null;
    arrange(page.body, rows.map((row, index) => {
      const element = this.element(row);
      element.setAttribute("aria-rowindex", String(place * PAGE + index + 2));
      return element;
    }));
  }

  /**
   * A row that did not change keeps its element.
   * @param {RunRow} row
   */
  element(row) {
    const text = JSON.stringify(row);
    const known = this.elements.get(row.key);
    if (known?.text === text) return known.element;
    const element = this.write(row);
    this.elements.set(row.key, { text, element });
    return element;
  }

  /** @param {number} place of a page whose rows leave the table */
  leaveGap(place) {
    const { body } = this.pages[place];
    const num = Math.min(PAGE, this.found - place * PAGE);
    const height = body.rows.length > 1 ? body.offsetHeight : num * this.rowHeight();
    const cell = make("td");
    cell.colSpan = this.table.tHead?.rows[0].cells.length ?? 1;
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
    this.seek();
    const filled = [...this.pages.keys()].filter((place) => this.pages[place].height === null);
    if (!this.inSight.size || filled.length <= MAX_PAGES) return;
    filled.sort((one, other) => Math.abs(other - this.top) - Math.abs(one - this.top));
    for (const place of filled.slice(0, filled.length - MAX_PAGES)) if (!this.inSight.has(place)) this.leaveGap(place);
  }

  /** @param {string} key of a row that is here */
  placeOf(key) {
    const place = this.pages.findIndex(({ rows }) => rows?.some((row) => row.key === key));
    return place * PAGE + keysOf(this.pages[place].rows).indexOf(key);
  }

  /**
   * Null where some of these rows are not here.
   * @param {number} from
   * @param {number} to
   * @returns {string[] | null}
   */
  keysBetween(from, to) {
    const between = this.pages.slice(Math.floor(from / PAGE), Math.floor(to / PAGE) + 1);
    if (!between.every(({ rows }) => rows)) return null;
    const first = Math.floor(from / PAGE) * PAGE;
    return between.flatMap(({ rows }) => keysOf(rows)).slice(from - first, to - first + 1);
  }

  destroy() {
    this.observer.disconnect();
  }
}

/** @param {RunRow[] | null} rows */
function keysOf(rows) {
  return (rows ?? []).map(({ key }) => key);
}
