// A sitting on the page: one question at a time, and in the end what was right and why.

import { buttonOf, make } from "../shared/element.js";
import { isShortcut } from "../shared/shortcut.js";
import { termLink } from "../shared/words/term.js";
import { digitOf, pictureOf } from "./pictures.js";
import { TITLES } from "./words.js";

/** @typedef {import("./answers").Question} Question */
/** @typedef {import("./answers").Sitting} Sitting */

/**
 * @typedef {object} Host
 * @property {(question: number, answer: number | null) => void} answer
 * @property {() => void} finish
 * @property {() => void} leave
 * @property {(place: number) => void} moved
 */

const HEADER = 70; // pixels of the page's menu, which covers what is below it
const DO_NOT_KNOW = "I do not know";

export class SittingView {
  /**
   * @param {HTMLElement} place
   * @param {Sitting} sitting
   * @param {Host} host
   * @param {number} [at] the question that is shown first
   */
  constructor(place, sitting, host, at) {
    this.place = place;
    this.sitting = sitting;
    this.host = host;
    const open = sitting.questions.findIndex((question) => !question.is_answered);
    this.at = at ?? (open < 0 ? sitting.questions.length - 1 : open);
    this.leaving = new AbortController();
    if (sitting.finished === null) {
      document.addEventListener("keydown", (event) => this.key(event), { signal: this.leaving.signal });
      this.show();
    } else this.showResults();
  }

  // -- one question ----------------------------------------------------------------------------

  get question() {
    return /** @type {Question} */ (this.sitting.questions[this.at]);
  }

  show({ isNew = false } = {}) {
    const { sitting: { questions, stage }, question } = this;
    const head = make("div", "head");
    const title = make("h2", "", `Question ${this.at + 1} of ${questions.length}`);
    title.tabIndex = -1;
    head.append(title, make("p", "topic", `${TITLES[stage]} · ${question.topic}`), this.steps());
    const words = make("p", "text", question.text);
    words.id = "quiz-question";
    const sides = make("div", "sides");
    sides.append(pictureOf(question.picture), this.choices());
    this.place.replaceChildren(head, words, sides, this.foot());
    if (!isNew) return;
    title.focus({ preventScroll: true });
    if (head.getBoundingClientRect().top < HEADER) head.scrollIntoView({ block: "start" });
  }

  /** Which questions are answered, a button each. */
  steps() {
    const list = make("ol", "steps");
    list.append(...this.sitting.questions.map(({ is_answered: isAnswered }, place) => {
      const item = make("li");
      const button = buttonOf(String(place + 1), () => this.goTo(place), isAnswered ? "answered" : "");
      button.setAttribute("aria-label", `Question ${place + 1}, ${isAnswered ? "answered" : "open"}`);
      if (place === this.at) button.setAttribute("aria-current", "step");
      item.append(button);
      return item;
    }));
    return list;
  }

  choices() {
    const { question } = this;
    const group = make("div", "choices");
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", "quiz-question");
    question.choices.forEach(({ text, square }, place) => {
      const button = this.choice(text, place, String(place + 1));
      if (square && question.picture.shows === "digit") {
        button.classList.add("with-square");
        button.append(digitOf(question.picture.pixels, square, ""));
      }
      group.append(button);
    });
    group.append(this.choice(DO_NOT_KNOW, null, "0"));
    return group;
  }

  /**
   * @param {string} text
   * @param {number | null} answer
   * @param {string} key
   */
  choice(text, answer, key) {
    const button = buttonOf("", () => this.choose(answer), answer === null ? "choice unknown" : "choice");
    const { question } = this;
    const number = make("kbd", "", key);
    number.setAttribute("aria-hidden", "true");
    button.append(number, make("span", "words", text));
    button.setAttribute("aria-pressed", String(question.is_answered && question.answer === answer));
    return button;
  }

  foot() {
    const { questions } = this.sitting;
    const foot = make("div", "foot");
    const back = buttonOf("Back", () => this.goTo(this.at - 1), "back");
    back.disabled = this.at === 0;
    const next = buttonOf("Next", () => this.goTo(this.at + 1), "next");
    next.disabled = this.at === questions.length - 1;
    const left = questions.filter((question) => !question.is_answered).length;
    foot.append(back, next);
    if (!left) foot.append(buttonOf("Finish and see what was right", () => this.host.finish(), "finish"));
    foot.append(buttonOf("Leave for now", () => this.host.leave(), "leave"));
    const open = make("p", "open", left ? `${left} of ${questions.length} questions are open.`
      : "All questions are answered. You can still change answers; after you finish they stand.");
    open.setAttribute("role", "status");
    foot.append(open, make("p", "keys", "Keys: 1 to 4 choose, 0 says that you do not know, ← and → turn the page."));
    return foot;
  }

