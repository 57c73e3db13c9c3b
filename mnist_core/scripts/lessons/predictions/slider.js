// A number by a slider, or typed: for everything that has one value.

import { make } from "../../dom.js";

/** @import { Words } from "../words.js" */

/**
 * @typedef {object} Slid
 * @property {number} low
 * @property {number} high
 * @property {number} increment
 * @property {string} unit behind the number
 * @property {string} heading the id of what names it
 * @property {Words} words
 * @property {(value: number | null) => void} tell null: what stands in the box is not a number
 */

/**
 * As many decimals as the increment has.
 * @param {number} increment
 */
export function decimalsOf(increment) {
  return Math.max(0, -Math.floor(Math.log10(increment) + 1e-9));
}

/**
 * What somebody typed: `1.5` and `1,5` are the same; null where it is not a number, or out of the range.
 * @param {string} text
 * @param {{ low: number, high: number }} range
 */
export function typed(text, { low, high }) {
  const plain = text.trim().replace(",", ".");
  const value = plain === "" ? NaN : Number(plain);
  return Number.isFinite(value) && value >= low && value <= high ? value : null;
}

export class Slider {
  /**
   * @param {HTMLElement} box
   * @param {Slid} slid
   */
  constructor(box, slid) {
    this.slid = slid;
    this.value = /** @type {number | null} */ (null);
    const row = make("div", "slid");
    this.range = make("input");
    this.range.type = "range";
    this.range.min = String(slid.low);
    this.range.max = String(slid.high);
    this.range.step = String(slid.increment);
    this.box = make("input", "typed");
    this.box.inputMode = "decimal";
    this.box.autocomplete = "off";
    this.box.placeholder = "?";
    for (const input of [this.range, this.box]) input.setAttribute("aria-labelledby", slid.heading);
    this.problem = make("p", "wrong");
    this.problem.setAttribute("role", "alert");
    this.range.oninput = () => this.set(Number(this.range.value), true);
    // where it stands already nothing would change
    this.range.onpointerup = () => { if (this.value === null) this.set(Number(this.range.value), true); };
    this.box.oninput = () => this.type();
    const entered = make("span", "entered");
    entered.append(this.box, make("span", "unit", slid.unit));
    // both ends are seen; whoever hears the page is told the range by the slider itself
    const ends = make("span", "ends");
    ends.setAttribute("aria-hidden", "true");
    ends.append(...[slid.low, slid.high].map((end) => make("span", "", slid.words.number(end, this.decimals))));
    const ranged = make("span", "ranged");
    ranged.append(this.range, ends);
    row.append(ranged, entered);
    box.append(row, this.problem);
    this.show();
  }

  type() {
    const value = typed(this.box.value, this.slid);
    const { low, high, words } = this.slid;
    this.value = value;
    if (value !== null) this.range.value = String(value);
    this.mark();
    this.problem.textContent = value === null && this.box.value.trim()
      ? words.say("predict.between", { low: words.number(low, this.decimals), high: words.number(high, this.decimals) }) : "";
    this.slid.tell(value);
  }

  /**
   * @param {number | null} value
   * @param {boolean} isNew somebody set it now
   */
  set(value, isNew) {
    this.value = value;
    this.problem.textContent = "";
    this.show();
    if (isNew) this.slid.tell(value);
  }

  get decimals() {
    return decimalsOf(this.slid.increment);
  }

  show() {
    const { value } = this;
    this.box.value = value === null ? "" : value.toFixed(this.decimals);
    this.range.value = String(value ?? (this.slid.low + this.slid.high) / 2);
    this.mark();
  }

  mark() {
    const { words, unit } = this.slid;
    this.range.classList.toggle("unset", this.value === null);
    this.range.setAttribute("aria-valuetext", this.value === null
      ? words.say("predict.unset") : `${words.number(this.value, this.decimals)} ${unit}`.trim());
  }
}
