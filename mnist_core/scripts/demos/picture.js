// Maps and digits on a canvas, always on black, so that they look alike on light and dark pages.

import { penOf } from "../pixels.js";
import { signedColour } from "../signed_colour.js";

export const FRAME = "#F0B43C";
export const SECOND = "#56B4E9";
export const SIDE = 28;

/** @typedef {number[]} Colour red, green and blue, to 255 */

/**
 * Blue below zero, orange above it; white above zero where nothing is below it.
 * @param {number} value
 * @param {number} reach what gets the full colour
 * @param {boolean} [hasNegative]
 * @returns {Colour}
 */
export function colourOf(value, reach, hasNegative = true) {
  const share = reach ? Math.max(-1, Math.min(1, value / reach)) : 0;
  return signedColour(128 + 127 * share, hasNegative);
}

/** @param {Colour} colour */
export function css([red, green, blue]) {
  return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`;
}

/**
 * Black or white, whichever is read on this colour.
 * @param {Colour} colour
 */
export function inkOn([red, green, blue]) {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 110 ? "#000" : "#FFF";
}

/**
 * The largest size of any value.
 * @param {ArrayLike<number>} values
 */
export function reachOf(values) {
  let reach = 0;
  for (let at = 0; at < values.length; at += 1) reach = Math.max(reach, Math.abs(values[at]));
  return reach;
}

/**
 * One map of several that lie one after the other.
 * @template {Float32Array} Values
 * @param {Values} maps
 * @param {number} channel from 0
 * @param {number} size
 */
export function mapOf(maps, channel, size) {
  return /** @type {Values} */ (maps.subarray(channel * size * size, (channel + 1) * size * size));
}

/**
 * Where the largest value of a map is.
 * @param {Float32Array} map
 * @param {number} size
 * @returns {[row: number, column: number]}
 */
export function strongestAt(map, size) {
  const place = map.indexOf(Math.max(...map));
  return [Math.floor(place / size), place % size];
}

/** A picture of rows x columns cells, each of them `zoom` pixels of the canvas wide. */
export class Picture {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {number} rows
   * @param {number} columns
   * @param {number} [zoom]
   */
  constructor(canvas, rows, columns, zoom = 10) {
    this.zoom = zoom;
    this.rows = rows;
    this.columns = columns;
    this.canvas = canvas;
    canvas.width = columns * zoom;
    canvas.height = rows * zoom;
    this.pen = penOf(canvas);
    this.small = document.createElement("canvas");
    this.small.width = columns;
    this.small.height = rows;
  }

  /** @param {(place: number) => Colour} colourAt */
  paint(colourAt) {
    const image = new ImageData(this.columns, this.rows);
    for (let place = 0; place < this.rows * this.columns; place += 1) {
      const [red, green, blue] = colourAt(place);
      image.data[4 * place] = red;
      image.data[4 * place + 1] = green;
      image.data[4 * place + 2] = blue;
      image.data[4 * place + 3] = 255;
    }
    penOf(this.small).putImageData(image, 0, 0);
    this.pen.imageSmoothingEnabled = false;
    this.pen.drawImage(this.small, 0, 0, this.canvas.width, this.canvas.height);
  }

  /**
   * @param {ArrayLike<number>} values
   * @param {number} reach
   * @param {boolean} [hasNegative]
   */
  paintValues(values, reach, hasNegative = true) {
    this.paint((place) => colourOf(values[place], reach, hasNegative));
  }

  /** @param {Uint8Array} grey */
  paintGrey(grey) {
    this.paint((place) => [grey[place], grey[place], grey[place]]);
  }

  /**
   * A frame around cells; it may lie partly outside.
   * @param {number} row
   * @param {number} column
   * @param {number} size
   * @param {string} [colour]
   * @param {number} [width]
   */
  frame(row, column, size, colour = FRAME, width = 3) {
    const { pen, zoom } = this;
    const box = /** @type {const} */ ([column * zoom, row * zoom, size * zoom, size * zoom]);
    pen.strokeStyle = "#000";
    pen.lineWidth = width + 2;
    pen.strokeRect(...box);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.strokeRect(...box);
  }
}

/**
 * A small canvas with a digit.
 * @param {Uint8Array} grey 28 x 28
 */
export function digitPicture(grey) {
  const canvas = document.createElement("canvas");
  new Picture(canvas, SIDE, SIDE, 2).paintGrey(grey);
  return canvas;
}

/**
 * A small canvas with a map or a filter.
 * @param {ArrayLike<number>} values
 * @param {number} size
 * @param {number} [reach]
 */
export function mapPicture(values, size, reach = reachOf(values)) {
  const canvas = document.createElement("canvas");
  new Picture(canvas, size, size, size < 6 ? 14 : 2).paintValues(values, reach, Array.from(values).some((value) => value < 0));
  return canvas;
}
