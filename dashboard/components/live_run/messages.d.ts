// What the server tells of a run: the feed (routes/runs/feed.py) and the page's script
// (train/live_data.py). Accuracies are in percent.

export interface Epoch {
  /** from 1 */
  epoch: number;
  train_loss: number;
  test_loss: number;
  train_accuracy: number;
  test_accuracy: number;
  held_out_accuracy?: number | null;
  seconds: number;
}

/** Of some batches; `at` counts them from 0 through all epochs. */
export type Batches = Record<"at" | "loss" | "smoothed" | "lr", number[]>;

/** What came since the last message, or with `reset` everything. */
export interface Message {
  reset: boolean;
  state: string;
  /** what the worker of a running one is at */
  phase?: "starting" | "training" | "testing" | null;
  /** what the status line of every page says of it while it runs */
  line?: string;
  /** batches trained */
  position: number;
  /** batches of the whole training; 0 until the worker has begun */
  total: number;
  /** batches of an epoch */
  num_batches: number;
  epochs_total: number;
  batches: Batches;
  epochs: Epoch[];
  best_epoch: number | null;
  /** running, of the epoch in progress; null where none is */
  train_accuracy?: number | null;
  digits_a_second: number | null;
  seconds_left: number | null;
  /** why that did not just count down */
  left_why?: string;
  /** seconds, once it is over */
  took?: number | null;
  device: string | null;
  path: string | null;
  device_note: string | null;
  /** in the queue, in words */
  place?: string | null;
  error?: string | null;
  /** what a replay says of itself */
  replayed?: string;
}

/** A whole training, as `/api/trained/{key}/curve` answers. */
export interface Recorded extends Message {
  key: string;
}

/** A curve behind the run's own; by epoch. */
export interface Ghost {
  label: string;
  /** in the legend */
  name: string;
  test_accuracy: number[];
  test_loss: number[];
}

/** How the element is looked at. */
export type Link = Record<"view" | "replay" | "speed", string>;

/** Colours by what they are for. */
export type Palette = Record<string, string>;

export interface LiveData {
  run: number | null;
  /** of the run, in the headline */
  name: string;
  /** from another lab: it never trains on */
  isImported: boolean;
  /** whoever looks may pause and stop it */
  mayCommand: boolean;
  title: string;
  named: string;
  step: string;
  stepTitle: string;
  hint: string;
  epochs: number;
  /** accuracy that the ladder aims at */
  target: number;
  published: Ghost | null;
  reference: Ghost | null;
  /** as planned; `at` in epochs */
  lr: { at: number[]; value: number[] } | null;
  /** the run as the page's script sees it */
  moment: string;
  verdict: string;
  replay: { key: string; name: string; epochs: number; verdict: string; words: string } | null;
  link: Link;
  colours: Record<"light" | "dark", Palette>;
}
