// A digit turned, moved or resized, as the lab's augmentation does it: looked up backwards, bilinear.

import { SIDE } from "../picture.js";

/** @typedef {"angle" | "shift" | "scale"} Change degrees clockwise, pixels to the right, times as large */

const HALF = SIDE / 2;

/**
 * @param {Uint8Array} grey
 * @param {Change} change
 * @param {number} value
 */
export function changedDigit(grey, change, value) {
  const angle = change === "angle" ? (value * Math.PI) / 180 : 0;
  const size = change === "scale" ? value : 1;
  const shift = change === "shift" ? value : 0;
  const [cos, sin] = [Math.cos(angle) / size, Math.sin(angle) / size];
  const result = new Uint8Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const [x, y] = [column + 0.5 - HALF - shift, row + 0.5 - HALF];
      result[row * SIDE + column] = lookedUp(grey, HALF + cos * x + sin * y - 0.5, HALF - sin * x + cos * y - 0.5);
    }
  }
  return result;
}

/**
 * The grey between four pixels. What lies outside is black, and makes its neighbours fade twice, as in
 * the pipeline that the networks trained with.
 * @param {Uint8Array} grey
 * @param {number} x
 * @param {number} y
 */
function lookedUp(grey, x, y) {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  let [sum, inside] = [0, 0];
  for (const [row, column] of [[top, left], [top, left + 1], [top + 1, left], [top + 1, left + 1]]) {
    if (row < 0 || column < 0 || row >= SIDE || column >= SIDE) continue;
    const share = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
    sum += share * grey[row * SIDE + column];
    inside += share;
  }
  return Math.round(sum * inside);
}
