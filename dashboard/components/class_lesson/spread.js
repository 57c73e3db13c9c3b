// Numbers of all on a line: a dot each, the middle half as a band, and what came.

import { CurveScale } from "../../../mnist_core/scripts/lessons/curve_scale.js";
import { makeSvg, textAt } from "../../../mnist_core/scripts/svg.js";
import { make } from "../shared/element.js";
import { FEW, number } from "./words.js";

/** @import { Spread } from "./messages.js" */

/**
 * @param {{ low: number, high: number, unit: string }} axis
 * @param {Spread} spread
 * @param {number | null} came
 * @param {{ width: number, height: number, letters: number }} room in pixels
 */
export function spreadOf({ low, high, unit }, spread, came, { width, height, letters }) {
  const ends = [low, high, ...spread.values, ...(came === null ? [] : [came])];
  const [left, right, bottom] = [2 * letters, width - 2 * letters, height - 2.6 * letters];
  // an axis that lies: its scale is that of a chart turned by a quarter
  const scale = new CurveScale(1, Math.min(...ends), Math.max(...ends), { width, height, left, right, top: 0, bottom: right - left });
  const x = (/** @type {number} */ value) => right - scale.y(value);
  const svg = makeSvg("svg", "spread", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
    "aria-label": `${spread.num} predictions on a line: ${spread.values.map(number).join(", ")}` });
  svg.style.fontSize = `${letters}px`;
  if (spread.lower !== null && spread.upper !== null && spread.num >= FEW) {
    svg.append(makeSvg("rect", "half", { x: x(spread.lower), y: letters, width: Math.max(1, x(spread.upper) - x(spread.lower)), height: bottom - letters }));
  }
  svg.append(makeSvg("line", "axis", { x1: left, x2: right, y1: bottom, y2: bottom }));
  for (const tick of scale.ticks) svg.append(textAt(x(tick), bottom + 1.4 * letters, tick.toFixed(scale.tickDecimals), "middle"));
  if (unit) svg.append(textAt(right, height - letters / 4, unit, "end"));
  const radius = Math.max(3, Math.min(letters / 2, (bottom - 2 * letters) / (2.2 * tallest(spread.values, x, letters))));
  stacked(spread.values, x, 2 * radius).forEach(([at, place]) => svg.append(
    makeSvg("circle", "one", { cx: at, cy: bottom - radius * (1.3 + 2.2 * place), r: radius })));
  if (spread.median !== null) svg.append(makeSvg("line", "middle", { x1: x(spread.median), x2: x(spread.median), y1: letters, y2: bottom }));
  if (came !== null) {
    svg.append(makeSvg("line", "came", { x1: x(came), x2: x(came), y1: letters, y2: bottom }),
      textAt(Math.min(right - 4 * letters, Math.max(left + 4 * letters, x(came))), 0.85 * letters, `what came: ${number(came)}`, "middle"));
  }
  const figure = make("figure", "fan-figure");
  const legend = make("p", "legend");
  legend.append(make("span", "key dot", "each prediction"), make("span", "key middle", "the middle of all"),
    ...(spread.num >= FEW ? [make("span", "key half", "half of them")] : []), ...(came === null ? [] : [make("span", "key came", "what came")]));
  figure.append(svg, legend);
  return figure;
}

/**
 * Where each dot stands, and on how many others of its place.
 * @param {number[]} values from the lowest on
 * @param {(value: number) => number} x
 * @param {number} wide
 * @returns {[number, number][]}
 */
export function stacked(values, x, wide) {
  /** @type {Map<number, number>} */
  const heights = new Map();
  return values.map((value) => {
    const column = Math.round(x(value) / wide);
    const place = heights.get(column) ?? 0;
    heights.set(column, place + 1);
    return [x(value), place];
  });
}

/**
 * @param {number[]} values
 * @param {(value: number) => number} x
 * @param {number} wide
 */
function tallest(values, x, wide) {
  return Math.max(1, ...stacked(values, x, wide).map(([, place]) => place + 1));
}
