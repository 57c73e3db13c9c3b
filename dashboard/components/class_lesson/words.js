// What is said of a prediction that a class made: how far all lie apart, and what came.

import { countOf } from "../shared/words/count.js";

/** @import { ClassAt, Fan, Picked, Pointed, Predicted, Spread } from "./messages.js" */

/** Of fewer numbers no middle half is told. */
export const FEW = 4;

const MEASURED = {
  teacher: "measured on the teacher's own run", class: "measured on a run of the class",
  recorded: "measured on the recorded run, which trained longer" };

/**
 * What is to be seen of a prediction, in a sentence or two.
 * @param {Predicted} predicted
 * @param {ClassAt["measured_on"]} measuredOn
 * @param {boolean} isOpen whether what came is told
 */
export function predictedWords(predicted, measuredOn, isOpen) {
  const told = spreadWords(predicted);
  if (!isOpen) return told;
  const came = cameWords(predicted);
  const on = predicted.asked.block === "predict-field" ? "" : measuredOn ? ` (${MEASURED[measuredOn]})` : "";
  return `${told} ${came}${on}.`;
}

/** @param {Predicted} predicted */
function spreadWords({ asked, answers }) {
  const { num } = answers;
  if (!num) return "Nobody has predicted yet.";
  const many = `${countOf(num, "prediction")}.`;
  switch (asked.block) {
    case "predict-curve": {
      const { curves, median } = /** @type {Fan} */ (answers);
      const ends = curves.flatMap((curve) => curve.filter((value) => value !== null).slice(-1));
      return `${many} They end between ${number(Math.min(...ends))} and ${number(Math.max(...ends))}; the middle one at ${number(median.at(-1) ?? null)}.`;
    }
    case "predict-number":
    case "predict-field": {
      const { lower, upper, median, values } = /** @type {Spread} */ (answers);
      const lie = num < FEW ? `They lie from ${number(values[0])} to ${number(values[num - 1])}` : `Half of them lie from ${number(lower)} to ${number(upper)}`;
      return `${many} ${lie}; the middle one is ${number(median)}${unitOf(asked)}.`;
    }
    default:
      return many;
  }
}

/** @param {Predicted} predicted */
function cameWords({ asked, came }) {
  switch (asked.block) {
    case "predict-curve": {
      const values = /** @type {{ values: number[] | null }} */ (came).values ?? [];
      return values.length ? `It came to ${number(values[Math.min(values.length, asked.epochs) - 1])}` : UNKNOWN;
    }
    case "predict-choice": {
      const { keys } = /** @type {{ keys: string[] | null }} */ (came);
      if (!keys) return UNKNOWN;
      const texts = asked.choices.filter(({ key }) => keys.includes(key)).map(({ text }) => `“${text}”`);
      return texts.length ? `What came is ${texts.join(" and ")}` : "None of these came";
    }
    case "predict-digits": {
      const { right } = /** @type {{ right: number[] | null }} */ (came);
      return right ? `What came are ${right.length} of these ${asked.digits.length}` : UNKNOWN;
    }
    case "predict-field":
      return `It is ${/** @type {{ pixels: number }} */ (came).pixels} pixels`;
    case "predict-number": {
      const { value } = /** @type {{ value: number | null }} */ (came);
      return value === null ? UNKNOWN : `It came to ${number(value)}${unitOf(asked)}`;
    }
  }
}

const UNKNOWN = "What came is not known yet";

/** @param {Predicted["asked"]} asked */
function unitOf(asked) {
  if (asked.block === "predict-field") return " pixels";
  return asked.block === "predict-number" && asked.unit ? ` ${asked.unit}` : "";
}

/** @param {number | null} value of hundreds nobody reads a hundredth */
export function number(value) {
  return value === null ? "–" : Number(value.toFixed(Math.abs(value) > 100 ? 0 : 2)).toLocaleString("en");
}

/**
 * How many picked or pointed, as a bar has it.
 * @param {number} num
 * @param {Picked | Pointed} all
 */
export function shareWords(num, all) {
  return all.num ? `${num} of ${all.num}` : "0";
}
