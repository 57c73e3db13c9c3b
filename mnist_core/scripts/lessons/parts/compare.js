// The prediction over what happened, and how far off it was, in words.

import { make, withCode } from "../../dom.js";
import { sentenceOf } from "../../sentence.js";
import { showBlocks } from "../blocks.js";
import { comparedCurve } from "../compared/compared_curve.js";
import { comparedDigits, onlyRight } from "../compared/compared_digits.js";
import { comparedField } from "../compared/compared_field.js";
import { ComparedRuns } from "../compared/compared_runs.js";
import { offWords, saidWords, valueWords } from "../compared/far_off.js";
import { missingWords } from "../runs/run_words.js";
import { predictionsOf } from "../state.js";

/** @import { Answer, Host, Lesson, Outcome, PredictionBlock } from "../messages.js" */
/** @import { LessonState } from "../state.js" */

/** @type {import("../messages.js").ShowPart} */
export function showCompare(box, lesson, state, host) {
  const texts = showBlocks(box, "compare", lesson, state, host);
  const compared = new Compared(box, lesson, state, host);
  return { destroy: () => { texts.destroy(); compared.destroy(); } };
}

class Compared {
  /**
   * @param {HTMLElement} box
   * @param {Lesson} lesson
   * @param {LessonState} state
   * @param {Host} host
   */
  constructor(box, lesson, state, host) {
    this.lesson = lesson;
    this.state = state;
    this.host = host;
    this.words = state.words;
    this.isGone = false;
    this.ends = /** @type {(() => void)[]} */ ([]);
    this.runs = new ComparedRuns(box, lesson, state, host, () => this.ask());
    this.section = make("section", "compared");
    this.section.setAttribute("role", "status");
    box.append(this.section);
    this.ask();
  }

  async ask() {
    const { host, lesson, state, section, words } = this;
    if (!Object.keys(state.place.runs).length) return section.replaceChildren(make("p", "", words.say("compare.nothing")));
    try {
      const outcome = await host.outcomeOf(lesson, state.place.runs);
      if (!this.isGone) this.show(outcome);
    } catch (error) {
      if (!this.isGone) section.replaceChildren(make("p", "", sentenceOf(error)));
    }
  }

  /** @param {Outcome} outcome */
  show(outcome) {
    const { lesson, section, state, words } = this;
    // what is heard at once is the words, not every picture
    section.removeAttribute("role");
    if (outcome.epoch === null) return section.replaceChildren(make("p", "", words.say("compare.nothing")));
    this.endPictures();
    section.replaceChildren();
    const num = Math.max(...outcome.runs.map((run) => run.num_epochs));
    const planned = lesson.parts.flatMap(({ blocks }) => blocks).find((block) => block.block === "train");
    if (planned?.block === "train" && num > planned.epochs) {
      section.append(make("p", "", words.say("compare.longer", { epochs: words.count("train.epochs", num) })));
    }
    const missing = missingWords(lesson, outcome, words);
    if (missing) section.append(make("p", "missing", missing));
    for (const block of predictionsOf(lesson)) {
      const article = make("article", "prediction");
      const question = make("h3");
      question.append(...withCode(block.question));
      article.append(question);
      section.append(article);
      const answer = state.place.predictions[block.order];
      if (answer !== undefined) this.compare(article, block, answer, outcome);
    }
    if (outcome.runs.some(({ epochs }) => epochs.length && epochs.length !== outcome.epoch)) {
      section.append(make("p", "", words.say("compare.after", { epochs: words.count("compare.epochs", outcome.epoch) })));
    }
    if (missing && !Object.keys(outcome.only_right).length) return;
    const runs = outcome.runs.map((run) => run.key).join(",");
    onlyRight(section, lesson, outcome, words, this.host.addressOf(`/compare?${new URLSearchParams({ runs })}`));
  }

  /**
   * @param {HTMLElement} box
   * @param {PredictionBlock} block
   * @param {Answer} answer
   * @param {Outcome} outcome
   */
  compare(box, block, answer, outcome) {
    const { lesson, words } = this;
    const came = outcome.predictions[block.order];
    if (block.block === "predict-curve" && came.kind === "predict-curve" && Array.isArray(answer)) {
      this.ends.push(comparedCurve(box, block, answer, came, lesson, words));
    } else if (block.block === "predict-choice" && came.kind === "predict-choice") {
      box.append(...choiceWords(block.choices, String(answer), came.keys, words).map((text) => make("p", "", text)));
    } else if (block.block === "predict-digits" && came.kind === "predict-digits" && Array.isArray(answer)) {
      comparedDigits(box, block, answer.map(Number), came, lesson, words);
    } else if (block.block === "predict-field" && came.kind === "predict-field") {
      comparedField(box, block, Number(answer), came.pixels, words);
    } else if (block.block === "predict-number" && came.kind === "predict-number") {
      box.append(make("p", "", numberWords(came.measure, Number(answer), came.value, words)));
    }
  }

  endPictures() {
    for (const end of this.ends.splice(0)) end();
  }

  destroy() {
    this.isGone = true;
    this.runs.destroy();
    this.endPictures();
  }
}

/**
 * @param {{ key: string, text: string }[]} choices
 * @param {string} answer
 * @param {string[] | null} keys
 * @param {import("../words.js").Words} words
 * @returns {string[]}
 */
export function choiceWords(choices, answer, keys, words) {
  /** @param {string} key */
  const textOf = (key) => choices.find((choice) => choice.key === key)?.text ?? key;
  const said = words.say("compare.said", { answer: textOf(answer) });
  if (keys === null) return [said, words.say("compare.not-known")];
  if (!keys.length) return [said, words.say("compare.none-holds")];
  if (keys.includes(answer)) return [said, words.say("compare.same")];
  return [said, words.say("compare.else", { answer: keys.map(textOf).join(" · ") })];
}

/**
 * @param {string} measure
 * @param {number} answer
 * @param {number | null} value
 * @param {import("../words.js").Words} words
 */
export function numberWords(measure, answer, value, words) {
  const yours = saidWords(measure, answer, words);
  if (value === null) return words.say("compare.not-measured");
  const off = offWords(measure, answer - value, words);
  if (off === words.say("compare.just-so")) return words.say("compare.number-same", { yours });
  return words.say("compare.number", { yours, came: valueWords(measure, value, words), off });
}
