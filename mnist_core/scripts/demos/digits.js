// The digits that came with a demo, and choosing one of them.

import { bytesOf } from "../pixels.js";
import { choice } from "./controls.js";
import { digitPicture } from "./picture.js";

/** @import { Stage } from "./stage.js" */

/** @typedef {{ index: number, label: number, pixels: string }} SavedDigit pixels: 28 x 28 bytes in base64 */
/** @typedef {{ index: number, label: number, grey: Uint8Array }} Digit */

/**
 * @param {SavedDigit[]} saved
 * @returns {Digit[]}
 */
export function digitsOf(saved) {
  return saved.map(({ index, label, pixels }) => ({ index, label, grey: bytesOf(pixels) }));
}

/**
 * @param {Stage} stage
 * @param {Digit} digit
 */
export function nameOf(stage, { index, label }) {
  return stage.words("digit_name", { index, label });
}

/**
 * @param {Stage} stage
 * @param {Digit[]} digits
 * @param {(digit: Digit) => void} onChoose
 */
export function digitChoice(stage, digits, onChoose) {
  return choice(stage.words("digit"), digits.map((digit) => ({ label: nameOf(stage, digit), picture: digitPicture(digit.grey) })),
    0, (place) => onChoose(digits[place]));
}
