// What the server tells of experiments (dashboard/routes/experiments/). Accuracies are in percent, losses
// in nats; nothing here is of the test set but in a confirmation.

export type Value = string | number | boolean | null;
export type ExperimentState = "running" | "paused" | "stopped" | "finished";
export type TrialState = "waiting" | "running" | "finished" | "pruned" | "failed" | "missing";

export interface Setting {
  key: string;
  words: string;
  values: Value[] | null;
  low: number | null;
  high: number | null;
  is_number: boolean;
  is_whole: boolean;
  is_log: boolean;
}

export interface TrialRun {
  seed: number;
  run: number | null;
  state: string;
  was_there: boolean;
  pruned_at: number | null;
  epochs_done: number;
  /** of its best epoch so far on the held-out digits */
  value: number | null;
  error: string | null;
}

/** `low` and `high`: where the true mean lies with 95 % confidence. */
export interface Trial {
  number: number;
  overrides: Record<string, Value>;
  words: string;
  purpose: "search" | "confirmation";
  state: TrialState;
  mean: number | null;
  low: number | null;
  high: number | null;
  n: number;
  /** by seed, of the runs that are trained to their end */
  values: Record<string, number>;
  runs: TrialRun[];
}

/** A trial as pictures have it: of a pruned one what it had reached, with the spread of its seeds. */
export interface Drawn extends Trial {
  shown: number | null;
  least: number | null;
  most: number | null;
}

export interface Edge {
  key: string;
  values: Value[] | null;
  low: number | null;
  high: number | null;
  log: boolean;
  text: string;
}

export interface Findings {
  headline: string;
  sentences: { kind: string; text: string }[];
  best: number | null;
  anchor: number | null;
  ties: number[];
  edges: Edge[];
  winners_curse: { confirmed: number; flattered: number } | null;
  comparisons: { a: number; b: number; num_pairs: number; difference: number; low: number | null; high: number | null;
    p_value: number | null; adjusted: number | null }[];
}

export interface Sweep {
  id: number;
  name: string;
  title: string;
  step: string | null;
  state: ExperimentState;
  problem: string | null;
  /** what somebody else is called, whose it is */
  whose: string;
  may_change: boolean;
  created: number;
  finished: number | null;
  question: Question;
  runs_over: number;
  runs_planned: number;
  seconds_left: number | null;
}

/** As it was asked (mnist_core/experiments/question.py). */
export interface Question {
  settings: { key: string; values?: Value[] | null; low?: number | null; high?: number | null; log?: boolean }[];
  seeds: number[];
  search: string;
  num_trials: number | null;
  held_out: number | null;
}

export interface Experiment extends Sweep {
  /** what its settings are varied of */
  recipe: object;
  measure: "held_out_accuracy" | "held_out_loss";
  higher_is_better: boolean;
  planned: { trials: number; runs: number };
  counts: Record<"finished" | "running" | "waiting" | "pruned" | "failed" | "still", number>;
  settings: Setting[];
  trials: Trial[];
  findings: Findings | null;
}

/** By trial: the mean over its seeds, at the epochs that the answer names. */
export interface Curve {
  trial: number;
  state: TrialState;
  values: (number | null)[];
}

/** What the page's script sends (dashboard/experiments/page.py). */
export interface Sent {
  /** one of them, or all */
  experiment: number | null;
  knowsPeople: boolean;
  asked: Record<"trial" | "state" | "sort", string>;
  colours: { light: Colours; dark: Colours };
}

export interface Colours {
  text: string;
  muted: string;
  grid: string;
  background: string;
  surface: string;
  train: string;
  test: string;
  target: string;
}

/** With those of failures and maps, which only these charts draw. */
export interface DrawnIn extends Colours {
  failed: string;
  /** the best end of a map, on which words can be read */
  map: string;
}

/** A chart as Plotly takes it, and what it says to whoever does not see it. */
export interface Picture {
  traces: Record<string, any>[];
  layout: Record<string, any>;
  words: string;
}
