// Set a number.

import { Slider } from "./slider.js";

/** @import { Ask } from "../parts/predict.js" */

/** @type {Ask} */
export function askNumber(box, { block, answer, tell, state, heading }) {
  const { low, high, increment, unit } = block;
  const slider = new Slider(box, { low, high, increment, unit, heading, words: state.words, tell });
  if (typeof answer === "number") slider.set(answer, false);
}
