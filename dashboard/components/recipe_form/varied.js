// What is tried of one setting: a list of values, or a number from low to high. As it is typed, in the
// page's address, and as the server takes it.

import { readNumber } from "../shared/words/number.js";
import { tidy } from "./values.js";

/** @import { Field, Value } from "./values.js" */

/** @typedef {"values" | "range" | "log"} Mode */

/**
 * As it is typed; `values` counts in the first mode, the two ends in the others.
 * @typedef {object} Varied
 * @property {Mode} mode
 * @property {string} values
 * @property {string} low
 * @property {string} high
 */

/**
 * As a question of the server has it.
 * @typedef {object} Setting
 * @property {string} key
 * @property {Value[]} [values]
 * @property {number} [low]
 * @property {number} [high]
 * @property {boolean} [log]
 */

/** @typedef {{ setting: Setting, problem: "" } | { setting: null, problem: string }} Read */

export const PREFIX = "vary.";
const BETWEEN_LAYERS = " | ";
const MAX_VALUES = 50;
const FACTORS = [1 / 4, 1 / 2, 1, 2, 4];
const STEPS = [-2, -1, 0, 1, 2];

/**
 * What a person sees first who varies it: values around the one that is set.
 * @param {Field} field
 * @param {Value} value
 * @param {number} shown the number that an empty control stands for
 * @returns {Varied}
 */
export function begun(field, value, shown) {
  const [low, high] = (field.usual ?? [0, 1]).map(String);
  return { mode: "values", values: inText(field, firstValues(field, value, shown)), low, high };
}

/**
 * @param {Field} field
 * @param {Value} value
 * @param {number} shown
 * @returns {Value[]}
 */
function firstValues(field, value, shown) {
  if (field.kind === "switch") return [false, true];
  if (field.kind === "text") return [value];
  if (field.kind === "choice") return field.options.map(([option]) => option).filter(Boolean);
  const middle = Number.isFinite(shown) ? shown : field.usual[0];
  // a step of the arrow keys may be too small to be told from chance
  const step = Math.max(field.step, tidy((field.usual[1] - field.usual[0]) / 10, field));
  const wanted = field.ratios ? FACTORS.map((factor) => middle * factor) : STEPS.map((num) => middle + num * step);
  const allowed = wanted.map((number) => tidy(number, field)).filter((number) => number >= field.min && number <= field.max);
  return [...new Set(allowed)];
}

/**
 * @param {Field} field
 * @param {Varied} varied
 * @returns {Read}
 */
export function readVaried(field, varied) {
  return varied.mode === "values" ? readValues(field, varied.values) : readRange(field, varied);
}

/**
 * @param {Field} field
 * @param {string} text
 * @returns {Read}
 */
function readValues(field, text) {
  /** @type {Value[]} */
  const values = [];
  for (const part of partsOf(field, text)) {
    const { value, problem } = readPart(field, part);
    if (problem) return refused(field, problem);
    if (!values.includes(value ?? null)) values.push(value ?? null);
  }
  if (!values.length) return refused(field, "has no value to try; write some, such as 0.05 0.1");
  if (values.length > MAX_VALUES) return refused(field, `has ${values.length} values; at most ${MAX_VALUES} can be tried`);
  return { setting: { key: field.name, values }, problem: "" };
}

/**
 * @param {Field} field
 * @param {string} part
 * @returns {{ value?: Value, problem: string }}
 */
function readPart(field, part) {
  if (field.kind === "switch") return { value: part === "true", problem: "" };
  if (field.kind === "text") return { value: part, problem: "" };
  if (field.kind === "choice") {
    const isKnown = field.options.some(([option]) => option === part);
    return isKnown ? { value: part, problem: "" } : { problem: `has no choice “${part}”` };
  }
  return readEnd(field, part);
}

/**
 * One number, within what the setting may be.
 * @param {Field} field
 * @param {string} text
 * @returns {{ value?: number, problem: string }}
 */
function readEnd(field, text) {
  const { value, problem } = readNumber(text, field);
  if (problem) return { problem: problem.replace(/\.$/, "") };
  if (value === null || value === undefined) return { problem: "has an empty end; give both" };
  if (value < field.min || value > field.max) return { problem: `is tried at ${value}; it goes from ${field.min} to ${field.max}` };
  return { value, problem: "" };
}

/**
 * @param {Field} field
 * @param {Varied} varied
 * @returns {Read}
 */
function readRange(field, { low, high, mode }) {
  const [from, to] = [readEnd(field, low), readEnd(field, high)];
  const problem = from.problem || to.problem;
  if (problem) return refused(field, problem);
  const [first, last] = [from.value ?? NaN, to.value ?? NaN];
  if (first >= last) return refused(field, `goes from ${first} to ${last}; it must begin below where it ends`);
  if (mode === "log" && first <= 0) return refused(field, `cannot be tried by its logarithm from ${first} on; begin above 0`);
  return { setting: { key: field.name, low: first, high: last, log: mode === "log" }, problem: "" };
}

/**
 * Blanks, semicolons and commas part values, but a comma may be a decimal one: `0,05 0,1`.
 * @param {Field} field
 * @param {string} text
 */
function partsOf(field, text) {
  if (field.kind === "text") return text.split(/\s*(?:\||\n\s*\n)\s*/).map((part) => part.replace(/\s+/g, " ").trim()).filter(Boolean);
  const isNumber = field.kind === "number";
  const hasGaps = /;|,\s|\s/.test(text.trim());
  const between = isNumber && (hasGaps || (text.match(/,/g) ?? []).length === 1 && !field.whole && !text.includes(".")) ? /;\s*|,\s+|\s+/ : /[;,\s]+/;
  return text.split(between).map((part) => part.trim()).filter(Boolean);
}

/**
 * @param {Field} field
 * @param {Value[]} values
 */
function inText(field, values) {
  return values.map(String).join(field.kind === "text" ? BETWEEN_LAYERS : ", ");
}

/**
 * As the address has it; the command line writes it so, too.
 * @param {Field} field
 * @param {Varied} varied
 */
export function varyInLink(field, varied) {
  if (varied.mode !== "values") return `${varied.low.trim()}:${varied.high.trim()}${varied.mode === "log" ? ":log" : ""}`;
  const { setting } = readVaried(field, varied);
  if (!setting?.values) return varied.values.trim();
  return setting.values.map(String).join(field.kind === "text" ? BETWEEN_LAYERS : ",");
}

/**
 * @param {Field} field
 * @param {string} text of the address
 * @returns {Varied}
 */
export function varyOfLink(field, text) {
  const beginning = begun(field, null, NaN);
  const range = field.kind === "number" ? /^([^:]*):([^:]*?)(:log)?$/.exec(text) : null;
  if (range) return { ...beginning, mode: range[3] ? "log" : "range", low: range[1], high: range[2] };
  const { setting } = readValues(field, text);
  return { ...beginning, values: setting?.values ? inText(field, setting.values) : text };
}

/**
 * @param {Field} field
 * @param {string} problem
 * @returns {Read}
 */
function refused(field, problem) {
  return { setting: null, problem: `${field.label} ${problem}.` };
}
