// What is said of an experiment besides its findings.

import { countOf } from "../shared/words/count.js";
import { roughDuration } from "../shared/words/duration.js";
import { figure } from "../trial_pictures/drawn_trial.js";

/** @import { Drawn, Experiment, ExperimentState, Sweep, Trial } from "./messages.js" */

/** @type {Record<ExperimentState, string>} */
export const STATES = { running: "running", paused: "paused", stopped: "stopped", finished: "finished" };
/** @type {Record<string, string>} */
const SEARCHES = { grid: "every combination", random: "at random", "quasi-random": "spread evenly", tpe: "near what did well (TPE)" };

/** @param {Pick<Experiment, "measure">} experiment */
export function measureWords({ measure }) {
  return measure === "held_out_accuracy" ? "held-out accuracy, %" : "held-out loss";
}

/**
 * How it was made, beside its question in words.
 * @param {Experiment} experiment
 */
export function madeWords({ question, planned, settings }) {
  const seeds = countOf(question.seeds.length, "seed");
  const search = settings.length && question.search !== "grid" ? `, ${SEARCHES[question.search] ?? question.search}` : "";
  return `${countOf(planned.trials, "trial")} with ${seeds} each${search}: ${countOf(planned.runs, "run")}.`;
}

/**
 * What is tried of a setting.
 * @param {Pick<Experiment["settings"][number], "words" | "values" | "low" | "high" | "is_log">} setting
 */
export function triedWords({ words, values, low, high, is_log: isLog }) {
  if (!values) return `${words} from ${low} to ${high}${isLog ? " by factors" : ""}`;
  const told = values.map((value) => (value === null ? "none" : String(value)));
  return told.join("").length > 60 ? `${words}: ${countOf(values.length, "value")}` : `${words} ${told.join(", ")}`;
}

/**
 * What is varied, in a line of the list.
 * @param {Pick<Sweep, "question" | "step">} sweep
 */
export function askedWords({ question, step }) {
  const settings = question.settings.map(({ key, values, low, high, log }) => triedWords({
    words: key.replace(/^(optimiser|schedule)\./, "").replaceAll("_", " "), values: values ?? null, low: low ?? null, high: high ?? null, is_log: Boolean(log) }));
  return [step ?? "own recipe", ...settings, countOf(question.seeds.length, "seed")].join(" · ");
}

/** @param {Experiment} experiment */
export function progressOf({ counts, planned }) {
  const over = counts.finished + counts.pruned + counts.failed;
  return planned.runs ? Math.min(1, over / planned.runs) : 0;
}

/** @param {Experiment} experiment */
export function countWords({ counts, planned, seconds_left: left, state }) {
  const over = counts.finished + counts.pruned + counts.failed;
  const parts = [`${over.toLocaleString("en")} of ${countOf(planned.runs, "run")} over`];
  for (const name of /** @type {const} */ (["running", "waiting", "pruned", "failed"])) {
    if (counts[name]) parts.push(`${counts[name].toLocaleString("en")} ${name}`);
  }
  if (counts.still) parts.push(`${counts.still.toLocaleString("en")} stopped or interrupted`);
  if (state === "running" && left !== null && left > 0) parts.push(`about ${roughDuration(left)} of training left`);
  return parts.join(" · ");
}

/** @param {Sweep} sweep */
export function momentOf({ created }) {
  return new Date(created * 1000).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

/**
 * A trial's figure as pictures have it: the mean of its seeds; of one that was pruned, what it had
 * reached. The bar spans its seeds.
 * @param {Trial} trial
 * @returns {Drawn}
 */
export function drawn(trial) {
  const values = Object.values(trial.values);
  if (trial.state !== "pruned" && values.length) {
    return { ...trial, shown: trial.mean, least: Math.min(...values), most: Math.max(...values) };
  }
  const soFar = trial.state === "pruned" ? trial.runs.flatMap(({ value }) => value ?? []) : [];
  const shown = soFar.length ? soFar.reduce((sum, value) => sum + value, 0) / soFar.length : null;
  return { ...trial, shown, least: null, most: null };
}

/**
 * The mean, and where the true one lies with 95 % confidence.
 * @param {Trial} trial
 */
export function meanWords({ mean, low, high, n }) {
  if (mean === null) return "";
  if (low === null || high === null) return `${figure(mean)} (${countOf(n, "seed")})`;
  return `${figure(mean)}, 95 % interval ${figure(low)} to ${figure(high)} (${countOf(n, "seed")})`;
}
