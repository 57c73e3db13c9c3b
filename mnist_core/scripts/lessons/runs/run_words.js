// What a run of a lesson is at, in words.

import { reached } from "./race.js";

/** @import { Lesson, Outcome, RacingRunNow } from "../messages.js" */
/** @import { Words } from "../words.js" */

const MINUTES_FROM = 90; // seconds

/**
 * @param {RacingRunNow} run
 * @param {Words} words
 */
export function runWords(run, words) {
  switch (run.state) {
    case "queued": return run.num_before ? words.count("train.waits", run.num_before) : words.say("train.next");
    case "running": return running(run, words);
    case "paused": return words.say("train.paused");
    case "failed": return words.say("train.failed", { why: run.error ?? "" });
    case "interrupted": return words.say("train.interrupted");
    default: return over(run, words);
  }
}

/**
 * Which runs have no epoch yet; empty where all have.
 * @param {Pick<Lesson, "runs">} lesson
 * @param {Pick<Outcome, "runs">} outcome
 * @param {Words} words
 */
export function missingWords(lesson, outcome, words) {
  const missing = lesson.runs.filter(({ name }) => !outcome.runs.find((run) => run.name === name)?.epochs.length);
  return missing.length ? words.say("compare.missing", { names: missing.map(({ label }) => label).join(", ") }) : "";
}

/**
 * @param {RacingRunNow} run
 * @param {Words} words
 */
function running(run, words) {
  if (run.phase === "starting") return words.say("train.starting");
  if (run.phase === "testing") {
    return words.say("train.testing", { epoch: words.number(run.epochs.length + 1), epochs: words.number(run.num_epochs) });
  }
  const said = progress(run, words);
  return run.seconds_left === null ? said : `${said} · ${words.say("train.left", { time: timeWords(run.seconds_left, words) })}`;
}

/**
 * @param {RacingRunNow} run
 * @param {Words} words
 */
function progress(run, words) {
  const epoch = Math.min(Math.floor(reached(run) + 1e-9) + 1, run.num_epochs);
  return words.say("train.progress", { epoch: words.number(epoch), epochs: words.number(run.num_epochs) });
}

/**
 * @param {RacingRunNow} run
 * @param {Words} words
 */
function over(run, words) {
  const last = run.epochs.at(-1);
  if (!last) return words.say(run.state === "recorded" ? "train.recording" : "train.stopped");
  const accuracy = words.number(last.test_accuracy, 2);
  if (last.epoch === run.num_epochs || reached(run) >= run.num_epochs) return words.say("train.finished", { accuracy });
  if (run.state === "recorded") return progress(run, words);
  return words.say("train.over", { epochs: words.count("train.epochs", last.epoch), accuracy });
}

/**
 * @param {number} seconds
 * @param {Words} words
 */
export function timeWords(seconds, words) {
  if (seconds < MINUTES_FROM) return words.say("train.time-seconds", { num: words.number(Math.max(1, Math.ceil(seconds))) });
  return words.say("train.time-minutes", { num: words.number(Math.round(seconds / 60)) });
}
