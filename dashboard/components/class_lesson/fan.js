// Curves of all as a fan: thin lines, the middle one dashed, and what came with marks on it.

import { CurveScale, pathOf } from "../../../mnist_core/scripts/lessons/curve_scale.js";
import { makeSvg, textAt } from "../../../mnist_core/scripts/svg.js";
import { make } from "../shared/element.js";

/** @import { PredictCurveBlock } from "../../../mnist_core/scripts/lessons/messages.js" */
/** @import { Fan } from "./messages.js" */

/** @type {Record<string, string>} */
const MEASURES = {
  test_accuracy: "Test accuracy in %", train_accuracy: "Train accuracy in %", test_loss: "Test loss", train_loss: "Train loss" };

/**
 * @param {PredictCurveBlock} asked
 * @param {Fan} fan
 * @param {number[] | null} came
 * @param {{ width: number, height: number, letters: number }} room in pixels
 */
export function fanOf(asked, fan, came, { width, height, letters }) {
  const values = came?.slice(0, asked.epochs) ?? [];
  const low = Math.min(asked.low, ...values);
  const high = Math.max(asked.high, ...values);
  const frame = { width, height, left: 4 * letters, right: width - letters, top: letters, bottom: height - 3.2 * letters };
  const scale = new CurveScale(asked.epochs, low, high, frame);
  const svg = makeSvg("svg", "fan", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
    "aria-label": `${fan.num} predicted curves of the ${(MEASURES[asked.measure] ?? asked.measure).toLowerCase()}` });
  svg.style.fontSize = `${letters}px`;
  for (const tick of scale.ticks) {
    const y = scale.y(tick);
    svg.append(makeSvg("line", "rule", { x1: frame.left, x2: frame.right, y1: y, y2: y }),
      textAt(frame.left - letters / 2, y + letters / 3, tick.toFixed(scale.tickDecimals), "end"));
  }
  for (const epoch of scale.epochTicks) svg.append(textAt(scale.x(epoch), frame.bottom + 1.3 * letters, String(epoch), "middle"));
  svg.append(textAt((frame.left + frame.right) / 2, height - letters / 2, "Epoch", "middle"));
  const measure = textAt(0, 0, MEASURES[asked.measure] ?? asked.measure, "middle");
  measure.setAttribute("transform", `translate(${letters} ${(frame.top + frame.bottom) / 2}) rotate(-90)`);
  svg.append(measure);
  const marked = (/** @type {(number | null)[]} */ curve, /** @type {string} */ name) => {
    svg.append(makeSvg("path", name, { d: pathOf(curve, scale) }));
    // one epoch alone has no line
    curve.forEach((value, index) => {
      if (value !== null) svg.append(makeSvg("circle", name, { cx: scale.x(index + 1), cy: scale.y(value), r: (name === "came" ? 0.45 : 0.22) * letters }));
    });
  };
  for (const curve of fan.curves) marked(curve, "one");
  marked(fan.median, "middle");
  if (values.length) marked(values, "came");
  const figure = make("figure", "fan-figure");
  const legend = make("p", "legend");
  legend.append(make("span", "key one", "each prediction"), make("span", "key middle", "the middle of all"), ...(values.length ? [make("span", "key came", "what came")] : []));
  figure.append(svg, legend);
  return figure;
}
