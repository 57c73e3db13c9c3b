// One chip a run: its line and mark as the charts draw them, its letter, and a cross.

import { focusedBeside, make, partOf } from "../shared/element.js";

/** @import { Call } from "../shared/element.js" */

/** @typedef {Record<"key" | "letter" | "label" | "note" | "colour" | "ink" | "dash" | "symbol", string>} Chip */

/** @type {Record<string, string>} */
const DASHES = { solid: "", dash: "7 4", dot: "2 3" };
/**
 * Around (0, 0), as large as a marker.
 * @type {Record<string, string>}
 */
const SYMBOLS = {
  circle: "M4 0A4 4 0 1 1 -4 0A4 4 0 1 1 4 0Z", square: "M-4 -4H4V4H-4Z", diamond: "M0 -5L5 0L0 5L-5 0Z",
  "triangle-up": "M0 -5L5 4H-5Z", "triangle-down": "M0 5L5 -4H-5Z",
  cross: "M-2 -5H2V-2H5V2H2V5H-2V2H-5V-2H-2Z", x: "M-5 -3L-3 -5L0 -2L3 -5L5 -3L2 0L5 3L3 5L0 2L-3 5L-5 3L-2 0Z",
  star: "M0 -6L1.6 -2H6L2.5 .8L3.8 5L0 2.6L-3.8 5L-2.5 .8L-6 -2H-1.6Z",
};
const SVG = "http://www.w3.org/2000/svg";

/** @param {Call<{ items: Chip[] }>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const list = partOf(parentElement, ".chips");
  const held = focusedBeside(list);
  const focused = [...list.querySelectorAll("button")].findIndex((button) => button === held);
  list.replaceChildren(...data.items.map((item) => chip(item, () => setTriggerValue("removed", item.key))));
  // whoever takes several away by keyboard goes on from where the last one was
  if (focused >= 0) list.querySelectorAll("button")[Math.min(focused, data.items.length - 1)]?.focus();
}

/**
 * @param {Chip} item
 * @param {() => void} remove
 */
function chip(item, remove) {
  const element = document.createElement("li");
  const letter = make("b", "letter", item.letter);
  letter.style.background = item.colour;
  letter.style.color = item.ink;
  const words = make("span", "words", item.label);
  if (item.note) words.append(make("span", "note", item.note));
  const cross = make("button", "", "×");
  cross.type = "button";
  cross.title = `Remove ${item.label}`;
  cross.setAttribute("aria-label", `Remove ${item.letter}, ${item.label}`);
  cross.onclick = remove;
  element.append(sample(item), letter, words, cross);
  return element;
}

/** @param {Chip} item */
function sample(item) {
  const picture = shape("svg", { viewBox: "0 0 34 14", width: 34, height: 14, "aria-hidden": "true" });
  picture.append(
    shape("line", { x1: 1, y1: 7, x2: 33, y2: 7, stroke: item.colour, "stroke-width": 2, "stroke-dasharray": DASHES[item.dash] }),
    shape("path", { d: SYMBOLS[item.symbol], fill: item.colour, transform: "translate(17 7)" }));
  return picture;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
