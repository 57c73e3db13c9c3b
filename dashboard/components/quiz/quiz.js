// The Quiz page: one's quizzes before and after the lessons, the one that is taken now, and the gain.

import { addressOf } from "../shared/address.js";
import { answerOf, Refused, sentenceOf } from "../shared/client/client.js";
import { buttonOf, heldBy, isDark, make, partOf } from "../shared/element.js";
import { remember, remembered } from "../shared/tab_memory.js";
import { countOf } from "../shared/words/count.js";
import { ClassView } from "./class_view.js";
import { tableOf } from "./pictures.js";
import { SittingView } from "./sitting_view.js";
import { cardOf, gainText, TITLES } from "./words.js";

/** @typedef {import("./answers").Quizzes} Quizzes */
/** @typedef {import("./answers").Sitting} Sitting */
/** @typedef {import("./answers").Stage} Stage */
/**
 * @template Data
 * @typedef {import("../shared/element.js").Call<Data>} Call
 */
/** @typedef {{ leadsClass: boolean }} Data */

const SHOWN = "quiz"; // which sitting this tab shows, and which of its questions

/**
 * Whether a link means the other quiz than this one, which is finished.
 * @param {Sitting} sitting
 */
function isElsewhere({ stage, finished }) {
  return finished !== null && new URLSearchParams(window.location.search).has("stage") && stage !== asked();
}

/** Which quiz a link to this page means. */
function asked() {
  return new URLSearchParams(window.location.search).get("stage") === "after" ? "after" : "before";
}

class Quiz {
  /**
   * @param {HTMLElement} section
   * @param {boolean} leadsClass
   */
  constructor(section, leadsClass) {
    this.part = (/** @type {string} */ selector) => partOf(section, selector);
    this.leaving = new AbortController();
    this.view = /** @type {SittingView | null} */ (null);
    this.unheard = Promise.resolve(); // answers go one after the other
    this.unsent = /** @type {Map<number, number | null>} */ (new Map()); // by the question's number
    this.classView = leadsClass ? new ClassView(this.part(".class")) : null;
    partOf(section, ".to-lessons", HTMLAnchorElement).href = addressOf("lessons");
    const shown = remembered(SHOWN);
    if (shown) this.look(shown.sitting, shown.at, isElsewhere);
    else this.showOverview();
  }

  /**
   * What `work` comes to; where it fails the page says why.
   * @template Found
   * @param {() => Promise<Found>} work
   * @returns {Promise<Found | null>}
   */
  async told(work) {
    try {
      const found = await work();
      this.complain("");
      return found;
    } catch (error) {
      if (!this.leaving.signal.aborted) this.complain(sentenceOf(error));
      return null;
    }
  }

  /** @param {string} path @param {object} [body] */
  ask(path, body) {
    return answerOf(path, { body, signal: this.leaving.signal });
  }

  // -- the overview ----------------------------------------------------------------------------

  async showOverview() {
    const found = /** @type {Quizzes | null} */ (await this.told(() => this.ask("quiz")));
    if (!found) return;
    const stages = /** @type {Stage[]} */ (["before", "after"]);
    this.part(".stages").replaceChildren(...stages.map((stage) => this.card(stage, found)));
    this.showGain(found);
    this.swap(".overview");
    this.part(`.card.${asked()}`).querySelector("button")?.focus({ preventScroll: true });
  }

  /**
   * @param {Stage} stage
   * @param {Quizzes} found
   */
  card(stage, { taken }) {
    const card = make("div", `card ${stage}`);
    const { words, buttons } = cardOf(stage, taken);
    card.append(make("h2", "", TITLES[stage]), make("p", "", words));
    const row = make("p", "row");
    row.append(...buttons.map(({ text, act, sitting }) => {
      const button = buttonOf(text, () => (act === "begin" ? this.take(stage) : this.look(sitting ?? 0)), act);
      button.setAttribute("aria-label", `${text}: ${TITLES[stage].toLowerCase()}`);
      return button;
    }));
    if (buttons.length) card.append(row);
    return card;
  }

