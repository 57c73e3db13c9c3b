// Colours of small pictures: on black, like the digits, on light and dark pages alike.

import { signedColour } from "../../../../mnist_core/scripts/signed_colour.js";
import { partOf } from "../element.js";

export { signedColour } from "../../../../mnist_core/scripts/signed_colour.js";

/** @typedef {number[]} Colour red, green and blue, to 255 */
/** @typedef {{ bottom: number, top: number, gradient: string }} Scale */

// how strongly a pixel acts: black, red, orange, pale yellow; brighter all the way
/** @type {Colour[]} */
const RAMP = [[0, 0, 0], [120, 28, 40], [213, 94, 0], [240, 180, 60], [255, 245, 200]];

/**
 * @param {number} share
 * @returns {Colour}
 */
export function heatColour(share) {
  const place = share * (RAMP.length - 1);
  const from = Math.min(Math.floor(place), RAMP.length - 2);
  return RAMP[from].map((part, index) => part + (place - from) * (RAMP[from + 1][index] - part));
}

/** @param {Colour} colour */
export function css([red, green, blue]) {
  return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`;
}

/** @param {(share: number) => Colour} colourAt */
export function gradientOf(colourAt) {
  const stops = [...Array(21).keys()].map((step) => css(colourAt(step / 20)));
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

/**
 * What the ends of a signed scale are, and its colours; with negative values nothing stays in the middle.
 * @param {number} low
 * @param {number} high
 * @returns {Scale}
 */
export function signedScale(low, high) {
  const hasNegative = low < 0;
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const bottom = hasNegative ? -reach : 0;
  return { bottom, top: reach, gradient: gradientOf((share) => signedColour(hasNegative ? 1 + 254 * share : 128 + 127 * share, hasNegative)) };
}

/** @param {number} value */
export function figureOf(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 100 ? value.toFixed(0) : size >= 0.001 ? value.toPrecision(2) : value.toExponential(0);
  return text.replace("-", "−");
}

/**
 * @param {Element} bar
 * @param {Scale} scale
 * @param {string} [unit]
 */
export function colourBar(bar, { bottom, top, gradient }, unit = "") {
  partOf(bar, ".ramp").style.background = gradient;
  partOf(bar, ".bottom").textContent = figureOf(bottom) + unit;
  partOf(bar, ".top").textContent = figureOf(top) + unit;
}
