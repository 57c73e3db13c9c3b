// Where values lie on an axis, and which of them it names.

import { roundValues } from "../ticks.js";

/**
 * @typedef {object} Axis
 * @property {number} low
 * @property {number} high
 * @property {boolean} [isLog] a tenfold is everywhere as wide; low is above 0
 * @property {string} label
 * @property {(value: number) => string} inWords
 * @property {number[]} [ticks] else round values
 */

/**
 * Where a value lies, from 0 at `low` to 1 at `high`.
 * @param {Pick<Axis, "low" | "high" | "isLog">} axis
 * @param {number} value
 */
export function shareOf({ low, high, isLog }, value) {
  return isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/**
 * The other way round.
 * @param {Pick<Axis, "low" | "high" | "isLog">} axis
 * @param {number} share
 */
export function valueAt({ low, high, isLog }, share) {
  return isLog ? low * (high / low) ** share : low + (high - low) * share;
}

/**
 * Round values within the axis: powers of ten, else those of `roundValues`.
 * @param {Pick<Axis, "low" | "high" | "isLog">} axis
 * @param {number} most
 */
export function ticksOf({ low, high, isLog }, most) {
  if (isLog) {
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => 10 ** (first + place));
  }
  return roundValues(low, high, most);
}
