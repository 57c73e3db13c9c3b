// Every control of a recipe. The script of the page hears of each change at once, so that what
// follows from it can be seen while a slider still moves.

import { focusedBeside, heldBy, make, partOf } from "../shared/element.js";
import { termLink } from "../shared/term.js";
import { inWords, ofGroup, same, tidy } from "./values.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { Field, Value, Values } from "./values.js" */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Input */

/**
 * @typedef {object} Contents
 * @property {string} place whenever it changes, the controls begin anew
 * @property {{ key: string, name: string, fields: Field[] }[]} groups
 * @property {Values} start what the controls begin with
 * @property {Values} step the published step's
 * @property {Record<string, Record<string, Values>>} defaults of every optimiser and schedule
 * @property {Record<string, string>} unset what an empty control stands for
 */

/**
 * A control as it stands in the form.
 * @typedef {object} Row
 * @property {Field} field
 * @property {HTMLElement} element
 * @property {Input} input
 * @property {HTMLInputElement} [slider]
 * @property {HTMLButtonElement} reset
 * @property {HTMLElement} note
 */

const LIVE = 120; // milliseconds between two reports of a moving slider
const SLOW = 3000; // and at most so many while the last one is not answered
const TYPING = 350; // after so long a pause a typed number is tried out
const RATIO_STEPS = 10; // presses of an arrow key to multiply by ten
const SLIDER_STEPS = 200;
const NARROW = 640;

/**
 * Which groups a person opened or closed, for as long as the tab lives.
 * @type {Map<string, boolean>}
 */
const opened = new Map();

class Form {
  /**
   * @param {HTMLElement} section
   * @param {Contents} data
   * @param {Report} setStateValue
   */
  constructor(section, data, setStateValue) {
    this.section = section;
    this.data = data;
    this.setStateValue = setStateValue;
    this.place = /** @type {string | null} */ (null); // what the controls were begun with
    this.values = /** @type {Values} */ ({});
    this.rows = /** @type {Map<string, Row>} */ (new Map());
    this.remembered = /** @type {Record<string, Values>} */ ({}); // what the controls of another optimiser or schedule said
    this.unsent = this.waiting = false;
    this.settled = true;
    this.sent = -Infinity;
    this.timer = /** @type {number | undefined} */ (undefined);
    this.build();
  }

  /**
   * @param {Contents} data
   * @param {Report} setStateValue
   */
  show(data, setStateValue) {
    this.setStateValue = setStateValue;
    this.data = data;
    if (data.place !== this.place) {
      this.place = data.place;
      clearTimeout(this.timer);
      this.unsent = false;
      this.values = { ...data.start };
      this.remembered = {};
      for (const row of this.rows.values()) this.write(row);
    }
    this.mark();
    this.answered();
  }

  build() {
    const groups = this.data.groups.map((group) => this.group(group));
    partOf(this.section, ".groups").replaceChildren(...groups);
    this.section.onkeydown = (event) => {
      // whoever starts with the keys means what stands in the field
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.commit(event.target);
    };
  }

  /** @param {{ key: string, name: string, fields: Field[] }} group */
  group({ key, name, fields }) {
    const box = make("details", "group");
    box.open = opened.get(key) ?? (key !== "network" && window.innerWidth > NARROW);
    box.ontoggle = () => opened.set(key, box.open);
    const title = make("summary", "");
    title.append(make("span", "name", name), make("span", "count"));
    const details = fields.filter((field) => field.detail);
    box.append(title, ...fields.filter((field) => !field.detail).map((field) => this.row(field)));
    if (details.length) {
      const more = make("details", "more");
      more.append(make("summary", "", "More"), ...details.map((field) => this.row(field)));
      box.append(more);
    }
    box.dataset.group = key;
    return box;
  }

  /** @param {Field} field */
  row(field) {
    const element = make("div", `row ${field.kind}`);
    const id = `recipe-${field.name.replace(".", "-")}`;
    const label = make("label", "", field.term ? null : field.label);
    if (field.term) label.append(termLink(field.term, field.label));
    label.htmlFor = id;
    if (field.hint) label.title = field.hint;
    /** @type {Row} */
    const row = { field, element, input: inputOf(field), reset: this.resetButton(field), note: make("span", "note") };
    row.input.id = id;
    if (field.kind === "number") row.slider = this.slider(row);
    this.listen(row);
    element.append(label, ...(row.slider ? [row.slider] : []), row.input, row.reset, row.note);
    element.dataset.name = field.name;
    this.rows.set(field.name, row);
    return element;
  }

