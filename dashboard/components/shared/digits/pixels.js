// Pixels as the routes send them, in base64, and what they are drawn on.

import { bytesOf, paintGrey } from "../../../../mnist_core/scripts/pixels.js";

export { bytesOf, penOf } from "../../../../mnist_core/scripts/pixels.js";

export const DIGIT_SIDE = 28;

/** @param {string} base64 of a file */
export function pngOf(base64) {
  return new Blob([bytesOf(base64)], { type: "image/png" });
}

/**
 * Pixels of grey, white at 255, as something that can be drawn.
 * @param {string} base64
 * @param {number} width
 * @param {number} height
 */
export function greyCanvas(base64, width, height) {
  const canvas = document.createElement("canvas");
  paintGrey(canvas, bytesOf(base64), width, height);
  return canvas;
}
