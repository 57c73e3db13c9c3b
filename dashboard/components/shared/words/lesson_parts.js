// Where people are in a lesson, in words (mnist_core/lessons/outcome/everybody.py: PartReached).

/** @typedef {"not-begun" | "question" | "predict" | "train" | "compare" | "explain" | "your-turn" | "done"} PartReached */

/** @type {Record<PartReached, string>} */
export const PART_WORDS = {
  "not-begun": "not begun", question: "reads the question", predict: "predicts", train: "trains", compare: "compares",
  explain: "explains", "your-turn": "tries alone", done: "done" };
/** Where several people are. */
const PARTS_WORDS = {
  "not-begun": "not begun", question: "read the question", predict: "predict", train: "train", compare: "compare",
  explain: "explain", "your-turn": "try alone", done: "done" };
const PARTS_REACHED = /** @type {PartReached[]} */ (Object.keys(PART_WORDS));
/** How many parts lie behind somebody. */
export const NUM_PARTS = 6;

/** @param {Partial<Record<PartReached, number>>} numAt */
export function whereWords(numAt) {
  return PARTS_REACHED.filter((at) => numAt[at]).map((at) => `${numAt[at]} ${numAt[at] === 1 ? PART_WORDS[at] : PARTS_WORDS[at]}`).join(" · ");
}

/**
 * How many parts somebody has come to, from 0.
 * @param {PartReached} at
 */
export function partsDone(at) {
  return Math.min(PARTS_REACHED.indexOf(at), NUM_PARTS);
}
