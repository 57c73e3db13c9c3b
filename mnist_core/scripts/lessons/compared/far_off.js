// How far off a prediction was, in words and never as a mark.

import { SIZES } from "../measures.js";

/** @import { Words } from "../words.js" */

/**
 * Of a curve: after the first epoch and in the end, as far as both have them.
 * @param {string} measure
 * @param {(number | null)[]} guess a value an epoch
 * @param {number[]} values what was measured
 * @param {Words} words
 */
export function curveWords(measure, guess, values, words) {
  const both = guess.map((value, index) => ({ epoch: index + 1, value, came: values[index] }))
    .filter(({ value, came }) => value !== null && came !== undefined);
  const first = both[0];
  const last = both[both.length - 1];
  if (!first || !last) return words.say("compare.not-measured");
  /** @param {typeof first} point */
  const off = ({ value, came }) => offWords(measure, Number(value) - Number(came), words);
  if (first === last) return words.say("compare.curve-once", { off: off(first), epoch: first.epoch });
  return words.say("compare.curve", { first: off(first), last: off(last), epoch: last.epoch });
}

/**
 * `3.1 points too high`.
 * @param {string} measure
 * @param {number} difference predicted less measured
 * @param {Words} words
 */
export function offWords(measure, difference, words) {
  const { decimals, unit } = sizeOf(measure);
  const size = Math.abs(difference);
  if (Number(size.toFixed(decimals)) === 0) return words.say("compare.just-so");
  return words.say(difference > 0 ? "compare.too-high" : "compare.too-low", { num: measured(size, decimals, unit, words) });
}

/**
 * A value with its unit: `98.2 %`, `0.31`, `22 pixels`.
 * @param {string} measure
 * @param {number} value
 * @param {Words} words
 */
export function valueWords(measure, value, words) {
  const { exact, own } = sizeOf(measure);
  return measured(value, exact, own, words);
}

/**
 * A predicted value, without decimals that nobody typed: `98 %`.
 * @param {string} measure
 * @param {number} value
 * @param {Words} words
 */
export function saidWords(measure, value, words) {
  const { exact, own } = sizeOf(measure);
  let decimals = 0;
  while (decimals < exact && Number(value.toFixed(decimals)) !== Number(value.toFixed(exact))) decimals += 1;
  return measured(value, decimals, own, words);
}

/**
 * Of digits that one pointed at: how many were meant, and how many more there are.
 * @param {number[]} guess
 * @param {number[]} right
 * @param {Words} words
 */
export function digitsWords(guess, right, words) {
  const num = guess.filter((index) => right.includes(index)).length;
  const said = words.count("compare.digits", guess.length, { right: words.number(num) });
  const others = right.length - num;
  return others ? `${said} ${words.count("compare.digits-others", others)}` : said;
}

/** @param {string} measure */
function sizeOf(measure) {
  return SIZES[measure] ?? SIZES.parameters;
}

/**
 * @param {number} value
 * @param {number} decimals
 * @param {string | null} unit
 * @param {Words} words
 */
function measured(value, decimals, unit, words) {
  const num = words.number(value, decimals);
  return unit ? words.say(`unit.${unit}`, { num }) : num;
}
