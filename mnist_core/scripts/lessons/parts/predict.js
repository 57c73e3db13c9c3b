// Predictions: each is asked for, and kept as it is made.

import { make, withCode } from "../../dom.js";
import { showBlocks } from "../blocks.js";
import { askChoice } from "../predictions/choice.js";
import { askCurve } from "../predictions/curve.js";
import { askDigits } from "../predictions/digits.js";
import { askField } from "../predictions/field.js";
import { askNumber } from "../predictions/number.js";
import { isWhole, predictionsOf } from "../state.js";

/** @import { Answer, PredictionBlock, ShowPart } from "../messages.js" */
/** @import { LessonState } from "../state.js" */

/**
 * What asks: it fills the box under the question, begins with the answer that was given before, and
 * tells each new one; null takes it back.
 * @typedef {(box: HTMLElement, asked: Asked) => { destroy?: () => void } | void} Ask
 */

/**
 * @typedef {object} Asked
 * @property {any} block
 * @property {Answer | undefined} answer
 * @property {(answer: Answer | null) => void} tell
 * @property {import("../messages.js").Lesson} lesson
 * @property {LessonState} state
 * @property {import("../messages.js").Host} host
 * @property {string} heading the id of the question, which names what asks it
 */

/** @type {Record<PredictionBlock["block"], Ask>} */
const ASKS = {
  "predict-curve": askCurve, "predict-choice": askChoice, "predict-digits": askDigits, "predict-field": askField,
  "predict-number": askNumber,
};

/** @type {ShowPart} */
export function showPredict(box, lesson, state, host) {
  const all = predictionsOf(lesson);

  /** @param {PredictionBlock} block */
  const shown = (block) => {
    const section = make("section", `prediction ${block.block}`);
    const { words } = state;
    const place = all.indexOf(block);
    if (place < 0) return { element: make("p", "nothing", words.say("picture.no-digits")) };
    const heading = `prediction-${block.order}`;
    const question = make("h3");
    question.append(...withCode(block.question));
    question.id = heading;
    if (all.length > 1) question.prepend(make("span", "number", words.say("predict.number", { num: place + 1, all: all.length })), " ");
    const asks = make("div", "asks");
    const status = make("p", "answered");
    section.dataset.order = String(block.order);
    section.append(question, asks, status);
    const say = () => {
      const isMade = isWhole(block, state.place.predictions[block.order]);
      section.classList.toggle("made", isMade);
      status.textContent = isMade ? words.say("predict.made") : "";
    };
    const end = ASKS[block.block](asks, {
      block, answer: state.place.predictions[block.order], lesson, state, host, heading,
      tell: (answer) => { state.predict(block.order, answer); say(); },
    });
    say();
    return { element: section, destroy: () => end?.destroy?.() };
  };

  return showBlocks(box, "predict", lesson, state, host, {
    "predict-curve": shown, "predict-choice": shown, "predict-digits": shown, "predict-field": shown, "predict-number": shown,
  });
}
