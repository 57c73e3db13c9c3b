// A chart of a few lines as SVG: the first one solid, the second dashed, each named at its end.

import { makeSvg, textAt } from "../../../mnist_core/scripts/svg.js";
import { roundValues } from "../../../mnist_core/scripts/ticks.js";

/** @typedef {import("./answers").Chart} Chart */

const WIDTH = 480;
const HEIGHT = 250;
const SIDES = { left: 52, right: 14, top: 30, bottom: 40 };

/** @param {Chart} chart */
export function chartOf({ lines, x_name: xName, y_name: yName, caption, told }) {
  const xs = lines.flatMap(({ x }) => x);
  const ys = lines.flatMap(({ y }) => y);
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = padded(Math.min(...ys), Math.max(...ys));
  const place = (/** @type {number} */ x, /** @type {number} */ y) => [
    SIDES.left + ((x - x0) / (x1 - x0 || 1)) * (WIDTH - SIDES.left - SIDES.right),
    HEIGHT - SIDES.bottom - ((y - y0) / (y1 - y0)) * (HEIGHT - SIDES.bottom - SIDES.top)];
  const chart = makeSvg("svg", "chart", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${caption} ${told}` });
  for (const value of roundValues(y0, y1, 5)) {
    const [, y] = place(x0, value);
    chart.append(makeSvg("line", "grid", { x1: SIDES.left, x2: WIDTH - SIDES.right, y1: y, y2: y }),
      textAt(SIDES.left - 8, y + 4, figure(value), "end", "tick"));
  }
  for (const value of roundValues(x0, x1, 8)) chart.append(textAt(place(value, y0)[0], HEIGHT - SIDES.bottom + 18, figure(value), "middle", "tick"));
  chart.append(textAt((SIDES.left + WIDTH - SIDES.right) / 2, HEIGHT - 6, xName, "middle", "tick"), textAt(SIDES.left - 8, SIDES.top - 14, yName, "end", "tick"));
  lines.forEach(({ name, x, y, has_dots: hasDots }, number) => {
    const points = x.map((value, at) => place(value, y[at] ?? 0));
    chart.append(makeSvg("polyline", `line of-${number}`, { points: points.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" ") }));
    if (hasDots) chart.append(...points.map(([cx, cy]) => makeSvg("circle", `dot of-${number}`, { cx, cy, r: points.length === 1 ? 6 : 3 })));
    chart.append(...named(name, number, lines.length, x.length === 1));
  });
  return chart;
}

/**
 * A stroke of the line, or its only dot, with its name, above the chart.
 * @param {string} name
 * @param {number} number
 * @param {number} num
 * @param {boolean} isDot
 */
function named(name, number, num, isDot) {
  const x = SIDES.left + (number * (WIDTH - SIDES.left)) / Math.max(num, 2) + 16;
  const mark = isDot ? makeSvg("circle", `dot of-${number}`, { cx: x + 20, cy: 12, r: 6 })
    : makeSvg("line", `line of-${number}`, { x1: x, x2: x + 26, y1: 12, y2: 12 });
  return [mark, textAt(x + 32, 16, name, "start", "name")];
}

/**
 * @param {number} low
 * @param {number} high
 */
function padded(low, high) {
  const room = (high - low || 1) * 0.06;
  return [low === 0 ? 0 : low - room, high + room];
}

/** @param {number} value */
function figure(value) {
  return String(value).replace("-", "−");
}
