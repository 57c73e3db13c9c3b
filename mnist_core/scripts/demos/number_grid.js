// A few numbers of a map in rows, each on its colour.

import { make } from "../dom.js";
import { colourOf, css, inkOn } from "./picture.js";

/** @param {number} side how many in a row, and how many rows */
export function numberGrid(side) {
  const element = make("div", "demo-nine");
  element.style.setProperty("--side", String(side));
  const cells = Array.from({ length: side * side }, () => make("span"));
  element.append(...cells);
  /**
   * @param {ArrayLike<number>} values
   * @param {number} reach what gets the full colour
   * @param {(value: number) => string} inWords
   * @param {number} [kept] the place of the one that is meant
   */
  const fill = (values, reach, inWords, kept = -1) => cells.forEach((cell, place) => {
    const colour = colourOf(values[place], reach);
    cell.textContent = inWords(values[place]);
    cell.style.background = css(colour);
    cell.style.color = inkOn(colour);
    cell.classList.toggle("kept", place === kept);
  });
  return { element, fill };
}
