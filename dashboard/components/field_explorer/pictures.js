// The pictures of a receptive field; a pixel of the digit is ten pixels of the canvas.

import { css, heatColour, signedColour } from "../shared/digits/pixel_colours.js";
import { bytesOf, penOf } from "../shared/digits/pixels.js";

/** @import { Colour } from "../shared/digits/pixel_colours.js" */

/** @typedef {{ left: number, top: number, size: number }} Square in pixels of the digit */
/** @typedef {{ pixels: string, peak: number, words: string, title: string }} Field what acts on the value, and how strongly */
/** @typedef {{ size: number, pixels: string, low: number, high: number }} LayerMap */
/** @typedef {Record<"muted" | "square", string>} Colours */

/**
 * What one value of a layer can see.
 * @typedef {object} Sight
 * @property {Square} square
 * @property {number[]} rows of the digit, of which it depends on those pixels
 * @property {number[]} columns that lie in one of these, too
 * @property {number} first pixel in sight
 * @property {number} last
 */

/**
 * What it can see and does see.
 * @typedef {object} Seen
 * @property {number} layer
 * @property {LayerMap} map of its layer
 * @property {[fresh: Field, trained: Field | null]} fields before and after training
 * @property {string} sees
 * @property {string} words
 */

/** @typedef {Sight & Seen} Answer */

export const SIDE = 28;
const ZOOM = 10;
const DIM = 0.4;

class Picture {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {{ first: number, last: number }} seen the pixels that must be in sight, negative ones lie in the border
   */
  constructor(canvas, { first, last }) {
    this.first = first - 1;
    this.size = last - first + 3;
    canvas.width = canvas.height = this.size * ZOOM;
    this.pen = penOf(canvas);
  }

  /** @param {number} pixel */
  at(pixel) {
    return (pixel - this.first) * ZOOM;
  }

  /** @param {(row: number, column: number) => Colour} colourAt */
  pixels(colourAt) {
    for (let row = 0; row < SIDE; row += 1) {
      for (let column = 0; column < SIDE; column += 1) {
        this.pen.fillStyle = css(colourAt(row, column));
        this.pen.fillRect(this.at(column), this.at(row), ZOOM, ZOOM);
      }
    }
  }

  /**
   * What of the square lies outside the digit.
   * @param {Square} square
   * @param {string} ink
   */
  border({ left, top, size }, ink) {
    const { pen } = this;
    pen.save();
    pen.beginPath();
    pen.rect(this.at(left), this.at(top), size * ZOOM, size * ZOOM);
    pen.rect(this.at(0), this.at(0), SIDE * ZOOM, SIDE * ZOOM);
    pen.clip("evenodd");
    pen.beginPath();
    pen.rect(this.at(left), this.at(top), size * ZOOM, size * ZOOM);
    pen.clip();
    pen.strokeStyle = ink;
    pen.lineWidth = 2;
    const end = this.size * ZOOM;
    for (let from = -end; from < end; from += 12) {
      pen.beginPath();
      pen.moveTo(from, 0);
      pen.lineTo(from + end, end);
      pen.stroke();
    }
    pen.restore();
  }

  /**
   * A dot on each pixel of the square that the value does not depend on.
   * @param {Square} square
   * @param {Set<number>} rows
   * @param {Set<number>} columns
   * @param {string} ink
   */
  gaps({ left, top, size }, rows, columns, ink) {
    this.pen.fillStyle = ink;
    for (let row = Math.max(0, Math.ceil(top)); row < Math.min(SIDE, Math.floor(top + size)); row += 1) {
      for (let column = Math.max(0, Math.ceil(left)); column < Math.min(SIDE, Math.floor(left + size)); column += 1) {
        if (!rows.has(row) || !columns.has(column)) this.pen.fillRect(this.at(column) + 3, this.at(row) + 3, ZOOM - 6, ZOOM - 6);
      }
    }
  }

  /**
   * @param {Square} square
   * @param {string} colour
   * @param {number} width
   */
  frame({ left, top, size }, colour, width) {
    this.pen.strokeStyle = colour;
    this.pen.lineWidth = width;
    this.pen.strokeRect(this.at(left), this.at(top), size * ZOOM, size * ZOOM);
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} digit
 * @param {Sight} sight
 * @param {Colours} colours
 * @param {Square} [square] on its way to that of the sight
 */
export function drawTheory(canvas, digit, sight, colours, square = sight.square) {
  const picture = new Picture(canvas, sight);
  const [rows, columns] = [new Set(sight.rows), new Set(sight.columns)];
  picture.pixels((row, column) => {
    const ink = digit[row * SIDE + column] * (rows.has(row) && columns.has(column) ? 1 : DIM);
    return [ink, ink, ink];
  });
  if (rows.size && columns.size) picture.gaps(square, rows, columns, colours.muted);
  picture.border(square, colours.muted);
  picture.frame({ left: 0, top: 0, size: SIDE }, colours.muted, 1);
  picture.frame(square, colours.square, 4);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} digit
 * @param {Field} field
 * @param {Answer} answer
 * @param {Colours} colours
 */
export function drawEffect(canvas, digit, field, answer, colours) {
  const effect = bytesOf(field.pixels);
  const picture = new Picture(canvas, answer);
  picture.pixels((row, column) => {
    const place = row * SIDE + column;
    const share = effect.length ? effect[place] / 255 : 0;
    // the digit stays visible where nothing acts
    const ink = 0.3 * digit[place] * (1 - share);
    return heatColour(share).map((part) => Math.min(255, part + ink));
  });
  picture.border(answer.square, colours.muted);
  picture.frame({ left: 0, top: 0, size: SIDE }, colours.muted, 1);
  picture.frame(answer.square, colours.square, 2);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {LayerMap} map
 * @param {number[]} place row and column, from 1
 * @param {Colours} colours
 */
export function drawMap(canvas, { size, pixels, low }, [row, column], colours) {
  const zoom = Math.max(1, Math.floor(280 / size));
  const values = bytesOf(pixels);
  canvas.width = canvas.height = size * zoom;
  const pen = penOf(canvas);
  values.forEach((value, place) => {
    pen.fillStyle = css(signedColour(value, low < 0));
    pen.fillRect((place % size) * zoom, Math.floor(place / size) * zoom, zoom, zoom);
  });
  pen.strokeStyle = "#000";
  pen.lineWidth = 5;
  pen.strokeRect((column - 1) * zoom, (row - 1) * zoom, zoom, zoom);
  pen.strokeStyle = colours.square;
  pen.lineWidth = 3;
  pen.strokeRect((column - 1) * zoom, (row - 1) * zoom, zoom, zoom);
}
