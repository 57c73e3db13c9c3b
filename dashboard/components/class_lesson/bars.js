// How many picked each answer, and how many pointed at each digit.

import { bytesOf, paintGrey } from "../../../mnist_core/scripts/pixels.js";
import { make } from "../shared/element.js";
import { shareWords } from "./words.js";

/** @import { PredictChoiceBlock, PredictDigitsBlock } from "../../../mnist_core/scripts/lessons/messages.js" */
/** @import { Picked, Pointed } from "./messages.js" */

const SIDE = 28;

/**
 * @param {PredictChoiceBlock} asked
 * @param {Picked} all
 * @param {string[] | null} came
 */
export function barsOf({ choices }, all, came) {
  const list = make("ul", "bars");
  list.append(...choices.map(({ key, text }) => {
    const num = all.picked[key] ?? 0;
    const row = make("li", came?.includes(key) ? "is-came" : "");
    const bar = make("span", "bar");
    bar.style.setProperty("--share", String(all.num ? num / all.num : 0));
    row.append(make("span", "text", text), bar, make("span", "num", shareWords(num, all)));
    if (came?.includes(key)) row.append(make("b", "tag", "✓ what came"));
    return row;
  }));
  return list;
}

/**
 * @param {PredictDigitsBlock} asked
 * @param {Pointed} all
 * @param {number[] | null} came
 */
export function digitsOf({ digits }, all, came) {
  const list = make("ul", "pointed");
  const pointed = new Map(all.pointed);
  list.append(...digits.map(({ index, digit, pixels }) => {
    const entry = make("li", came?.includes(index) ? "is-came" : "");
    const canvas = make("canvas");
    paintGrey(canvas, bytesOf(pixels), SIDE, SIDE);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Test digit ${index}: a ${digit}`);
    const num = pointed.get(index) ?? 0;
    const bar = make("span", "bar");
    bar.style.setProperty("--share", String(all.num ? num / all.num : 0));
    entry.append(canvas, bar, make("span", "num", shareWords(num, all)));
    if (came?.includes(index)) entry.append(make("b", "tag", "✓ came"));
    return entry;
  }));
  return list;
}
