// The trials of an experiment as a table for other programs: a line a run.

/** @import { Experiment, Value } from "./messages.js" */

/** @param {Experiment} experiment */
export function csvOf({ settings, trials, measure }) {
  const head = ["trial", "purpose", ...settings.map(({ key }) => key), "seed", "run", "state", "pruned_at", measure, "error"];
  const lines = trials.flatMap((trial) => trial.runs.map((run) => [trial.number, trial.purpose,
    ...settings.map(({ key }) => trial.overrides[key] ?? null), run.seed, run.run, run.state, run.pruned_at, run.value, run.error]));
  return [head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** @param {Value} value */
function cell(value) {
  const text = value === null ? "" : String(value);
  // a spreadsheet takes what begins so for a formula
  const safe = typeof value === "string" && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
