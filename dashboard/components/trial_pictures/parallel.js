// Parallel coordinates, for three settings and more: an upright axis a setting, a line a trial, and the
// best ones on top.

import { asText } from "../shared/charts/chart_picture.js";
import { bestOf, hoverOf, isWhole, valueOf, valuesOf } from "./drawn_trial.js";
import { axisOf, shortValue, spanOf, valueWords } from "./scales.js";

/** @import { Drawn, Picture, Setting } from "../experiments/messages.js" */
/** @import { Look } from "./axis_plots.js" */

const HEIGHT = 360;
const BEST_SHARE = 0.1;
const MOST_TICKS = 8;

/**
 * @param {Setting[]} settings
 * @param {Drawn[]} trials of the search
 * @param {Look} look
 * @returns {Picture}
 */
export function parallelCoordinates(settings, trials, look) {
  const { colours, chosen, isHigherBetter } = look;
  const span = spanOf(trials, look);
  const sorted = trials.filter(isWhole).sort((one, other) => (Number(one.shown) - Number(other.shown)) * (isHigherBetter ? 1 : -1));
  const numBest = Math.max(1, Math.round(sorted.length * BEST_SHARE));
  const half = Math.floor(sorted.length / 2);
  const axes = settings.map((setting) => ({ setting, axis: axisOf(setting, valuesOf(trials, setting)) }));
  const height = (/** @type {Drawn} */ { shown }) => Math.min(1, Math.max(0, (Number(shown) - span.low) / (span.high - span.low)));
  /** @type {(these: Drawn[], name: string, line: object, opacity: number) => object[]} */
  const lines = (these, name, line, opacity) => (these.length ? [{
    type: "scatter", mode: "lines+markers", name, line, opacity, marker: { size: 4, color: /** @type {any} */ (line).color },
    x: these.flatMap(() => [...axes.map((_, place) => place), axes.length, null]),
    y: these.flatMap((trial) => [...axes.map(({ setting, axis }) => axis.share(valueOf(trial, setting))), height(trial), null]),
    customdata: these.flatMap((trial) => [...axes.map(() => trial.number), trial.number, null]),
    text: these.flatMap((trial) => [...axes.map(() => hoverOf(trial, look)), hoverOf(trial, look), ""]),
    hovertemplate: "%{text}<extra></extra>", cliponaxis: false,
  }] : []);
  const best = bestOf(trials, look);
  const many = sorted.length > 100;
  return {
    traces: [
      ...lines(sorted.slice(0, half), "lower half", { color: colours.muted, width: 1 }, many ? 0.15 : 0.35),
      ...lines(sorted.slice(half, sorted.length - numBest), "better half", { color: colours.train, width: 1 }, many ? 0.3 : 0.6),
      ...lines(sorted.slice(-numBest), numBest > 1 ? `best ${numBest}` : "best", { color: colours.target, width: 2 }, 0.9),
      ...lines(trials.filter(({ number, shown }) => number === chosen && shown !== null), `trial ${chosen}`, { color: colours.test, width: 4 }, 1),
    ],
    layout: {
      height: HEIGHT, hovermode: "closest", margin: { l: 50, r: 60, t: 56, b: 16 },
      legend: { orientation: "h", x: 0, y: 1.12, yanchor: "bottom" },
      xaxis: { range: [-0.15, axes.length + 0.2], tickmode: "array", side: "top", tickvals: [...axes.map((_, place) => place), axes.length],
        ticktext: [...axes.map(({ setting }) => asText(setting.words)), asText(look.measure)], gridcolor: colours.muted, zeroline: false },
      yaxis: { visible: false, range: [-0.06, 1.06], fixedrange: true },
      annotations: [
        ...axes.flatMap(({ setting, axis }, place) => ticksOf(setting, axis, trials).map(({ at, words }) => label(place, at, words, colours))),
        ...[0, 0.5, 1].map((at) => label(axes.length, at, (span.low + at * (span.high - span.low)).toFixed(2), colours)),
      ],
    },
    words: best ? `Each trial is a line through ${settings.map(({ words }) => words).join(", ")} to its ${look.measure}. The best: ${best.words}.`
      : "No trial is finished yet.",
  };
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {Look["colours"]} colours
 */
function label(x, y, words, { text, background }) {
  return { x, y, text: asText(words), showarrow: false, xanchor: "left", xshift: 5, font: { size: 11, color: text }, bgcolor: background, opacity: 0.85 };
}

/**
 * @param {Setting} setting
 * @param {ReturnType<typeof axisOf>} axis
 * @param {Drawn[]} trials
 */
function ticksOf(setting, axis, trials) {
  if (!axis.isNumber) return axis.choices.map((choice, place) => ({ at: axis.share(choice), words: shortValue(choice, place) }));
  const tried = [...new Set(valuesOf(trials, setting))];
  const numbers = tried.map(Number).sort((one, other) => one - other);
  const shown = numbers.length <= MOST_TICKS ? numbers : [numbers[0], numbers[Math.floor(numbers.length / 2)], numbers[numbers.length - 1]];
  return shown.map((number) => ({ at: axis.share(number), words: valueWords(Number(number.toPrecision(3))) }));
}
