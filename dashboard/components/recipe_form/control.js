// One control of a recipe: a label, what a person changes, a reset and a line for what is wrong.

import { make } from "../shared/element.js";
import { readNumber } from "../shared/words/number.js";
import { termLink } from "../shared/words/term.js";
import { inWords, tidy } from "./values.js";

/** @import { Field, Value } from "./values.js" */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Input */

/**
 * @typedef {object} Told what a control tells its form
 * @property {(control: Control, value: Value, isSettled: boolean) => void} take
 * @property {(control: Control) => void} left the keyboard goes elsewhere
 * @property {(control: Control) => void} typed something that may be half a number
 * @property {(control: Control) => void} reset
 * @property {(control: Control) => HTMLElement | null} varyButtonFor null where no experiment varies it
 */

const RATIO_STEPS = 10; // presses of an arrow key to multiply by ten
const SLIDER_STEPS = 200;

export class Control {
  /**
   * @param {Field} field
   * @param {Told} form
   */
  constructor(field, form) {
    this.field = field;
    this.form = form;
    this.problem = ""; // of what was typed and is not a value yet
    this.isUnoffered = false; // there is nothing to choose from
    this.shown = NaN; // the number that an arrow key goes on from
    this.element = make("div", `row ${field.kind}`);
    this.element.dataset.name = field.name;
    const id = `recipe-${field.name.replace(".", "-")}`;
    const label = make("label", "", field.term ? null : field.label);
    if (field.term) label.append(termLink(field.term, field.label));
    label.htmlFor = id;
    if (field.hint) label.title = field.hint;
    this.input = inputOf(field);
    this.input.id = id;
    this.reset = this.resetButton();
    this.note = make("span", "note");
    this.note.id = `${id}-note`;
    this.input.setAttribute("aria-describedby", this.note.id);
    this.slider = field.kind === "number" ? this.makeSlider() : null;
    this.listen();
    this.varyButton = form.varyButtonFor(this);
    this.element.append(label, ...(this.slider ? [this.slider] : []), this.input, this.reset, ...(this.varyButton ? [this.varyButton] : []), this.note);
  }

  resetButton() {
    const button = make("button", "reset", "↺");
    button.type = "button";
    button.onclick = () => this.form.reset(this);
    return button;
  }

  listen() {
    const { field, input } = this;
    input.onchange = () => this.commit();
    if (field.kind !== "number" && field.kind !== "text") return;
    input.oninput = () => this.form.typed(this);
    input.onchange = () => this.form.left(this);
    if (field.kind === "number") input.onkeydown = (event) => this.pressed(/** @type {KeyboardEvent} */ (event));
  }

  // a convenience for the mouse: the number beside it is what keyboards and readers use
  makeSlider() {
    const { field } = this;
    const slider = make("input", "slider");
    slider.type = "range";
    slider.tabIndex = -1;
    slider.setAttribute("aria-hidden", "true");
    const [low, high] = field.usual;
    [slider.min, slider.max, slider.step] = (field.ratios ? [0, SLIDER_STEPS, 1] : [low, high, field.step]).map(String);
    const value = () => tidy(field.ratios ? low * (high / low) ** (Number(slider.value) / SLIDER_STEPS) : Number(slider.value), field);
    slider.oninput = () => this.form.take(this, value(), false);
    slider.onchange = () => this.form.take(this, value(), true);
    return slider;
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.key === "Enter") return this.commit();
    const sign = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (!sign || Number.isNaN(this.shown)) return;
    event.preventDefault();
    const { field, shown } = this;
    let next = tidy(field.ratios ? shown * 10 ** (sign / RATIO_STEPS) : shown + sign * field.step, field);
    if (next === shown) next = shown + sign; // small whole numbers
    this.form.take(this, Math.min(field.max, Math.max(field.min, next)), true);
  }

  /**
   * @param {[value: string, name: string][]} options beside those that are always there
   */
  offer(options) {
    const { field, input } = this;
    if (!(input instanceof HTMLSelectElement)) return;
    input.replaceChildren(...[...field.options, ...options].map(([value, name]) => new Option(name, value)));
    this.isUnoffered = !options.length;
  }

  /** What stands in it is meant; a number that cannot be read stays, with the reason. */
  commit() {
    const value = this.read();
    if (value === undefined) this.form.typed(this);
    else this.form.take(this, value, true);
  }

  /**
   * The value that stands in it; undefined where there is none, and `problem` says why.
   * @returns {Value | undefined}
   */
  read() {
    const { field, input } = this;
    this.problem = "";
    if (input instanceof HTMLInputElement && field.kind === "switch") return input.checked;
    if (field.kind !== "number") return input.value;
    const { value, problem } = readNumber(input.value, field);
    if (problem) this.problem = `${field.label} ${problem}`;
    return value;
  }

  /**
   * @param {Value} value
   * @param {number} shown the number that it stands for, also where it is not set
   */
  write(value, shown) {
    this.problem = "";
    if (this.input instanceof HTMLInputElement && this.field.kind === "switch") this.input.checked = Boolean(value);
    else this.input.value = String(value ?? "");
    this.move(shown);
  }

  /** @param {number} shown */
  move(shown) {
    this.shown = shown;
    if (!this.slider) return;
    this.slider.value = String(this.onSlider(shown));
    const named = Number.isNaN(shown) ? null : String(shown);
    if (named === null) this.input.removeAttribute("aria-valuenow");
    else this.input.setAttribute("aria-valuenow", named);
  }

  /** @param {number} value */
  onSlider(value) {
    if (!this.field.ratios) return value;
    const [low, high] = this.field.usual;
    return SLIDER_STEPS * Math.log(Math.max(value, low) / low) / Math.log(high / low);
  }

  /**
   * @param {boolean} differs from the step
   * @param {Value} published
   * @param {string | undefined} unset what an empty control stands for
   * @param {string} problem
   * @param {string} remark where there is no problem
   */
  mark(differs, published, unset, problem, remark = "") {
    const { field, element, input } = this;
    element.classList.toggle("changed", differs);
    const words = inWords(field, published, unset);
    this.reset.hidden = !differs;
    this.reset.title = `Back to the step's value: ${words}`;
    this.reset.setAttribute("aria-label", `${field.label}: back to the step's value, ${words}`);
    const absent = field.name === "dropout" && unset === undefined;
    if (this.slider && input instanceof HTMLInputElement) {
      input.placeholder = unset ?? "";
      input.disabled = this.slider.disabled = absent && !problem;
    }
    this.note.textContent = problem || (absent ? "This network has no dropout layer; add drop(.1) to its layers." : remark);
    element.classList.toggle("wrong", Boolean(problem));
    if (problem) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

/** @param {Field} field */
function inputOf(field) {
  if (field.kind === "choice") {
    const select = make("select");
    select.append(...field.options.map(([value, name]) => new Option(name, value)));
    return select;
  }
  if (field.kind === "text") {
    const area = make("textarea");
    area.rows = 7;
    area.spellcheck = false;
    return area;
  }
  const input = make("input");
  if (field.kind === "switch") {
    input.type = "checkbox";
    return input;
  }
  // a browser's own number field throws away what it cannot read, such as the comma of 0,05
  input.type = "text";
  input.className = "number";
  input.inputMode = field.whole ? "numeric" : "decimal";
  input.autocomplete = "off";
  input.setAttribute("role", "spinbutton");
  input.setAttribute("aria-valuemin", String(field.min));
  input.setAttribute("aria-valuemax", String(field.max));
  return input;
}
