// A lesson as the lab sends it (mnist_core/lessons/shown/shown.py), somebody's place in it
// (mnist_core/lessons/place.py), and the host: what the page around the player does for it.

import type { DemoHost } from "../demos/shown.js";
import type { LessonState } from "./state.js";

export type PartName = "question" | "predict" | "train" | "compare" | "explain" | "your-turn";

/** A choice's key; a number or the size of a field; a value an epoch; or numbers of digits. */
export type Answer = string | number | (number | null)[];

export interface Place {
  part: PartName;
  /** By the order of the prediction. */
  predictions: Record<string, Answer>;
  /** Keys of what was trained or replayed, by the name of the run. */
  runs: Record<string, string>;
  explanation: string;
  num_hints: number;
  task_run: string | null;
  is_finished: boolean;
}

export interface Digit { index: number; digit: number; pixels: string }
export interface Layer { token: string; channels: number; size: number; parameters: number; receptive_field: number | null }

export interface TextBlock { block: "text"; html: string }
export interface DigitsBlock { block: "digits"; digits: Digit[]; caption: string }
export interface LayersBlock { block: "layers"; name: string; layers: Layer[]; parameters: number; caption: string }
export interface CurvesBlock { block: "curves"; measure: string; curves: { name: string; values: number[] }[]; caption: string }
export interface DemoBlock { block: "demo"; kind: string; run: string | null; settings: Record<string, string | number | boolean | null>; caption: string }
export interface PredictCurveBlock {
  block: "predict-curve"; order: number; question: string; run: string; given: string | null; given_values: number[];
  measure: string; epochs: number; low: number; high: number;
}
export interface PredictChoiceBlock { block: "predict-choice"; order: number; question: string; choices: { key: string; text: string }[] }
export interface PredictDigitsBlock { block: "predict-digits"; order: number; question: string; run: string; than: string | null; digits: Digit[] }
export interface PredictFieldBlock {
  block: "predict-field"; order: number; question: string; layer: number; layers: Layer[]; digit: Digit | null; most: number;
}
export interface PredictNumberBlock {
  block: "predict-number"; order: number; question: string; run: string; measure: string; low: number; high: number; increment: number; unit: string;
}
export interface TrainBlock {
  block: "train"; epochs: number; num_train: number; seed: number;
  /** what all runs begin with, as far as the recipes say so */
  same_weights: boolean; same_batches: boolean;
}
export interface ClaimBlock { block: "claim"; order: number }
export interface TaskBlock {
  block: "task"; text: string; counts: "best" | "last" | null; step: string | null; set: Record<string, string | number | boolean | null>; hints: string[];
}

export type PredictionBlock = PredictCurveBlock | PredictChoiceBlock | PredictDigitsBlock | PredictFieldBlock | PredictNumberBlock;
export type Block = TextBlock | DigitsBlock | LayersBlock | CurvesBlock | DemoBlock | PredictionBlock | TrainBlock | ClaimBlock | TaskBlock;

export interface Part { name: PartName; title: string; blocks: Block[] }
export interface LessonRun { name: string; label: string; parameters: number; replay: string | null }

export interface Lesson {
  key: string;
  language: string;
  title: string;
  minutes: number;
  chapter: string;
  step: string | null;
  is_own: boolean;
  parts: Part[];
  runs: LessonRun[];
}

/** All that the player is shown at once. */
export interface Opened {
  lesson: Lesson;
  languages: string[];
  words: Record<string, string>;
  place: Place | null;
  next: string | null;
}

/** Of the list; `part` is where the person is, null before they have begun. */
export interface ListedLesson {
  key: string;
  title: string;
  minutes: number;
  language: string;
  step: string | null;
  is_own: boolean;
  part: PartName | null;
  is_finished: boolean;
}

export interface ListedChapter { key: string; title: string; about: string; is_on_the_way: boolean; lessons: ListedLesson[] }

export interface Lessons {
  language: string;
  languages: string[];
  chapters: ListedChapter[];
  next: string | null;
  /** of those before and after the lessons the ones that were begun; `num_right` once finished */
  quizzes: { stage: "before" | "after"; num: number; num_answered: number; num_right: number | null }[];
  mistakes: { file: string; sentences: string[] }[];
}

