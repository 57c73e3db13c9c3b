// Which trials a table shows, and in which order.

/** @import { Drawn, Value } from "./messages.js" */

/**
 * @param {Drawn[]} trials
 * @param {{ words: string, state: string, sort: string }} asked sort: a column, with - before it to fall
 * @returns {Drawn[]}
 */
export function ordered(trials, { words, state, sort }) {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = trials.filter((trial) => (!state || trial.state === state)
    && parts.every((part) => `${trial.number} ${trial.words} ${trial.state}`.toLowerCase().includes(part)));
  if (!sort) return found;
  const key = sort.replace(/^-/, "");
  const sign = sort.startsWith("-") ? -1 : 1;
  return found.map((trial) => ({ trial, value: valueOf(trial, key) }))
    .sort((one, other) => compared(one.value, other.value, sign) || one.trial.number - other.trial.number)
    .map(({ trial }) => trial);
}

/**
 * @param {Drawn} trial
 * @param {string} key
 * @returns {Value}
 */
function valueOf(trial, key) {
  if (key === "value") return trial.shown;
  if (key === "number" || key === "n" || key === "state") return trial[key];
  return trial.overrides[key] ?? null;
}

/**
 * What is not known stands last, whichever way it is sorted.
 * @param {Value} one
 * @param {Value} other
 * @param {number} sign
 */
function compared(one, other, sign) {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  if (typeof one === "string" && typeof other === "string") return sign * one.localeCompare(other, "en", { numeric: true });
  return sign * (Number(one) - Number(other));
}
