// An axis plot a setting: a point a trial, with the spread over its seeds as a bar. All of them are one
// picture with as many columns as find room.

import { countOf } from "../shared/words/count.js";
import { bestOf, figureWords, hoverOf, isWhole, valueOf, valuesOf } from "./drawn_trial.js";
import { axisOf, choiceTicks, shortValue, spanOf, valueWords } from "./scales.js";

/** @import { Drawn, DrawnIn, Picture, Setting } from "../experiments/messages.js" */
/** @import { Span } from "./scales.js" */

/**
 * What all pictures are told.
 * @typedef {object} Look
 * @property {DrawnIn} colours
 * @property {number} width pixels
 * @property {number | null} chosen a trial
 * @property {boolean} isHigherBetter
 * @property {string} measure in words
 * @property {boolean} isFull however far trials lie
 */

const LEAST_WIDTH = 300; // of a plot
const HEIGHT = 280;
const MARGINS = 60; // pixels above and below all plots
const MOST_SVG = 300; // points; more of them are drawn by WebGL
const MOST_TICKS = 7;
const SIDES = 0.06; // of an axis, free at either end
const BETWEEN = 72; // pixels between two rows of plots, for their axes
const EDGE = 0.03; // how far from the border what lies beyond it stands

/**
 * @param {Setting[]} settings
 * @param {Drawn[]} trials of the search
 * @param {Look} look
 * @returns {Picture}
 */
export function axisPlots(settings, trials, look) {
  const span = spanOf(trials, look);
  const columns = Math.max(1, Math.min(settings.length, Math.floor(look.width / LEAST_WIDTH)));
  const rows = Math.ceil(settings.length / columns);
  const plots = settings.map((setting, place) => onePlot(setting, trials, span, look, place, { columns, rows }));
  return {
    traces: plots.flatMap(({ traces }) => traces),
    layout: {
      uirevision: String(look.isFull), height: rows * HEIGHT, showlegend: false, hovermode: "closest", margin: { l: 60, r: 12, t: 10, b: MARGINS - 10 },
      ...Object.assign({}, ...plots.map(({ axes }) => axes)),
    },
    words: settings.map((setting) => settingWords(setting, trials, look)).join(" "),
  };
}

/**
 * @param {Setting} setting
 * @param {Drawn[]} trials
 * @param {Span} span
 * @param {Look} look
 * @param {number} place of the plot
 * @param {{ columns: number, rows: number }} grid
 */
function onePlot(setting, trials, span, look, place, { columns, rows }) {
  const { colours } = look;
  const axis = axisOf(setting, valuesOf(trials, setting));
  const points = trials.flatMap((trial) => pointOf(trial, axis.place(valueOf(trial, setting)), span, look));
  const number = place ? String(place + 1) : "";
  const [column, row] = [place % columns, Math.floor(place / columns)];
  const type = trials.length > MOST_SVG ? "scattergl" : "scatter";
  const gap = columns > 1 ? 60 / look.width : 0;
  const between = BETWEEN / (rows * HEIGHT - MARGINS);
  const [wide, high] = [(1 - gap * (columns - 1)) / columns, (1 - between * (rows - 1)) / rows];
  const bottom = 1 - high - row * (high + between);
  /** @type {(kind: string, marker: object, more?: object) => object[]} */
  const trace = (kind, marker, more = {}) => {
    const these = points.filter((point) => point.kind === kind);
    return these.length ? [{
      type, mode: "markers", x: these.map(({ x }) => x), y: these.map(({ y }) => y), xaxis: `x${number}`, yaxis: `y${number}`,
      customdata: these.map(({ trial }) => trial.number), text: these.map(({ trial }) => hoverOf(trial, look)),
      hovertemplate: "%{text}<extra></extra>", marker, cliponaxis: false, ...more,
    }] : [];
  };
  const bars = points.filter(({ kind, trial }) => kind === "whole" && trial.n > 1);
  const errors = bars.length ? [{
    type, mode: "markers", hoverinfo: "skip", x: bars.map(({ x }) => x), y: bars.map(({ y }) => y), xaxis: `x${number}`, yaxis: `y${number}`,
    marker: { size: 1, color: colours.train },
    error_y: { type: "data", symmetric: false, color: colours.train, thickness: 1, width: trials.length > 60 ? 0 : 4,
      array: bars.map(({ trial, y }) => (trial.most ?? y) - y), arrayminus: bars.map(({ trial, y }) => y - (trial.least ?? y)) },
  }] : [];
  const worse = look.isHigherBetter ? "triangle-down" : "triangle-up";
  const red = colours.failed;
  return {
    traces: [
      ...errors,
      ...trace("pruned", { size: 7, symbol: "circle-open", color: colours.muted, line: { width: 1.5, color: colours.muted } }),
      ...trace("whole", { size: 7, color: colours.train, opacity: trials.length > 100 ? 0.6 : 0.9 }),
      ...trace("beyond", { size: 9, symbol: worse, color: colours.train }),
      ...trace("pruned-beyond", { size: 9, symbol: `${worse}-open`, color: colours.muted }),
      ...trace("failed", { size: 9, symbol: "x", color: red, line: { color: red, width: 1 } }),
      ...chosenTrace(points, look, `x${number}`, `y${number}`),
    ],
    axes: {
      [`xaxis${number}`]: {
        title: { text: setting.words, standoff: 6 }, gridcolor: colours.grid, zeroline: false, automargin: true, anchor: `y${number}`,
        domain: [column * (wide + gap), column * (wide + gap) + wide], ...ticksOf(axis),
      },
      [`yaxis${number}`]: {
        title: column ? undefined : { text: look.measure, standoff: 8 }, gridcolor: colours.grid, zeroline: false, anchor: `x${number}`,
        range: [span.low, span.high], domain: [Math.max(0, bottom), Math.min(1, bottom + high)],
      },
    },
  };
}

