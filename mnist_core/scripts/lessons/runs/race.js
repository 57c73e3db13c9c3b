// Runs that race, as pure values: cut where a replay is, and where a chart of them begins.

/** @import { RacingRun } from "../messages.js" */

/** @typedef {Pick<RacingRun, "num_epochs" | "at" | "accuracy" | "epochs">} Course */

/**
 * The run as it was after so many epochs.
 * @template {Course} Run
 * @param {Run} run
 * @param {number} epochs such as 1.4
 * @returns {Run}
 */
export function upTo(run, epochs) {
  const num = run.at.filter((place) => place <= epochs + 1e-9).length;
  return {
    ...run, at: run.at.slice(0, num), accuracy: run.accuracy.slice(0, num),
    epochs: run.epochs.filter(({ epoch }) => epoch <= epochs + 1e-9),
  };
}

/**
 * How far it is, in epochs.
 * @param {Course} run
 */
export function reached(run) {
  return Math.max(run.at.at(-1) ?? 0, run.epochs.at(-1)?.epoch ?? 0);
}

/**
 * Where the axis begins, in percent: so high that what is near the top can be told apart, as soon as
 * nobody is near the bottom any more.
 * @param {Course[]} runs
 */
export function lowest(runs) {
  const late = runs.flatMap((run) => [
    ...run.accuracy.filter((_, index) => run.at[index] >= Math.min(0.3, run.num_epochs / 10)),
    ...run.epochs.map((epoch) => epoch.test_accuracy),
  ]);
  if (!late.length) return 0;
  const low = Math.min(...late);
  return low < 50 ? 0 : Math.floor(low / 10) * 10;
}

/** Whether nothing more comes of it by itself. @param {string} state */
export function isOver(state) {
  return ["finished", "stopped", "failed", "interrupted", "recorded"].includes(state);
}
