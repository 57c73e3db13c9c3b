// What a chart of curves has around them: lines at round values, and what its axes are called.

import { makeSvg, textAt } from "../svg.js";

/** @import { CurveScale } from "./curve_scale.js" */
/** @import { Words } from "./words.js" */

/**
 * All but the epochs at the axis, which each chart places by itself.
 * @param {CurveScale} scale
 * @param {string} measure
 * @param {Words} words
 */
export function axesOf(scale, measure, words) {
  const { left, right, top, bottom, height } = scale.frame;
  const rules = scale.ticks.flatMap((value) => {
    const y = scale.y(value);
    const line = makeSvg("line", "rule", { x1: left, x2: right, y1: y, y2: y });
    return [line, textAt(left - 8, y + 5, words.number(value, scale.tickDecimals), "end")];
  });
  const name = textAt(0, 0, measure, "middle");
  name.setAttribute("transform", `translate(12 ${(top + bottom) / 2}) rotate(-90)`);
  return [...rules, textAt((left + right) / 2, height - 5, words.say("picture.epoch"), "middle"), name];
}