/**
 * A tick a value where there are few; on a logarithmic axis 1, 2 and 5 of each power of ten.
 * @param {ReturnType<typeof axisOf>} axis
 */
function ticksOf({ isNumber, isLog, choices, numbers }) {
  if (!isNumber) return choiceTicks(choices.map(shortValue));
  const values = [...new Set(numbers)].sort((one, other) => one - other);
  const type = isLog ? "log" : "linear";
  const [low, high] = [values[0], values[values.length - 1]].map(isLog ? Math.log10 : Number);
  const room = SIDES * (high - low || Math.abs(high) || 1);
  const axis = { type, range: [low - room, high + room] };
  if (values.length <= MOST_TICKS) return { ...axis, tickmode: "array", tickvals: values, ticktext: values.map(valueWords) };
  if (!isLog) return { ...axis, nticks: 7 };
  const ticks = roundTicks(values[0], values[values.length - 1]);
  return { ...axis, tickmode: "array", tickvals: ticks, ticktext: ticks.map(String) };
}

/**
 * @param {number} low
 * @param {number} high
 */
function roundTicks(low, high) {
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 }, (_, place) => Math.floor(Math.log10(low)) + place);
  const inside = (/** @type {number[]} */ digits) => powers.flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
    .filter((tick) => tick >= low * 0.99 && tick <= high * 1.01);
  const all = inside([1, 2, 5]);
  return all.length <= MOST_TICKS ? all : inside([1]);
}

/**
 * Where a trial stands, and as what; failures and what lies beyond stand on the border and stretch
 * no axis.
 * @param {Drawn} trial
 * @param {number} x
 * @param {Span} span
 * @param {Look} look
 */
function pointOf(trial, x, span, { isHigherBetter }) {
  const edge = (span.high - span.low) * EDGE;
  const border = isHigherBetter ? span.low + edge : span.high - edge;
  const { shown, state } = trial;
  if (state === "failed") return [{ trial, x, y: border, kind: "failed" }];
  if (shown === null) return [];
  const isBeyond = isHigherBetter ? shown < span.low : shown > span.high;
  const isPruned = state === "pruned";
  if (isBeyond) return [{ trial, x, y: border, kind: isPruned ? "pruned-beyond" : "beyond" }];
  return [{ trial, x, y: shown, kind: isPruned ? "pruned" : "whole" }];
}

/**
 * @param {{ trial: Drawn, x: number, y: number }[]} points
 * @param {Look} look
 * @param {string} xaxis
 * @param {string} yaxis
 */
function chosenTrace(points, { chosen, colours }, xaxis, yaxis) {
  const point = points.find(({ trial }) => trial.number === chosen);
  return point ? [{
    type: "scatter", mode: "markers", x: [point.x], y: [point.y], xaxis, yaxis, hoverinfo: "skip", cliponaxis: false,
    marker: { size: 15, symbol: "circle-open", color: colours.test, line: { width: 3, color: colours.test } },
  }] : [];
}

/**
 * The mean of each value, or how far a number reached, for whoever does not see the plot.
 * @param {Setting} setting
 * @param {Drawn[]} trials
 * @param {Look} look
 */
function settingWords(setting, trials, look) {
  const best = bestOf(trials, look);
  if (!best) return `${setting.words}: no trial is finished yet.`;
  const whole = trials.filter(isWhole);
  const values = new Set(whole.map((trial) => valueOf(trial, setting)));
  return `${setting.words}: ${countOf(whole.length, "finished trial")} of ${countOf(values.size, "value")}; the best has `
    + `${valueWords(valueOf(best, setting))} with ${figureWords(best)}.`;
}
