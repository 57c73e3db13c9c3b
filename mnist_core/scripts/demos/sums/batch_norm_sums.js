// What batch norm does to the values of one channel.

import { EPSILON } from "../../network/layers/batch_norm.js";

/** @typedef {{ mean: number, variance: number }} Spread */

/**
 * Mean and variance of one channel over a batch.
 * @param {ArrayLike<number>[]} maps
 * @returns {Spread}
 */
export function spreadOf(maps) {
  let [num, sum] = [0, 0];
  for (const map of maps) {
    num += map.length;
    for (let at = 0; at < map.length; at += 1) sum += map[at];
  }
  const mean = sum / num;
  let squares = 0;
  for (const map of maps) for (let at = 0; at < map.length; at += 1) squares += (map[at] - mean) ** 2;
  return { mean, variance: squares / num };
}

/**
 * @param {number} value
 * @param {Spread} spread
 * @param {number} scale learned
 * @param {number} shift learned
 */
export function normalised(value, { mean, variance }, scale, shift) {
  return ((value - mean) / Math.sqrt(variance + EPSILON)) * scale + shift;
}

/**
 * How many values fall into each of the bins between two ends.
 * @param {ArrayLike<number>[]} maps
 * @param {number} low
 * @param {number} high
 * @param {number} num of bins
 */
export function histogram(maps, low, high, num) {
  const bins = new Array(num).fill(0);
  for (const map of maps) {
    for (let at = 0; at < map.length; at += 1) {
      const bin = Math.floor((num * (map[at] - low)) / (high - low));
      bins[Math.max(0, Math.min(num - 1, bin))] += 1;
    }
  }
  return bins;
}
