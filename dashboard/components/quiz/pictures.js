// What there is to look at in a question: a table, a chart, or a digit with a square on it.

import { make } from "../shared/element.js";
import { greyCanvas, penOf } from "../shared/digits/pixels.js";
import { chartOf } from "./chart.js";

/** @typedef {import("./answers").Picture} Picture */
/** @typedef {import("./answers").Square} Square */

const SIZE = 28; // pixels of a digit
const ZOOM = 8;
const FRAME = "#FF8A3D"; // seen on black and on white ink

/** @param {Picture} picture */
export function pictureOf(picture) {
  const figure = make("figure", "picture");
  const caption = make("figcaption", "", picture.caption);
  if (picture.shows === "table") figure.append(caption, tableOf(picture.heads, picture.rows));
  else if (picture.shows === "chart") figure.append(caption, chartOf(picture));
  else figure.append(caption, digitOf(picture.pixels, null, picture.label === null ? "An empty picture" : `The digit ${picture.label}`));
  return figure;
}

/**
 * @param {string} pixels
 * @param {Square | null} square what is framed on it
 * @param {string} words what is heard instead; empty where text beside it says so
 */
export function digitOf(pixels, square, words) {
  const small = greyCanvas(pixels, SIZE, SIZE);
  const canvas = make("canvas", "digit");
  canvas.width = canvas.height = SIZE * ZOOM;
  const pen = penOf(canvas);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, 0, 0, canvas.width, canvas.height);
  if (square) {
    const { left, top, size } = square;
    pen.fillStyle = "rgba(255, 138, 61, .28)";
    pen.fillRect(left * ZOOM, top * ZOOM, size * ZOOM, size * ZOOM);
    pen.strokeStyle = FRAME;
    pen.lineWidth = 4;
    pen.strokeRect(left * ZOOM + 2, top * ZOOM + 2, size * ZOOM - 4, size * ZOOM - 4);
  }
  if (words) {
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", words);
  } else canvas.setAttribute("aria-hidden", "true");
  return canvas;
}

/**
 * @param {string[]} heads
 * @param {string[][]} rows
 */
export function tableOf(heads, rows) {
  const table = make("table");
  const head = make("tr");
  head.append(...heads.map((words) => {
    const cell = make("th", "", words);
    cell.scope = "col";
    return cell;
  }));
  const body = make("tbody");
  body.append(...rows.map((cells) => {
    const row = make("tr");
    row.append(...cells.map((words) => make("td", "", words)));
    return row;
  }));
  const top = make("thead");
  top.append(head);
  table.append(top, body);
  return table;
}