  /** @param {Quizzes} found */
  showGain({ gain, taken }) {
    const place = this.part(".gain");
    place.hidden = !gain;
    if (!gain) return;
    const isAgain = taken.filter(({ stage, finished }) => stage === "after" && finished !== null).length > 1;
    const table = tableOf(["topic", "before", "after", "gain"], gain.topics.map(({ words, before, after, num, share }) => [
      words, `${before} of ${num}`, `${after} of ${num}`, gainText(share)]));
    const ofATopic = gain.topics[0].num;
    const all = gain.topics.reduce((sum, { num }) => sum + num, 0);
    place.replaceChildren(make("h2", "", "What you gained"), make("p", "", gain.sentence), table, make("p", "", gain.chance),
      make("p", "small", `The normalised gain is (after − before) / (${all} − before): the share of what was still to be learnt (Hake 1998, doi 10.1119/1.18809). `
        + `Below 0: fewer were right than before. A dash: nothing was missing before. ${countOf(ofATopic, "question")} of a topic say little.${isAgain ? " Of several quizzes after the lessons the first counts." : ""} The explanations after the first quiz taught you something, too.`));
  }

  // -- a sitting -------------------------------------------------------------------------------

  /** @param {Stage} stage */
  async take(stage) {
    const sitting = /** @type {Sitting | null} */ (await this.told(() => this.ask("quiz", { stage })));
    if (sitting) this.show(sitting);
  }

  /**
   * @param {number} number
   * @param {number} [at]
   * @param {(sitting: Sitting) => boolean} isPassedOver the overview is shown instead
   */
  async look(number, at, isPassedOver = () => false) {
    const sitting = /** @type {Sitting | null} */ (await this.told(() => this.ask(`quiz/${number}`)));
    if (sitting && !isPassedOver(sitting)) this.show(sitting, at);
    else {
      remember(SHOWN, null);
      this.showOverview();
    }
  }

  /**
   * @param {Sitting} sitting
   * @param {number} [at]
   */
  show(sitting, at) {
    this.view?.end();
    this.swap(".sitting");
    this.unsent.clear();
    const number = sitting.sitting;
    remember(SHOWN, { sitting: number, at });
    this.view = new SittingView(this.part(".sitting"), sitting, {
      answer: (question, answer) => this.answer(number, question, answer),
      finish: () => this.finish(number),
      leave: () => this.leave(),
      moved: (place) => remember(SHOWN, { sitting: number, at: place }),
    }, at);
  }

  /**
   * @param {number} number
   * @param {number} question
   * @param {number | null} answer
   */
  answer(number, question, answer) {
    this.unsent.set(question, answer);
    this.unheard = this.unheard.then(() => this.sendAnswers(number));
  }

  /**
   * Also those that the server did not get before; what it does not get now waits for the next time.
   * @param {number} number
   */
  async sendAnswers(number) {
    for (const [question, answer] of this.unsent) {
      try {
        await this.ask(`quiz/${number}/answer`, { question, answer });
        this.complain("");
      } catch (error) {
        if (this.leaving.signal.aborted) return;
        this.complain(sentenceOf(error));
        if (!(error instanceof Refused) || error.mayPass) return;
      }
      if (this.unsent.get(question) === answer) this.unsent.delete(question);
    }
  }

  /** @param {number} number */
  async finish(number) {
    await this.unheard;
    await this.sendAnswers(number);
    if (this.unsent.size) return;
    const sitting = /** @type {Sitting | null} */ (await this.told(() => this.ask(`quiz/${number}/finish`, {})));
    if (!sitting) return;
    this.show(sitting);
    this.part(".sitting").scrollIntoView({ block: "start" });
    this.classView?.ask();
  }

  async leave() {
    await this.unheard;
    this.view?.end();
    this.view = null;
    remember(SHOWN, null);
    await this.showOverview();
  }

  // -- what is in sight ------------------------------------------------------------------------

  /** @param {string} wanted */
  swap(wanted) {
    for (const name of [".overview", ".sitting"]) this.part(name).hidden = name !== wanted;
  }

  /** @param {string} sentence */
  complain(sentence) {
    const place = this.part(".problem");
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  destroy() {
    this.leaving.abort();
    this.view?.end();
    this.classView?.end();
  }
}

/** @param {Call<Data>} call */
export default function ({ parentElement, data }) {
  const section = partOf(parentElement, ".quiz");
  section.classList.toggle("dark", isDark(section));
  return heldBy(section, Quiz, data.leadsClass).end;
}