  /** @param {Field} field */
  resetButton(field) {
    const button = make("button", "reset", "↺");
    button.type = "button";
    button.onclick = () => this.reset(field);
    return button;
  }

  /** @param {Row} row */
  listen(row) {
    const { field, input } = row;
    input.onchange = () => this.take(row, read(input, field), true);
    if (field.kind === "number" || field.kind === "text") input.oninput = () => this.typed(row);
    if (field.ratios) input.onkeydown = (event) => this.multiply(event, row);
  }

  /**
   * A convenience for the mouse: the number beside it is what keyboards and readers use.
   * @param {Row} row
   */
  slider(row) {
    const { field } = row;
    const slider = make("input", "slider");
    slider.type = "range";
    slider.tabIndex = -1;
    slider.setAttribute("aria-hidden", "true");
    const [low, high] = field.usual;
    [slider.min, slider.max, slider.step] = (field.ratios ? [0, SLIDER_STEPS, 1] : [low, high, field.step]).map(String);
    const value = () => tidy(field.ratios ? low * (high / low) ** (Number(slider.value) / SLIDER_STEPS) : Number(slider.value), field);
    slider.oninput = () => this.take(row, value(), false);
    slider.onchange = () => this.take(row, value(), true);
    return slider;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Row} row
   */
  multiply(event, row) {
    const sign = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (!sign) return;
    event.preventDefault();
    const now = this.shown(row.field);
    let next = tidy(now * 10 ** (sign / RATIO_STEPS), row.field);
    if (next === now) next = now + sign; // small whole numbers
    this.take(row, Math.min(row.field.max, Math.max(row.field.min, next)), true);
  }

  /** @param {Row} row */
  typed(row) {
    clearTimeout(this.timer);
    const value = read(row.input, row.field);
    // half a number is no wish yet
    if (value === null && row.input.value === "" && row.input.validity?.badInput) return;
    this.timer = setTimeout(() => this.take(row, value, false), TYPING);
  }

  /** @param {EventTarget | null} target */
  commit(target) {
    const row = [...this.rows.values()].find((one) => one.input === target);
    if (row && row.field.kind !== "switch") this.take(row, read(row.input, row.field), true);
  }

  /**
   * @param {Row} row
   * @param {Value} value
   * @param {boolean} settled
   */
  take(row, value, settled) {
    const { name } = row.field;
    const differs = !Object.is(this.values[name], value);
    if (differs || (settled && this.settled === false)) {
      if (name.endsWith(".kind") && differs) this.switchKind(name.split(".")[0], String(value));
      this.values[name] = value;
      this.report(settled);
    }
    // what is being typed stays as it is typed
    if (settled || focusedBeside(this.section) !== row.input) this.write(row);
    else this.moveSlider(row);
    this.mark();
  }

  /**
   * @param {string} group
   * @param {string} kind
   */
  switchKind(group, kind) {
    const mine = ofGroup(this.values, group);
    this.remembered[String(this.values[`${group}.kind`])] = mine;
    for (const name of Object.keys(mine)) delete this.values[name];
    const step = this.data.step[`${group}.kind`] === kind ? ofGroup(this.data.step, group) : {};
    this.values = { ...this.values, ...this.data.defaults[group][kind], ...step, ...this.remembered[kind], [`${group}.kind`]: kind };
    for (const row of this.rows.values()) if (row.field.name.startsWith(`${group}.`)) this.write(row);
  }

  /** @param {Field} field */
  reset(field) {
    const row = this.rows.get(field.name);
    if (!row) return;
    this.take(row, this.published(field.name), true);
    row.input.focus();
  }

  /**
   * A slider that outran a busy server would cut off every answer before it is shown.
   * @param {boolean} settled
   */
  report(settled) {
    clearTimeout(this.timer);
    this.settled = settled;
    this.unsent = true;
    const since = performance.now() - this.sent;
    const wait = settled ? 0 : (this.waiting ? SLOW : LIVE) - since;
    if (wait <= 0) this.send();
    else this.timer = setTimeout(() => this.send(), wait);
  }

