// Dropout by hand: masks that follow from numbers, and what a network answers through one of them.

import { kindOf, softmax } from "../../network/network.js";

/** @import { Values } from "../../network/layers/layer.js" */
/** @import { Network } from "../../network/network.js" */

/**
 * Even random numbers from 0 to 1 that follow from a seed: mulberry32.
 * @param {number} seed
 */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * What each value is multiplied by: 0, or so much that their sum stays what it was on average. What a
 * mask drops at one rate it also drops at a higher one.
 * @param {number} num
 * @param {number} rate below 1
 * @param {number} mask its number
 * @param {number} layer its place in the network
 */
export function maskOf(num, rate, mask, layer) {
  const random = randomFrom(Math.imul(mask + 1, 0x9E3779B1) ^ Math.imul(layer + 1, 0x85EBCA77));
  const scale = 1 / (1 - rate);
  const factors = new Float32Array(num);
  for (let at = 0; at < num; at += 1) factors[at] = random() < rate ? 0 : scale;
  return factors;
}

/**
 * Where the masks begin: everything before is the same for all.
 * @param {Network} network
 */
export function firstDropout({ layers }) {
  return layers.findIndex(({ kind }) => kind === "drop");
}

/**
 * Ten probabilities of a digit through one mask a dropout layer, each at the same rate.
 * @param {Network} network
 * @param {Values} before what the layers before the first dropout made of the digit
 * @param {number} rate
 * @param {number} mask
 */
export function answerThrough(network, before, rate, mask) {
  let values = before;
  for (let place = firstDropout(network); place < network.layers.length; place += 1) {
    const layer = network.layers[place];
    if (layer.kind === "drop") {
      const factors = maskOf(values.length, rate, mask, place);
      values = values.map((value, at) => value * factors[at]);
    } else values = kindOf(layer).forward(layer, values);
  }
  return softmax(values);
}

/**
 * How many masks read each digit, the most first.
 * @param {number[][]} answers probabilities of each mask
 * @returns {[digit: number, num: number][]}
 */
export function votesOf(answers) {
  const votes = Array(10).fill(0);
  for (const probabilities of answers) votes[probabilities.indexOf(Math.max(...probabilities))] += 1;
  return votes.map((num, digit) => /** @type {[number, number]} */ ([digit, num])).filter(([, num]) => num)
    .sort(([, one], [, other]) => other - one);
}

/** @param {number[][]} answers */
export function meanOf(answers) {
  return answers[0].map((_, digit) => answers.reduce((sum, probabilities) => sum + probabilities[digit], 0) / answers.length);
}
