// What the server finds out about one digit: where a network looked, which training digits are most
// alike, and what other networks read. Each is drawn into its part of the tray.

import { make, partOf } from "../element.js";
import { termLink } from "../words/term.js";
import { bytesOf, DIGIT_SIDE, greyCanvas, penOf } from "./pixels.js";

/** @import { Digit } from "./digit_tray.js" */

/** @typedef {{ class: number, pixels: string }} ClassMap */
/** @typedef {{ digit: string, activation: ClassMap[], gradients: ClassMap, words: string }} Maps */

/**
 * @typedef {object} Neighbours
 * @property {{ index: number, true: number, distance: number, pixels: string }[]} neighbours
 * @property {number} searched training digits so far
 * @property {number} total that will be searched
 * @property {number} available
 * @property {number} width values that the last layer decides by
 */

/** @typedef {{ label: string, step: string | null, read: number, loss: number, is_this?: boolean }} OtherReading */

/**
 * @typedef {object} OtherNetworks
 * @property {OtherReading[]} ladder the networks of the same ladder
 * @property {OtherReading[]} others
 * @property {number} true
 * @property {number} num networks that read well, this one among them whatever it reads
 * @property {number} num_wrong of these
 */

const FOR = [255, 138, 61]; // speaks for the class, against it: both on a dark digit
const AGAINST = [86, 180, 233];

/**
 * @param {HTMLElement} box
 * @param {Maps} answer
 * @param {Digit} digit
 */
export function showMaps(box, answer, digit) {
  const row = make("div", "row");
  const grey = bytesOf(answer.digit);
  for (const { class: name, pixels } of answer.activation) {
    row.append(figure(heat(grey, signedBytes(pixels)), row.childElementCount ? `for ${name}` : termLink("class-activation-map", `for ${name}`),
      name === digit.true ? "right" : "wrong", `Class activation map for ${name}. ${answer.words}`));
  }
  const { class: name, pixels } = answer.gradients;
  row.append(figure(heat(grey, signedBytes(pixels), 0.25), termLink("integrated-gradients", `pixels, for ${name}`),
    name === digit.true ? "right" : "wrong", `Integrated gradients for ${name}: what each pixel adds to its logit.`));
  const key = make("p", "quiet key");
  key.append(make("i", "for"), " for the class ", make("i", "against"), " against it");
  box.replaceChildren(row, key, make("p", "quiet", answer.words));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string | Node} caption
 * @param {string} kind
 * @param {string} told
 */
function figure(canvas, caption, kind, told) {
  const holder = make("figure", "");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", told);
  canvas.title = told;
  holder.append(canvas, make("figcaption", kind));
  partOf(holder, "figcaption").append(caption);
  return holder;
}

/**
 * @param {HTMLElement} box
 * @param {Neighbours} found
 * @param {Digit} digit
 */
export function showNeighbours(box, found, digit) {
  const row = make("div", "row");
  for (const near of found.neighbours) {
    const kind = near.true === digit.true ? "right" : near.true === digit.read ? "wrong" : "";
    row.append(figure(greyCanvas(near.pixels, DIGIT_SIDE, DIGIT_SIDE), String(near.true), kind,
      `Training digit ${near.index}, a ${near.true}; distance ${near.distance}`));
  }
  const all = found.searched === found.available;
  box.replaceChildren(row, make("p", "quiet", `${found.searched.toLocaleString("en")} of ${found.available.toLocaleString("en")} `
    + `training digits searched${all || found.searched === found.total ? "" : " so far"}, by the ${found.width} values that the last layer decides by.`));
}

/**
 * @param {HTMLElement} box
 * @param {OtherNetworks} answer
 */
export function showRuns(box, answer) {
  const list = make("ul", "ladder");
  for (const row of answer.ladder) {
    const item = make("li", row.is_this ? "is-this" : "");
    item.append(make("span", "", row.is_this ? `${row.label} (this)` : row.label),
      make("b", row.read === answer.true ? "right" : "wrong", String(row.read)),
      make("span", "quiet", `loss ${row.loss.toFixed(2)}`));
    list.append(item);
  }
  /** @type {HTMLElement[]} */
  const parts = [list];
  if (answer.others.length) {
    const others = make("p", "others");
    for (const row of answer.others) {
      const right = row.read === answer.true;
      const mark = make("b", right ? "right" : "wrong", String(row.read));
      mark.title = `${row.label}: read ${row.read}, loss ${row.loss.toFixed(2)}`;
      others.append(mark);
    }
    parts.push(make("p", "quiet", "Of other ladders and recipes:"), others);
  }
  const told = answer.num > 1 ? `${answer.num_wrong} of ${answer.num} networks misread it: this one and all that read at least 95 % right.`
    : "No other network that reads at least 95 % right was measured on these digits yet.";
  box.replaceChildren(make("p", "", told), ...parts);
}

/**
 * A digit in grey under what speaks for a class (orange) and against it (blue); strongest 127.
 * @param {Uint8Array} grey
 * @param {Int8Array} values
 * @param {number} [ground]
 */
function heat(grey, values, ground = 0.7) {
  return painted((place) => {
    const share = values[place] / 127;
    const colour = share > 0 ? FOR : AGAINST;
    const cover = 0.8 * Math.min(1, Math.abs(share));
    return colour.map((channel) => Math.round(cover * channel + (1 - cover) * ground * grey[place]));
  });
}

/** @param {(place: number) => number[]} colourAt */
function painted(colourAt) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = DIGIT_SIDE;
  const context = penOf(canvas);
  const image = context.createImageData(DIGIT_SIDE, DIGIT_SIDE);
  for (let place = 0; place < DIGIT_SIDE * DIGIT_SIDE; place += 1) {
    image.data.set([...colourAt(place), 255], 4 * place);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** @param {string} base64 */
function signedBytes(base64) {
  return new Int8Array(bytesOf(base64).buffer);
}
