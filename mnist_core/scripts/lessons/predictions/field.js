// Set the size of a receptive field: a square around the middle of a digit, drawn wider or smaller.

import { make } from "../../dom.js";
import { bytesOf, paintGrey, penOf } from "../../pixels.js";
import { SIDE } from "../digit.js";
import { Slider } from "./slider.js";

/** @import { Layer } from "../messages.js" */
/** @import { Ask } from "../parts/predict.js" */

const PIXEL = 8; // screen pixels of a digit's pixel

/** @type {Ask} */
export function askField(box, { block, answer, tell, state, heading }) {
  const { words } = state;
  const canvas = make("canvas", "field");
  canvas.width = canvas.height = block.most * PIXEL;
  canvas.setAttribute("aria-hidden", "true"); // the slider below says the same
  const layer = block.layers.at(-1);
  const about = make("p", "about", words.say("predict.field", { layer: block.layer, token: layer?.token ?? "" }));
  const before = make("ol", "before");
  before.append(...block.layers.map((/** @type {Layer} */ { token }) => {
    const item = make("li");
    item.append(make("code", "", token));
    return item;
  }));
  before.setAttribute("aria-label", words.say("predict.layers"));
  box.append(about, before, canvas);

  /** @param {number | null} size */
  const paint = (size) => paintField(canvas, block.digit?.pixels ?? null, size);
  const slider = new Slider(box, {
    low: 1, high: block.most, increment: 1, unit: words.say("predict.pixels"), heading, words,
    tell: (value) => {
      const size = value === null ? null : Math.round(value);
      paint(size);
      tell(size);
    },
  });
  if (typeof answer === "number") slider.set(answer, false);
  paint(slider.value);

  /** @param {PointerEvent} event */
  const drag = (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    slider.set(sizeAt((event.clientX - left) / width, (event.clientY - top) / height, block.most), true);
  };
  canvas.onpointerdown = (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    // a finger may be about to scroll, which a touch that moves sideways or ends here is not
    if (event.pointerType !== "touch") drag(event);
  };
  canvas.onpointermove = drag;
  canvas.onpointerup = drag;
}

/**
 * The side of the square around the middle whose edge lies here.
 * @param {number} x from 0 at the left to 1
 * @param {number} y
 * @param {number} most
 */
export function sizeAt(x, y, most) {
  const size = Math.round(2 * most * Math.max(Math.abs(x - 0.5), Math.abs(y - 0.5)));
  return Math.min(most, Math.max(1, size));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string | null} pixels of the digit
 * @param {number | null} size
 */
export function paintField(canvas, pixels, size) {
  const pen = penOf(canvas);
  const side = canvas.width;
  pen.imageSmoothingEnabled = false;
  // what lies around a digit is its padding
  pen.fillStyle = "#3A424A";
  pen.fillRect(0, 0, side, side);
  const begin = (side - SIDE * PIXEL) / 2;
  pen.fillStyle = "#000";
  pen.fillRect(begin, begin, SIDE * PIXEL, SIDE * PIXEL);
  if (pixels) {
    const digit = make("canvas");
    paintGrey(digit, bytesOf(pixels), SIDE, SIDE);
    pen.drawImage(digit, begin, begin, SIDE * PIXEL, SIDE * PIXEL);
  }
  if (size === null) return;
  const half = (size * PIXEL) / 2;
  pen.lineWidth = 4;
  pen.strokeStyle = "#F0B400";
  pen.strokeRect(side / 2 - half + 2, side / 2 - half + 2, 2 * half - 4, 2 * half - 4);
}
