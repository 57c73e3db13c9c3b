// Where somebody is in a lesson: the place that is kept, and which parts are open from there.

/** @import { Answer, Lesson, PartName, Place, PredictionBlock } from "./messages.js" */
/** @import { Words } from "./words.js" */

/** @type {PartName[]} */
export const PARTS = ["question", "predict", "train", "compare", "explain", "your-turn"];

/** @type {Place} */
export const BEGINNING = {
  part: "question", predictions: {}, runs: {}, explanation: "", num_hints: 0, task_run: null, is_finished: false,
};

export class LessonState {
  /**
   * @param {Place} place
   * @param {Words} words
   * @param {(place: Place) => void} kept
   */
  constructor(place, words, kept) {
    this.place = place;
    this.words = words;
    this.kept = kept;
    /** @type {Set<() => void>} */
    this.listeners = new Set();
  }

  /**
   * Changes the place and keeps it at once.
   * @param {Partial<Place>} change
   */
  keep(change) {
    this.place = { ...this.place, ...change };
    this.kept(this.place);
    for (const listener of this.listeners) listener();
  }

  /**
   * @param {number} order of the prediction
   * @param {Answer | null} answer null takes it back
   */
  predict(order, answer) {
    const { [String(order)]: _, ...others } = this.place.predictions;
    this.keep({ predictions: answer === null ? others : { ...others, [order]: answer } });
  }

  /**
   * Hears of every change of the place.
   * @param {() => void} listener
   * @returns {() => void} what ends it
   */
  listen(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/**
 * @param {Lesson} lesson
 * @returns {PredictionBlock[]} in order; digits of which this lab has none are not asked about
 */
export function predictionsOf(lesson) {
  const blocks = lesson.parts.flatMap((part) => (part.name === "predict" ? part.blocks : []));
  return /** @type {PredictionBlock[]} */ (blocks.filter((block) => block.block.startsWith("predict-")
    && !(block.block === "predict-digits" && !block.digits.length)));
}

/**
 * Predictions that are not made, or not made to their end.
 * @param {Lesson} lesson
 * @param {Place} place
 */
export function missingPredictions(lesson, place) {
  return predictionsOf(lesson).filter((block) => !isWhole(block, place.predictions[block.order]));
}

/**
 * @param {PredictionBlock} block
 * @param {Answer | undefined} answer
 */
export function isWhole(block, answer) {
  if (answer === undefined) return false;
  if (block.block !== "predict-curve") return true;
  return Array.isArray(answer) && answer.length === block.epochs && answer.every((value) => value !== null);
}

/**
 * The part that is shown to somebody who asks for one: nothing after the prediction without it.
 * @param {Lesson} lesson
 * @param {Place} place
 * @param {string | null} asked
 * @returns {PartName}
 */
export function openPart(lesson, place, asked) {
  const wanted = PARTS.find((part) => part === asked) ?? place.part;
  return isOpen(lesson, place, wanted) ? wanted : "predict";
}

/**
 * @param {Lesson} lesson
 * @param {Place} place
 * @param {PartName} part
 */
export function isOpen(lesson, place, part) {
  return PARTS.indexOf(part) <= PARTS.indexOf("predict") || !missingPredictions(lesson, place).length;
}
