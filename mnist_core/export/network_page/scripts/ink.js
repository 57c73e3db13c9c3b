// From strokes to the 28 x 28 digit that a network expects: the same steps and numbers as in the lab
// (mnist_core/drawn/drawing.py says where each number is from), so that both read a drawing alike.

import { Raster } from "./raster.js";

/** @import { Stroke } from "../../../scripts/sheet.js" */
/** @import { Corner } from "./raster.js" */

export const SIZE = 28;
const BOX = 20;
const CENTRE = 14;
const CELL = 16; // strokes are drawn this many times larger than the digit
const PEN = 2.3 * CELL;
const BLOB = 2; // brush widths: what is shorter is not written, only dabbed

/** @typedef {{ grey: Uint8Array, width: number, height: number }} Scaled */

/**
 * One byte a pixel, white ink on black; null where nothing is drawn.
 * @param {Stroke[]} strokes
 * @param {number} brush its width, in the strokes' own pixels
 */
export function digitOfStrokes(strokes, brush) {
  const points = strokes.flat();
  if (!points.length) return null;
  const [left, top, right, bottom] = [lowest(points, 0), lowest(points, 1), highest(points, 0), highest(points, 1)];
  // a dot, or a click that trembled, stays one: it is not blown up to a digit of 20 pixels
  const zoom = (BOX * CELL - PEN) / Math.max(right - left, bottom - top, BLOB * brush);
  const raster = new Raster(rounded((right - left) * zoom + PEN), rounded((bottom - top) * zoom + PEN));
  for (const stroke of strokes) {
    draw(raster, stroke.map(([x, y]) => [(x - left) * zoom + PEN / 2 - 0.5, (y - top) * zoom + PEN / 2 - 0.5]));
  }
  return centred(scaled(raster));
}

/**
 * Straight lines with round caps and joins.
 * @param {Raster} raster
 * @param {Corner[]} points
 */
function draw(raster, points) {
  const radius = (PEN - 1) / 2;
  points.forEach(([x, y], place) => {
    if (place) raster.line(whole(points[place - 1]), whole([x, y]), Math.round(PEN));
    raster.disc(...whole([x - radius, y - radius]), ...whole([x + radius, y + radius]));
  });
}

/**
 * Squares of CELL x CELL pixels averaged, first along the rows and then down the columns, each rounded
 * to a whole grey.
 * @param {Raster} raster
 * @returns {Scaled}
 */
function scaled({ pixels, width: inkWidth, height: inkHeight }) {
  const [width, height] = [Math.ceil(inkWidth / CELL - 1e-6), Math.ceil(inkHeight / CELL - 1e-6)];
  const left = Math.max(0, width * CELL - inkWidth) >> 1;
  const top = Math.max(0, height * CELL - inkHeight) >> 1;
  const sums = new Uint16Array(width * height);
  for (let row = 0; row < inkHeight; row += 1) {
    const start = row * inkWidth;
    const end = start + inkWidth;
    let place = ((row + top) / CELL | 0) * width;
    for (let at = start, next = start + CELL - left; at < end; next += CELL, place += 1) {
      let count = 0;
      for (; at < next && at < end; at += 1) count += pixels[at];
      sums[place] += (255 * count) / CELL + 0.5 | 0;
    }
  }
  return { grey: Uint8Array.from(sums, (sum) => Math.floor(sum / CELL + 0.5)), width, height };
}

/**
 * The centre of mass comes to the middle of the 28 x 28, by whole pixels.
 * @param {Scaled} scaled
 */
function centred({ grey, width, height }) {
  let [sum, across, down] = [0, 0, 0];
  grey.forEach((value, place) => {
    sum += value;
    across += value * (place % width);
    down += value * Math.floor(place / width);
  });
  const [left, top] = [shift(across / sum, width), shift(down / sum, height)];
  const digit = new Uint8Array(SIZE * SIZE);
  for (let row = 0; row < height; row += 1) digit.set(grey.subarray(row * width, (row + 1) * width), (top + row) * SIZE + left);
  return digit;
}

/**
 * Within the image, whatever the centre of mass: no ink is lost.
 * @param {number} mean
 * @param {number} side
 */
function shift(mean, side) {
  return Math.min(Math.max(Math.floor(CENTRE + 0.5 - mean), 0), SIZE - side);
}

/**
 * @param {Corner} corner
 * @returns {Corner}
 */
function whole([x, y]) {
  return [Math.trunc(x), Math.trunc(y)];
}

/**
 * Half goes to the even number, as NumPy rounds.
 * @param {number} value
 */
function rounded(value) {
  const near = Math.round(value);
  return near - value === 0.5 && near % 2 ? near - 1 : near;
}

/**
 * @param {Stroke} points
 * @param {0 | 1} axis
 */
function lowest(points, axis) {
  return points.reduce((low, point) => Math.min(low, point[axis]), Infinity);
}

/**
 * @param {Stroke} points
 * @param {0 | 1} axis
 */
function highest(points, axis) {
  return points.reduce((high, point) => Math.max(high, point[axis]), -Infinity);
}
