// With how many seeds an experiment is made, how its trials are found, and how many there are.

import { readNumber } from "../shared/words/number.js";

/** @import { Setting } from "./varied.js" */

/** @typedef {"grid" | "random" | "quasi-random" | "tpe"} Search */

/**
 * As it is typed.
 * @typedef {object} Plan
 * @property {string} seeds how many
 * @property {Search} search
 * @property {string} trials how many
 * @property {boolean} halving
 */

/**
 * As the server takes it (mnist_core/experiments/question.py).
 * @typedef {object} Question
 * @property {Setting[]} settings
 * @property {number[]} seeds
 * @property {Search} search
 * @property {number | null} num_trials
 * @property {{ first_epoch: number, factor: number } | null} halving
 */

/** @type {Plan} */
export const USUAL = { seeds: "3", search: "grid", trials: "20", halving: false };
/** @type {[search: Search, words: string][]} */
export const SEARCHES = [["grid", "Every combination"], ["quasi-random", "Spread evenly"], ["random", "At random"],
  ["tpe", "Near what did well (TPE)"]];
const HALVING = { first_epoch: 1, factor: 3 };
const MAX_SEEDS = 20;
const MAX_TRIALS = 2000;

/**
 * A grid has no ranges: where there is one, trials are spread evenly.
 * @param {Plan} plan
 * @param {Setting[]} settings
 * @returns {Search}
 */
export function searchOf(plan, settings) {
  return plan.search === "grid" && settings.some(({ values }) => !values) ? "quasi-random" : plan.search;
}

/**
 * @param {Plan} plan
 * @param {Setting[]} settings
 * @param {number} firstSeed that of the recipe
 * @returns {{ question: Question | null, problem: string }}
 */
export function questionOf(plan, settings, firstSeed) {
  const seeds = counted("The number of seeds", plan.seeds, MAX_SEEDS);
  const search = searchOf(plan, settings);
  const trials = search === "grid" ? { num: null, problem: "" } : counted("The number of trials", plan.trials, MAX_TRIALS);
  const problem = seeds.problem || trials.problem;
  if (problem || !seeds.num) return { question: null, problem };
  return { problem: "", question: {
    settings, seeds: Array.from({ length: seeds.num }, (_, place) => firstSeed + place), search,
    num_trials: trials.num, halving: plan.halving ? HALVING : null,
  } };
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} most
 */
function counted(name, text, most) {
  const { value, problem } = readNumber(text, { min: 1, max: most, whole: true });
  if (problem) return { num: null, problem: `${name} ${problem}` };
  if (!value || value < 1 || value > most) return { num: null, problem: `${name} goes from 1 to ${most.toLocaleString("en")}.` };
  return { num: value, problem: "" };
}

/**
 * What is not as usual, as the address has it.
 * @param {Plan} plan
 * @returns {Record<string, string>}
 */
export function planInLink(plan) {
  return Object.fromEntries(Object.entries(plan).filter(([name, value]) => value !== USUAL[/** @type {keyof Plan} */ (name)])
    .map(([name, value]) => [name, value === true ? "1" : String(value).trim()]));
}

/**
 * @param {Record<string, string>} link
 * @returns {Plan}
 */
export function planOfLink({ seeds, search, trials, halving }) {
  return {
    seeds: seeds ?? USUAL.seeds, trials: trials ?? USUAL.trials, halving: Boolean(halving),
    search: SEARCHES.find(([known]) => known === search)?.[0] ?? USUAL.search,
  };
}
