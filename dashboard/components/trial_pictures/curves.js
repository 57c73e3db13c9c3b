// All curves on the held-out digits, an epoch after the other, with the chosen trial bold.

import { bestOf, figureWords, hoverOf } from "./drawn_trial.js";
import { robustSpan } from "./scales.js";

/** @import { Curve, Drawn, Picture } from "../experiments/messages.js" */
/** @import { Look } from "./axis_plots.js" */

const HEIGHT = 380;
const LATE = 1 / 3; // of the epochs, from which on a curve counts for the axis
const WORST = 0.03; // so many of these values may lie beyond it

/**
 * @param {Curve[]} curves
 * @param {number[]} epochs at which they were measured
 * @param {Drawn[]} trials
 * @param {Look} look
 * @returns {Picture}
 */
export function allCurves(curves, epochs, trials, look) {
  const { colours, chosen } = look;
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]));
  const shown = curves.filter(({ values, trial }) => values.length && byNumber.has(trial));
  const best = bestOf(trials.filter(({ purpose }) => purpose === "search"), look);
  const faint = shown.length > 60 ? 0.18 : shown.length > 15 ? 0.35 : 0.6;
  const whole = shown.filter(({ state }) => state !== "pruned");
  const pruned = shown.filter(({ state }) => state === "pruned");
  /** @type {(these: Curve[], name: string, line: object, opacity: number) => object[]} */
  const lines = (these, name, line, opacity) => (these.length ? [{ type: "scatter", mode: shown.length > 150 ? "lines" : "lines+markers", name, ...joined(these, epochs),
    text: these.flatMap(({ trial, values }) => [...values.map(() => hoverOf(/** @type {Drawn} */ (byNumber.get(trial)), look)), ""]),
    hovertemplate: "epoch %{x}: %{y:.2f}<br>%{text}<extra></extra>", line, opacity, marker: { size: 4 }, connectgaps: false }] : []);
  const one = (/** @type {number | null} */ number) => shown.filter(({ trial }) => trial === number);
  return {
    traces: [
      ...lines(pruned, "pruned", { color: colours.muted, width: 1, dash: "dot" }, Math.max(faint, 0.4)),
      ...lines(whole, "trials", { color: colours.train, width: 1.2 }, faint),
      ...(best && best.number !== chosen ? lines(one(best.number), `best: trial ${best.number}`, { color: colours.target, width: 2.5 }, 1) : []),
      ...lines(one(chosen), `trial ${chosen}`, { color: colours.test, width: 3.5 }, 1),
    ],
    layout: {
      uirevision: String(look.isFull), height: HEIGHT, hovermode: "closest", margin: { l: 56, r: 12, t: 30, b: 46 },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
      xaxis: { title: { text: "epoch" }, gridcolor: colours.grid, zeroline: false, ...wholeTicks(epochs.at(-1) ?? 1) },
      yaxis: { title: { text: look.measure }, gridcolor: colours.grid, zeroline: false, automargin: true, range: curveRange(shown, look) },
    },
    words: best ? `Curves of ${shown.length.toLocaleString("en")} trials. The best is trial ${best.number}: ${best.words}, ${figureWords(best)}.`
      : `Curves of ${shown.length.toLocaleString("en")} trials; none is finished yet.`,
  };
}

/**
 * One line of many, with a gap after each.
 * @param {Curve[]} curves
 * @param {number[]} epochs
 */
function joined(curves, epochs) {
  return {
    x: curves.flatMap(({ values }) => [...values.map((_, place) => epochs[place]), null]),
    y: curves.flatMap(({ values }) => [...values, null]),
    customdata: curves.flatMap(({ trial, values }) => [...values.map(() => trial), null]),
  };
}

/**
 * The ends of the curves, with room for where they come from; what diverged lies beyond.
 * @param {Curve[]} curves
 * @param {Look} look
 */
export function curveRange(curves, { isHigherBetter, isFull }) {
  const ends = curves.flatMap(({ values }) => values.at(-1) ?? []);
  const all = curves.flatMap(({ values }) => values.filter((value) => value !== null));
  if (!all.length) return [0, 1];
  if (isFull) return padded(Math.min(...all), Math.max(...all));
  const { low, high } = robustSpan(ends, isHigherBetter);
  const inside = curves.filter(({ values }) => Number(values.at(-1)) >= low && Number(values.at(-1)) <= high);
  const late = inside.flatMap(({ values }) => values.slice(Math.floor(values.length * LATE)).filter((value) => value !== null))
    .sort((one, other) => one - other);
  const worst = late[Math.floor((isHigherBetter ? WORST : 1 - WORST) * (late.length - 1))] ?? low;
  return isHigherBetter ? [Math.min(worst, low), high] : [low, Math.max(worst, high)];
}

/**
 * @param {number} low
 * @param {number} high
 */
function padded(low, high) {
  const room = 0.05 * (high - low || 1);
  return [low - room, high + room];
}

/** @param {number} most epochs */
function wholeTicks(most) {
  return most <= 20 ? { dtick: 1, range: [0.8, most + 0.2] } : { nticks: 12 };
}