  /** @param {number | null} answer */
  choose(answer) {
    const { question } = this;
    question.answer = answer;
    question.is_answered = true;
    this.host.answer(this.at, answer);
    this.show();
    const pressed = this.place.querySelector(".choice[aria-pressed=true]");
    if (pressed instanceof HTMLElement) pressed.focus({ preventScroll: true });
  }

  /** @param {number} place */
  goTo(place) {
    if (place < 0 || place >= this.sitting.questions.length) return;
    this.at = place;
    this.host.moved(place);
    this.show({ isNew: true });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!isShortcut(event)) return;
    const { key } = event;
    const { length } = this.question.choices;
    if (/^\d$/.test(key) && Number(key) <= length) this.choose(key === "0" ? null : Number(key) - 1);
    else if (key === "ArrowLeft") this.goTo(this.at - 1);
    else if (key === "ArrowRight") this.goTo(this.at + 1);
    else if (key === "ArrowUp" || key === "ArrowDown") this.moveFocus(key === "ArrowUp" ? -1 : 1);
    else return;
    event.preventDefault();
  }

  /** @param {number} by */
  moveFocus(by) {
    const buttons = /** @type {HTMLElement[]} */ ([...this.place.querySelectorAll(".choice")]);
    const root = /** @type {Document | ShadowRoot} */ (this.place.getRootNode());
    const now = buttons.findIndex((button) => button === root.activeElement);
    const next = now < 0 ? (by > 0 ? 0 : buttons.length - 1) : (now + by + buttons.length) % buttons.length;
    buttons[next]?.focus();
  }

  // -- the end ---------------------------------------------------------------------------------

  showResults() {
    const { questions, scores, stage } = this.sitting;
    const [all, ...topics] = scores;
    const head = make("div", "head");
    const title = make("h2", "", `${TITLES[stage]}: ${all?.num_right} of ${all?.num} right`);
    title.tabIndex = -1;
    const list = make("ul", "scores");
    list.append(...topics.map(({ words, num_right: right, num }) => make("li", "", `${words}: ${right} of ${num}`)));
    const leave = buttonOf("Back to the quizzes", () => this.host.leave(), "leave");
    head.append(title, list, make("p", "topic", `With four answers to each question, guessing gets ${(all?.num ?? 0) / 4} of ${all?.num} right on average.`), leave);
    const answers = make("ol", "results");
    answers.append(...questions.map((question, place) => this.result(question, place)));
    this.place.replaceChildren(head, answers);
    title.focus({ preventScroll: true });
  }

  /**
   * @param {Question} question
   * @param {number} place
   */
  result(question, place) {
    const { result, answer } = question;
    const item = make("li", result?.is_right ? "right" : "not-right");
    const verdict = result?.is_right ? "✓ Right" : answer === null ? "You did not know" : "✗ Another answer is right";
    const title = make("h3", "", `${place + 1} · `);
    title.append(termLink(question.term, question.topic));
    item.append(title, make("p", "text", question.text));
    const details = make("div", "sides");
    const told = make("div", "told");
    told.append(make("p", "verdict", verdict));
    if (!result?.is_right && answer !== null) told.append(make("p", "", `You chose: ${question.choices[answer]?.text}. ${result?.mistake ?? ""}`));
    const right = question.choices[result?.right ?? 0];
    const line = make("p", "", result?.is_right ? "Your answer: " : "Right: ");
    line.append(make("b", "", right?.text));
    told.append(line, make("p", "why", result?.explanation));
    const shown = right?.square && question.picture.shows === "digit" ? this.rightSquare(question) : pictureOf(question.picture);
    details.append(shown, told);
    item.append(details);
    return item;
  }

  /** @param {Question} question */
  rightSquare(question) {
    const figure = make("figure", "picture");
    const right = question.choices[question.result?.right ?? 0];
    if (question.picture.shows === "digit" && right) {
      figure.append(make("figcaption", "", question.picture.caption), digitOf(question.picture.pixels, right.square, `The right square: ${right.text}`));
    }
    return figure;
  }

  end() {
    this.leaving.abort();
  }
}
