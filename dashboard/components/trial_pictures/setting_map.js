// A map of two settings: each cell has the mean of its trials, and how far their runs lie apart.

import { asText } from "../shared/charts/chart_picture.js";
import { figure, isWhole, valueOf, valuesOf } from "./drawn_trial.js";
import { axisOf, choiceTicks, shortValue, spanOf, valueWords } from "./scales.js";

/** @import { Picture, Drawn, Setting } from "../experiments/messages.js" */
/** @import { Look } from "./axis_plots.js" */
/** @import { Span } from "./scales.js" */

/**
 * @typedef {object} Cell
 * @property {number} column
 * @property {number} row
 * @property {Drawn[]} trials the best first
 * @property {number | null} mean
 * @property {number | null} spread of a sample; null for one run
 * @property {number} beyond trials off the axis, which count in no mean
 * @property {number} n runs
 */

const MOST = 12; // values a side; more are put together
const BINS = 6;
const HEIGHT = 52; // of a cell
const LEAST_WORDS = 62; // pixels that a cell's words take

/**
 * @param {[Setting, Setting]} settings across and up
 * @param {Drawn[]} trials of the search
 * @param {Look} look
 * @returns {Picture}
 */
export function settingMap([across, up], trials, look) {
  const [columns, rows] = [binsOf(across, trials), binsOf(up, trials)];
  const { colours } = look;
  const span = spanOf(trials, look);
  const cells = cellsOf(columns, rows, trials, span, look);
  /** @type {(pick: (cell: Cell) => any, nothing?: string | null) => any[][]} */
  const grid = (pick, nothing = null) => rows.names.map((_, row) => columns.names.map((__, column) => {
    const cell = cells.find((one) => one.row === row && one.column === column);
    return cell ? pick(cell) : nothing;
  }));
  const hasWords = look.width / (columns.names.length + 1) > LEAST_WORDS;
  const withTrials = cells.filter(({ trials: inside }) => inside.length);
  const chosen = cells.find(({ trials: inside }) => inside.some(({ number }) => number === look.chosen));
  const scale = look.isHigherBetter ? [[0, colours.surface], [1, colours.map]] : [[0, colours.map], [1, colours.surface]];
  return {
    traces: [
      { type: "heatmap", z: grid(({ mean }) => mean), text: grid(wordsIn, ""), texttemplate: hasWords ? "%{text}" : "", hoverinfo: "skip", xgap: 2, ygap: 2,
        zmin: span.low, zmax: span.high, zauto: false, colorscale: scale, textfont: { color: colours.text },
        showscale: !hasWords, colorbar: { thickness: 10, outlinewidth: 0 } },
      // a click on a heatmap says nothing: an unseen point a cell hears it
      { type: "scatter", mode: "markers", x: withTrials.map(({ column }) => column), y: withTrials.map(({ row }) => row),
        customdata: withTrials.map(({ trials: [best] }) => best.number), text: withTrials.map((cell) => hover(cell, columns.names, rows.names, across, up)),
        hovertemplate: "%{text}<extra></extra>", marker: { size: 40, symbol: "square", opacity: 0.01, color: colours.train } },
      ...(chosen ? [{ type: "scatter", mode: "markers", x: [chosen.column], y: [chosen.row], hoverinfo: "skip",
        marker: { size: 38, symbol: "square-open", color: colours.test, line: { width: 3, color: colours.test } } }] : []),
    ],
    layout: {
      height: 90 + HEIGHT * rows.names.length, showlegend: false, hovermode: "closest", margin: { l: 90, r: 16, t: 10, b: 60 },
      xaxis: { title: { text: across.words, standoff: 6 }, ...choiceTicks(columns.names), showgrid: false, zeroline: false },
      yaxis: { title: { text: up.words, standoff: 8 }, ...choiceTicks(rows.names), showgrid: false, zeroline: false, automargin: true },
    },
    words: `${across.words} across, ${up.words} up. ${withTrials.filter(({ mean }) => mean !== null)
      .map((cell) => `${columns.names[cell.column]}, ${rows.names[cell.row]}: ${wordsIn(cell).replace("<br>", " ")}`).join("; ")}.`,
  };
}