/** A run of a lesson as far as it has come: mnist_core/lessons/outcome/race.py. */
export interface RacingRun {
  name: string;
  key: string;
  num_epochs: number;
  /** places of the curve on the way, in epochs */
  at: number[];
  /** percent of training digits */
  accuracy: number[];
  epochs: { epoch: number; train_accuracy: number; test_accuracy: number; train_loss: number; test_loss: number }[];
  /** what its epochs took */
  seconds: number;
}

/** A run with what it is at; `recorded` is a state, too. */
export interface RacingRunNow extends RacingRun {
  state: string;
  phase: string | null;
  num_before: number | null;
  seconds_left: number | null;
  error: string | null;
}

export interface StartedRun { name: string; key: string | null; was_there: boolean; problem: string | null }

export interface ReadDigit { index: number; label: number; read: Record<string, number> }

export type PredictionOutcome =
  | { kind: "predict-curve"; measure: string; values: number[] | null; given: number[] | null }
  | { kind: "predict-choice"; keys: string[] | null }
  | { kind: "predict-digits"; digits: ReadDigit[]; right: number[] | null }
  | { kind: "predict-field"; pixels: number }
  | { kind: "predict-number"; measure: string; value: number | null };

/** What came of a lesson in its runs: mnist_core/lessons/outcome/outcome.py. */
export interface Outcome {
  /** after which the runs are compared */
  epoch: number | null;
  runs: (RacingRun & { num_wrong: number | null; parameters: number; receptive_field: number })[];
  predictions: PredictionOutcome[];
  claims: { order: number; text: string; is_chance: boolean }[];
  only_right: Record<string, { num: number; digits: ReadDigit[] }>;
  /** the pictures of all digits that it tells of */
  digits: Digit[];
}

export interface TaskCheck {
  key: string; label: string; is_solved: boolean; is_finished: boolean; conditions: { holds: boolean; words: string }[];
}

export interface CheckedTask { checked: TaskCheck | null; runs: { key: string; label: string }[] }

/**
 * What the page around the player does for it. The dashboard's asks its server; the static site's has
 * everything in the page, and keeps the place in the browser.
 */
export interface Host {
  /** What it does for things to touch. */
  demos: DemoHost;
  /** The address of one of the lab's pages, such as `/network`; null where there is none here. */
  addressOf(path: string): string | null;
  /** The address of a lesson. */
  lessonAddress(lesson: string): string;
  /** Keeps the place from now on. */
  keepPlace(lesson: string, place: Place): void;
  /** The person went to a part, which the page's address may say. */
  went(part: PartName): void;
  /** The person wants another lesson, or with null the list of all. */
  open(lesson: string | null): void;
  /** The person wants this lesson in another language. */
  speak(language: string): void;
  /** Whether runs can be trained here; else there are recordings alone. */
  canTrain: boolean;
  /** Starts all runs of the lesson that are not there yet, or `only` one; with `again` those that are, too. */
  startRuns(lesson: Lesson, again: boolean, only?: string): Promise<StartedRun[]>;
  /** How far these runs are, by name and key, told until it is ended or nothing more can come. */
  watchRuns(lesson: Lesson, runs: Record<string, string>, told: {
    heard: (runs: RacingRunNow[]) => void; lost: (sentence: string) => void;
  }): { end(): void };
  stopRun(key: string): Promise<void>;
  outcomeOf(lesson: Lesson, runs: Record<string, string>): Promise<Outcome>;
  /** The person leaves for the task of this lesson, and will want to come back. */
  setsOut?(lesson: Lesson): void;
  /** One's own run held against the lesson's task, without a key the newest ones; null where there are no own runs. */
  checkTask(lesson: Lesson, run: string | null): Promise<CheckedTask | null>;
}

/** What a part of a lesson shows for as long as it is open. */
export interface Shown { destroy(): void }

/**
 * Shows a part within an empty box. It changes the place by `state.keep`, and says `state.words`.
 */
export type ShowPart = (box: HTMLElement, lesson: Lesson, state: LessonState, host: Host) => Shown;
