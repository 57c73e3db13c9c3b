// A trial as pictures have it: whether it counts, where it stands, and in words.

import { asText } from "../shared/charts/chart_picture.js";
import { countOf } from "../shared/words/count.js";

/** @import { Drawn, Setting } from "../experiments/messages.js" */
/** @import { Look } from "./axis_plots.js" */

/**
 * Trained to its end, with a figure.
 * @param {Drawn} trial
 */
export function isWhole({ state, shown }) {
  return state === "finished" && shown !== null;
}

/**
 * What a trial has of a setting.
 * @param {Drawn} trial
 * @param {Setting} setting
 */
export function valueOf({ overrides }, { key }) {
  return overrides[key] ?? null;
}

/**
 * @param {Drawn[]} trials
 * @param {Setting} setting
 */
export function valuesOf(trials, setting) {
  return trials.map((trial) => valueOf(trial, setting));
}

/**
 * Of equals the first.
 * @param {Drawn[]} trials
 * @param {Pick<Look, "isHigherBetter">} look
 */
export function bestOf(trials, { isHigherBetter }) {
  return trials.filter(isWhole).reduce((/** @type {Drawn | null} */ best, trial) => (best === null
    || Number(trial.shown) > Number(best.shown) === isHigherBetter && trial.shown !== best.shown ? trial : best), null);
}

/**
 * @param {Drawn} trial
 * @param {Look} look
 */
export function hoverOf(trial, { measure }) {
  const reached = trial.shown === null || trial.state === "failed" ? trial.state
    : `${measure}: ${figureWords(trial)}${trial.state === "pruned" ? " when it was pruned" : ""}`;
  return `Trial ${trial.number}<br>${asText(trial.words)}<br>${reached}`;
}

/** @param {Drawn} trial */
export function figureWords({ shown, least, most, n }) {
  if (shown === null) return "";
  return n > 1 && least !== null && most !== null ? `${figure(shown)} (${figure(least)} to ${figure(most)}, ${countOf(n, "seed")})` : figure(shown);
}

/**
 * Percent has two decimals, a loss more digits.
 * @param {number} value
 */
export function figure(value) {
  return Math.abs(value) < 10 ? value.toPrecision(3) : value.toFixed(2);
}
