// A curve that was sketched, drawn over the one that was measured.

import { make } from "../../dom.js";
import { CurveChart } from "../curve_chart.js";
import { curveWords } from "./far_off.js";

/** @import { Lesson, PredictCurveBlock } from "../messages.js" */
/** @import { Words } from "../words.js" */

/**
 * @param {HTMLElement} box which it is added to
 * @param {PredictCurveBlock} block
 * @param {(number | null)[]} guess
 * @param {{ values: number[] | null, given: number[] | null }} came
 * @param {Lesson} lesson
 * @param {Words} words
 * @returns {() => void} what ends it
 */
export function comparedCurve(box, block, guess, came, lesson, words) {
  const values = came.values ?? [];
  const given = came.given ?? block.given_values;
  box.append(make("p", "off", came.values ? curveWords(block.measure, guess, values, words) : words.say("compare.not-measured")));
  const shown = [...values, ...given, ...guess.filter((value) => value !== null)];
  const place = make("div");
  box.append(place);
  const chart = new CurveChart(place, {
    epochs: Math.max(block.epochs, values.length, given.length), measure: block.measure, words,
    // what came may lie where nobody could draw
    low: Math.min(block.low, ...shown.map((value) => floorTo(value, block.high - block.low))),
    high: Math.max(block.high, ...shown.map((value) => (isShare(block.measure) ? value : ceilTo(value, block.high - block.low)))),
  });
  /** @param {string | null} name */
  const labelOf = (name) => lesson.runs.find((run) => run.name === name)?.label ?? String(name);
  /** @param {string | null} name */
  const kindOf = (name) => `run-${lesson.runs.findIndex((run) => run.name === name) + 1}`;
  chart.draw([
    { name: words.say("compare.yours"), values: guess, kind: "guess" },
    ...(values.length ? [{ name: words.say("compare.came", { name: labelOf(block.run) }), values, kind: kindOf(block.run) }] : []),
    ...(block.given && given.length ? [{ name: labelOf(block.given), values: given, kind: kindOf(block.given) }] : []),
  ]);
  return () => chart.destroy();
}

/** @param {string} measure */
function isShare(measure) {
  return measure.endsWith("accuracy");
}

/**
 * @param {number} value
 * @param {number} width of the axis
 */
function floorTo(value, width) {
  const step = 10 ** Math.floor(Math.log10(width / 2));
  return Math.floor(value / step) * step;
}

/**
 * @param {number} value
 * @param {number} width of the axis
 */
function ceilTo(value, width) {
  return -floorTo(-value, width);
}
