// What the server says of a class (dashboard/board/tiles.py), and the page of its ladders.

import type { PartReached } from "../shared/words/lesson_parts.js";

export interface Doing {
  run: number;
  step: string;
  changes: string;
  is_quick_try: boolean;
  state: string;
  epoch: number;
  epochs: number;
  /** Which part of it is trained. */
  done: number;
  accuracy: number | null;
  waits_since: number | null;
  /** Percent correct of the batches so far, in stretches. */
  batches: number[];
  /** Percent correct of the test digits after each epoch. */
  tests: number[];
}

export interface Best {
  run: number;
  accuracy: number;
  parameters: number;
}

export interface Tile {
  person: number;
  number: number;
  name: string;
  /** UNIX seconds, of somebody who is not here. */
  seen: number | null;
  place: string;
  doing: Doing | null;
  best: Best | null;
  best_try: Best | null;
  num_runs: number;
  num_waiting: number;
  marks: ("waits" | "failed" | "idle")[];
  /** Where somebody is in the class's lesson. */
  lesson: PartReached | null;
}

export interface Offer {
  key: string;
  at: number;
  words: string;
  address: string;
}

export interface Board {
  /** Students see only their own runs. */
  own_only: boolean;
  shown_as: "names" | "nicknames" | "numbers";
  offer: Offer | null;
  lesson: { lesson: string; language: string; title: string; offer: string } | null;
  people: Tile[];
}

export interface ChartedLadder {
  id: string;
  title: string;
  colour: string;
  /** What it aims at, in percent, with so many parameters at most. */
  accuracy: number;
  parameters: number;
  steps: { number: number; words: string; parameters: number; accuracy: number }[];
}

export interface Sent {
  asked: Record<"show" | "sort" | "ladder", string>;
  code: string;
  shownAs: Board["shown_as"][];
  steps: { key: string; words: string }[];
  ladders: ChartedLadder[];
}