/**
 * The values of a setting, or where there are many, ranges of them.
 * @param {Setting} setting
 * @param {Drawn[]} trials
 */
function binsOf(setting, trials) {
  const tried = valuesOf(trials, setting);
  const axis = axisOf(setting, tried);
  const values = axis.isNumber ? [...new Set(tried)].sort((one, other) => Number(one) - Number(other)) : axis.choices;
  if (values.length <= MOST || !axis.isNumber) {
    const shown = values.slice(0, MOST);
    return { names: shown.map(shortValue), binOf: (/** @type {Drawn} */ trial) => shown.indexOf(valueOf(trial, setting)) };
  }
  const binOf = (/** @type {Drawn} */ trial) => Math.min(BINS - 1, Math.floor(axis.share(valueOf(trial, setting)) * BINS));
  const [low, high] = [Number(values[0]), Number(values.at(-1))];
  const edge = (/** @type {number} */ share) => (axis.isLog ? low * (high / low) ** share : low + (high - low) * share);
  const names = Array.from({ length: BINS }, (_, bin) => `${short(edge(bin / BINS))}–${short(edge((bin + 1) / BINS))}`);
  return { names, binOf };
}

/** @param {number} value */
function short(value) {
  return valueWords(Number(value.toPrecision(2)));
}

/**
 * @param {ReturnType<typeof binsOf>} columns
 * @param {ReturnType<typeof binsOf>} rows
 * @param {Drawn[]} trials
 * @param {Span} span of the axis
 * @param {Look} look
 * @returns {Cell[]}
 */
function cellsOf(columns, rows, trials, span, { isHigherBetter }) {
  /** @type {Map<string, Drawn[]>} */
  const inside = new Map();
  for (const trial of trials) {
    const place = `${columns.binOf(trial)} ${rows.binOf(trial)}`;
    if (!place.includes("-1")) inside.set(place, [...(inside.get(place) ?? []), trial]);
  }
  const worst = isHigherBetter ? -Infinity : Infinity;
  return [...inside].map(([place, those]) => {
    const [column, row] = place.split(" ").map(Number);
    const sorted = those.sort((one, other) => ((other.shown ?? worst) - (one.shown ?? worst)) * (isHigherBetter ? 1 : -1) || 0);
    return { column, row, trials: sorted, ...figuresOf(those, span) };
  });
}

/**
 * Diverged trials would drown all others.
 * @param {Drawn[]} trials
 * @param {Span} span
 */
function figuresOf(trials, { low, high }) {
  const whole = trials.filter(isWhole);
  const inside = whole.filter(({ shown }) => Number(shown) >= low && Number(shown) <= high);
  const values = inside.flatMap((trial) => Object.values(trial.values));
  const beyond = whole.length - inside.length;
  if (!values.length) return { mean: null, spread: null, n: 0, beyond };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null, n: values.length, beyond };
}

/** @param {Cell} cell */
function wordsIn({ mean, spread, trials, beyond }) {
  if (mean === null) return isWhole(trials[0]) ? figure(Number(trials[0].shown)) : trials[0].state;
  const off = beyond ? `<br>${beyond} off` : "";
  return `${figure(mean)}${spread === null ? "" : `<br>± ${spread.toFixed(2)}`}${off}`;
}

/**
 * @param {Cell} cell
 * @param {string[]} columns
 * @param {string[]} rows
 * @param {Setting} across
 * @param {Setting} up
 */
function hover(cell, columns, rows, across, up) {
  return [`${across.words} ${columns[cell.column]}`, `${up.words} ${rows[cell.row]}`].map(asText).join("<br>") + `<br>${wordsIn(cell)}`;
}
