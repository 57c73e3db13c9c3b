// Axes of trials: of what was measured, where diverged trials must not flatten all others, and of what
// was varied.

import { isWhole } from "./drawn_trial.js";

/** @import { Drawn, Setting, Value } from "../experiments/messages.js" */
/** @import { Look } from "./axis_plots.js" */

/**
 * @typedef {object} Span
 * @property {number} low
 * @property {number} high
 * @property {number} hidden how many values lie beyond its worse end
 */

const LEAST = 3; // values are always shown
const GAP = 2; // a gap wider than so many times what the better ones span parts the rest from them
const ROOM = 0.08;
const LEAST_REACH = 0.3; // points around what is shown
const SHORTEST = 14; // letters of a value on an axis

/**
 * From the best value as far down as values follow each other; behind a wide gap lies what diverged.
 * @param {number[]} values
 * @param {boolean} isHigherBetter
 * @param {boolean} [isFull] all of them, however far they lie
 * @returns {Span}
 */
export function robustSpan(values, isHigherBetter, isFull = false) {
  const sorted = values.filter(Number.isFinite).sort((one, other) => (isHigherBetter ? other - one : one - other));
  if (!sorted.length) return { low: 0, high: 1, hidden: 0 };
  const [best] = sorted;
  // what two seeds of one recipe may differ by parts nothing
  const least = isHigherBetter ? 0.3 : 0.2 * Math.abs(best);
  let num = Math.min(LEAST, sorted.length);
  // of few, one may lie far off, too
  while (num > 1 && Math.abs(sorted[num - 1] - best) > 20 * (Math.abs(sorted[num - 2] - best) + least)) num -= 1;
  while (num < sorted.length) {
    const span = Math.abs(sorted[num - 1] - best);
    if (!isFull && Math.abs(sorted[num] - sorted[num - 1]) > GAP * span + least) break;
    num += 1;
  }
  const worst = sorted[isFull ? sorted.length - 1 : num - 1];
  const room = Math.max(Math.abs(worst - best) * ROOM, isHigherBetter ? 0.02 : 0.02 * Math.abs(best));
  return {
    low: Math.min(worst, best) - room, high: Math.max(worst, best) + room,
    hidden: isFull ? 0 : sorted.length - num,
  };
}

/**
 * How far what trials came to reaches, with what lies near it.
 * @param {Drawn[]} trials
 * @param {Pick<Look, "isHigherBetter" | "isFull">} look
 * @returns {Span}
 */
export function spanOf(trials, { isHigherBetter, isFull }) {
  const known = trials.filter(({ shown }) => shown !== null);
  const whole = known.filter(isWhole);
  const span = robustSpan((whole.length ? whole : known).map(({ shown }) => Number(shown)), isHigherBetter, isFull);
  if (!whole.length) return span;
  // seeds of those that are shown, and pruned ones, which had fewer epochs: as far as they lie near
  const reach = isFull ? Infinity : Math.max(span.high - span.low, isHigherBetter ? LEAST_REACH : 0);
  const isNear = (/** @type {number} */ value) => value > span.low - reach && value < span.high + reach;
  const pruned = known.filter(({ state }) => state !== "finished").map(({ shown }) => Number(shown));
  const inside = whole.filter(({ shown }) => Number(shown) >= span.low && Number(shown) <= span.high);
  const near = [...pruned, ...inside.flatMap(({ least, most }) => [least, most].filter((value) => value !== null))].filter(isNear);
  const room = 0.04 * (span.high - span.low);
  const [low, high] = [Math.min(span.low, ...near.map((value) => value - room)), Math.max(span.high, ...near.map((value) => value + room))];
  return { low, high, hidden: span.hidden + pruned.filter((value) => !isNear(value)).length };
}

/**
 * `2 trials lie below the axis`.
 * @param {number} hidden
 * @param {boolean} isHigherBetter
 */
export function hiddenWords(hidden, isHigherBetter) {
  if (!hidden) return "";
  return `${hidden.toLocaleString("en")} ${hidden === 1 ? "trial lies" : "trials lie"} ${isHigherBetter ? "below" : "above"} the axis.`;
}

/**
 * How the values of a setting lie on an axis: numbers as they are or by their logarithm, all else in
 * the order in which it was asked for.
 * @param {Setting} setting
 * @param {Value[]} tried
 */
export function axisOf(setting, tried) {
  // what is still to come has its place already
  const all = [...tried, ...(setting.values ?? []), setting.low, setting.high].filter((value, place) => place < tried.length || value !== null);
  const numbers = all.filter((value) => typeof value === "number");
  const isNumber = setting.is_number && numbers.length === all.length;
  const isLog = isNumber && setting.is_log && numbers.every((value) => value > 0);
  const choices = isNumber ? [] : [...new Set([...(setting.values ?? []), ...tried])];
  const scale = isLog ? Math.log : Number;
  const [low, high] = [scale(Math.min(...numbers)), scale(Math.max(...numbers))];
  return {
    isNumber, isLog, choices, numbers,
    /** @type {(value: Value) => number} */
    place: (value) => (isNumber ? Number(value) : choices.indexOf(value)),
    /** @type {(value: Value) => number} from 0 to 1 */
    share: (value) => {
      if (!isNumber) return choices.length > 1 ? choices.indexOf(value) / (choices.length - 1) : 0.5;
      return high > low ? (scale(Number(value)) - low) / (high - low) : 0.5;
    },
  };
}

/**
 * A tick a choice.
 * @param {string[]} names
 */
export function choiceTicks(names) {
  return { tickmode: "array", tickvals: names.map((_, place) => place), ticktext: names, range: [-0.5, names.length - 0.5] };
}

/**
 * A value on an axis: layers are long.
 * @param {Value} value
 * @param {number} place among the choices
 */
export function shortValue(value, place) {
  const words = valueWords(value);
  return words.length > SHORTEST ? `${place + 1}: ${words.slice(0, SHORTEST - 4)}…` : words;
}

/** @param {Value} value */
export function valueWords(value) {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "number") return String(Number(value.toPrecision(4)));
  return value === null ? "none" : value;
}