  send() {
    this.unsent = false;
    this.waiting = true;
    this.sent = performance.now();
    this.setStateValue("edit", { place: this.data.place, values: { ...this.values }, settled: this.settled });
  }

  answered() {
    this.waiting = false;
    if (this.unsent) this.report(this.settled);
  }

  /**
   * The step's own value; of an optimiser that the step has not, what that begins with.
   * @param {string} name
   * @returns {Value}
   */
  published(name) {
    const group = name.split(".")[0];
    const kind = this.values[`${group}.kind`];
    if (kind && !name.endsWith(".kind") && kind !== this.data.step[`${group}.kind`]) return this.data.defaults[group][String(kind)][name];
    return this.data.step[name];
  }

  /**
   * @param {Field} field
   * @returns {number}
   */
  shown(field) {
    const value = this.values[field.name];
    return typeof value === "number" ? value : Number((this.data.unset[field.name] ?? "").replaceAll(",", ""));
  }

  /** @param {Row} row */
  write(row) {
    const { field, input } = row;
    const value = this.values[field.name];
    if (input instanceof HTMLInputElement && field.kind === "switch") input.checked = Boolean(value);
    else input.value = String(value ?? "");
    this.moveSlider(row);
  }

  /** @param {Row} row */
  moveSlider({ field, slider }) {
    if (slider) slider.value = String(this.onSlider(field, this.shown(field)));
  }

  /**
   * @param {Field} field
   * @param {number} value
   * @returns {number}
   */
  onSlider(field, value) {
    if (!field.ratios) return value;
    const [low, high] = field.usual;
    return SLIDER_STEPS * Math.log(Math.max(value, low) / low) / Math.log(high / low);
  }

  mark() {
    /** @type {Record<string, number>} */
    const changed = {};
    for (const row of this.rows.values()) {
      const { field, element, input } = row;
      element.hidden = field.kinds.length > 0 && !field.kinds.includes(String(this.values[`${field.name.split(".")[0]}.kind`]));
      const published = this.published(field.name);
      const differs = !element.hidden && !same(this.values[field.name], published);
      element.classList.toggle("changed", differs);
      const words = inWords(field, published, this.data.unset[field.name]);
      row.reset.hidden = !differs;
      row.reset.title = `Back to the step's value: ${words}`;
      row.reset.setAttribute("aria-label", `${field.label}: back to the step's value, ${words}`);
      const group = /** @type {HTMLElement | null} */ (element.closest(".group"))?.dataset.group ?? "";
      if (differs) changed[group] = (changed[group] ?? 0) + 1;
      if (input instanceof HTMLInputElement && row.slider) {
        input.placeholder = this.data.unset[field.name] ?? "";
        const absent = field.name === "dropout" && this.data.unset.dropout === undefined;
        input.disabled = row.slider.disabled = absent;
        row.note.textContent = absent ? "This network has no dropout layer; add drop(.1) to its layers." : "";
        if (this.values[field.name] === null) this.moveSlider(row);
      }
    }
    for (const box of /** @type {NodeListOf<HTMLElement>} */ (this.section.querySelectorAll(".group"))) {
      const count = changed[box.dataset.group ?? ""] ?? 0;
      partOf(box, ".count").textContent = count ? `${count} changed` : "";
    }
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
  input.type = "number";
  [input.min, input.max, input.step] = [String(field.min), String(field.max), field.ratios ? "any" : String(field.step)];
  input.inputMode = field.whole ? "numeric" : "decimal";
  return input;
}

/**
 * @param {Input} input
 * @param {Field} field
 * @returns {Value}
 */
function read(input, field) {
  if (input instanceof HTMLInputElement && field.kind === "switch") return input.checked;
  if (field.kind === "text" || field.kind === "choice") return input.value;
  return input.value === "" ? null : Number(input.value);
}

/** @param {Call<Contents>} call */
export default function ({ parentElement, data, setStateValue }) {
  const { kept: form, end } = heldBy(partOf(parentElement, ".form"), Form, data, setStateValue);
  form.show(data, setStateValue);
  return end;
}
