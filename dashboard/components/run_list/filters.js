// What the list is asked for, in its controls and in the address: a search, a step, a state, whose
// runs, and in which order.

import { sayInAddress } from "../shared/address.js";
import { partOf } from "../shared/element.js";
import { DEFAULT_SORT } from "./table.js";

/** @typedef {Record<"search" | "step" | "state" | "sort" | "reference" | "mine", string>} Asked as the address has it */
/** @typedef {import("./table.js").Column} Column */

const TYPING_MS = 120; // after the last letter
const STATES = ["running", "queued", "paused", "interrupted", "stopped", "finished", "failed", "reference"];

export class Filters {
  /**
   * @param {HTMLElement} section
   * @param {() => void} begin something else is asked for
   */
  constructor(section, begin) {
    this.section = section;
    this.begin = begin;
    this.search = partOf(section, ".search", HTMLInputElement);
    this.step = partOf(section, ".step", HTMLSelectElement);
    this.state = partOf(section, ".state", HTMLSelectElement);
    this.reference = partOf(section, ".reference", HTMLInputElement);
    this.mine = partOf(section, ".mine input", HTMLInputElement);
    this.sort = DEFAULT_SORT;
    this.soon = /** @type {number | undefined} */ (undefined);
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.handleKey(event);
    document.addEventListener("keydown", this.onKey);
  }

  /**
   * @param {Asked} asked
   * @param {boolean} knowsPeople
   */
  show(asked, knowsPeople) {
    this.sort = asked.sort || DEFAULT_SORT;
    this.search.value = asked.search;
    this.reference.checked = Boolean(asked.reference);
    this.mine.checked = Boolean(asked.mine);
    partOf(this.section, ".mine").hidden = !knowsPeople;
    fill(this.state, "Every state", STATES, asked.state);
    fill(this.step, "Every step", asked.step ? [asked.step] : [], asked.step);
    for (const input of [this.step, this.state, this.reference, this.mine]) input.oninput = () => this.begin();
    this.search.oninput = () => {
      clearTimeout(this.soon);
      this.soon = setTimeout(() => this.begin(), TYPING_MS);
    };
  }

  /** As the server is asked; what is typed meanwhile waits no longer. */
  query() {
    clearTimeout(this.soon);
    return new URLSearchParams(Object.entries({ q: this.search.value.trim(), step: this.step.value, state: this.state.value,
      reference: this.reference.checked ? "1" : "", mine: this.mine.checked ? "1" : "", sort: this.sort }).filter(([, value]) => value));
  }

  // the link shows the same list; the page's script need not run for it
  tellAddress() {
    sayInAddress({ search: this.search.value.trim() || null, step: this.step.value || null, state: this.state.value || null,
      reference: this.reference.checked ? "1" : null, mine: this.mine.checked ? "1" : null,
      sort: this.sort === DEFAULT_SORT ? null : this.sort });
  }

  /** @param {string[]} steps that the runs have */
  showSteps(steps) {
    const options = [...new Set([...steps, this.step.value])].filter(Boolean);
    if (options.length + 1 !== this.step.options.length) fill(this.step, "Every step", options, this.step.value);
  }

  /**
   * By a column, and the other way round where it is sorted by that already.
   * @param {Column} column
   */
  sortBy({ key, isFalling }) {
    const [first, second] = isFalling ? [`-${key}`, key] : [key, `-${key}`];
    this.sort = this.sort === first ? second : first;
    this.begin();
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
    clearTimeout(this.soon);
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
