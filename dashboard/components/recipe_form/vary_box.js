// Where somebody says what is tried of one setting: values, or a range.

import { buttonOf, make } from "../shared/element.js";
import { readVaried } from "./varied.js";

/** @import { Field } from "./values.js" */
/** @import { Mode, Varied } from "./varied.js" */

/** @type {[mode: Mode, words: string][]} */
const MODES = [["values", "Values"], ["range", "Range"], ["log", "Range, log"]];

export class VaryBox {
  /**
   * @param {Field} field
   * @param {string} note its id, of the line that says what is wrong
   * @param {(varied: Varied, isSettled: boolean) => void} changed
   */
  constructor(field, note, changed) {
    this.field = field;
    this.note = note;
    this.changed = changed;
    this.varied = /** @type {Varied} */ ({ mode: "values", values: "", low: "", high: "" });
    this.mode = make("select", "mode");
    this.mode.setAttribute("aria-label", `${field.label}: how it is varied`);
    this.mode.append(...MODES.map(([mode, words]) => new Option(words, mode)));
    this.values = field.kind === "text" ? this.area() : this.line("values", `${field.label}: values to try`);
    this.low = this.line("low", `${field.label}: from`);
    this.high = this.line("high", `${field.label}: to`);
    this.boxes = field.kind === "choice" ? field.options.filter(([option]) => option).map(([option, name]) => this.box(option, name)) : [];
    this.element = make("div", "vary-box");
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", `${field.label}, varied`);
    this.mode.onchange = () => this.take({ mode: /** @type {Mode} */ (this.mode.value) }, true);
    this.element.append(...this.parts());
  }

  parts() {
    const { kind } = this.field;
    if (kind === "switch") return [make("span", "both", "Off and on are both tried.")];
    if (kind === "choice") return this.boxes.map(({ label }) => label);
    if (kind === "text") return [this.values, make("span", "both", "One network a paragraph, with an empty line between them.")];
    return [this.mode, this.values, this.low, this.between(), this.high];
  }

  between() {
    const word = make("span", "between", "to");
    word.setAttribute("aria-hidden", "true");
    return word;
  }

  /**
   * @param {"values" | "low" | "high"} part
   * @param {string} label
   */
  line(part, label) {
    const input = make("input", `number ${part}`);
    input.type = "text";
    input.autocomplete = "off";
    input.setAttribute("aria-label", label);
    input.setAttribute("aria-describedby", this.note);
    input.oninput = () => this.take({ [part]: input.value }, false);
    input.onchange = () => this.take({ [part]: input.value }, true);
    return input;
  }

  area() {
    const area = make("textarea");
    area.rows = 10;
    area.spellcheck = false;
    area.setAttribute("aria-label", `${this.field.label}: networks to try`);
    area.setAttribute("aria-describedby", this.note);
    area.oninput = () => this.take({ values: area.value }, false);
    area.onchange = () => this.take({ values: area.value }, true);
    return area;
  }

  /**
   * @param {string} option
   * @param {string} name
   */
  box(option, name) {
    const label = make("label", "option");
    const box = make("input");
    box.type = "checkbox";
    box.value = option;
    box.onchange = () => this.take({ values: this.boxes.filter((one) => one.box.checked).map((one) => one.box.value).join(", ") }, true);
    label.append(box, name);
    return { label, box };
  }

  /**
   * @param {Partial<Varied>} change
   * @param {boolean} isSettled
   */
  take(change, isSettled) {
    this.varied = { ...this.varied, ...change };
    this.arrange();
    this.changed(this.varied, isSettled);
  }

  /** @param {Varied} varied */
  write(varied) {
    this.varied = { ...varied };
    this.mode.value = varied.mode;
    this.values.value = this.field.kind === "text" ? varied.values.replaceAll(" | ", "\n\n") : varied.values;
    this.low.value = varied.low;
    this.high.value = varied.high;
    const { setting } = readVaried(this.field, varied);
    for (const { box } of this.boxes) box.checked = Boolean(setting?.values?.includes(box.value));
    this.arrange();
  }

  arrange() {
    const isRange = this.varied.mode !== "values";
    this.element.classList.toggle("is-range", isRange);
  }

  /** @param {string} problem */
  mark(problem) {
    for (const input of [this.values, this.low, this.high]) {
      if (problem) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  focus() {
    const first = this.element.querySelector("select, input, textarea");
    if (first instanceof HTMLElement) first.focus();
  }
}

/**
 * Beside each control, where somebody varies anything at all.
 * @param {Field} field
 * @param {() => void} pressed
 */
export function varyButton(field, pressed) {
  const button = buttonOf("call_split", pressed, "vary");
  button.title = `Vary ${field.label}: try several values`;
  button.setAttribute("aria-label", `Vary ${field.label}`);
  button.setAttribute("aria-pressed", "false");
  return button;
}
