// A digit as an enlarged picture.

import { make } from "../dom.js";
import { bytesOf, paintGrey } from "../pixels.js";

/** @import { Digit } from "./messages.js" */
/** @import { Words } from "./words.js" */

export const SIDE = 28;

/**
 * @param {Digit} digit
 * @param {Words} words
 */
export function digitPicture(digit, words) {
  const canvas = make("canvas", "digit");
  paintGrey(canvas, bytesOf(digit.pixels), SIDE, SIDE);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words.say("picture.digit", { index: digit.index, digit: digit.digit }));
  return canvas;
}
