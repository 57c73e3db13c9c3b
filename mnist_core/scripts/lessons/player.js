// The player of a lesson: its six parts, one at a time, where one is, back and on.
//
// A part is a function `(box, lesson, state, host) => { destroy }` in parts/: it fills the empty `box`,
// reads and keeps what the person did by `state` (state.js), says `state.words`, and asks the page
// around by `host`. Types of all of them: messages.d.ts.

import { make } from "../dom.js";
import { languageChoice } from "./language_choice.js";
import { showCompare } from "./parts/compare.js";
import { showExplain } from "./parts/explain.js";
import { showPredict } from "./parts/predict.js";
import { showQuestion } from "./parts/question.js";
import { showTrain } from "./parts/train.js";
import { showYourTurn } from "./parts/your_turn.js";
import { BEGINNING, isOpen, LessonState, missingPredictions, openPart, PARTS } from "./state.js";
import { Words } from "./words.js";

/** @import { Host, Opened, PartName, ShowPart, Shown } from "./messages.js" */

/** @type {Record<PartName, ShowPart>} */
const SHOWS = {
  question: showQuestion, predict: showPredict, train: showTrain, compare: showCompare, explain: showExplain,
  "your-turn": showYourTurn,
};

export class Player {
  /**
   * @param {HTMLElement} section which it fills
   * @param {Opened} opened
   * @param {Host} host
   * @param {string | null} part that the address asks for; else the one where the person was
   */
  constructor(section, opened, host, part) {
    this.section = section;
    this.lesson = opened.lesson;
    this.opened = opened;
    this.host = host;
    this.words = new Words(opened.words, opened.lesson.language);
    this.state = new LessonState(opened.place ?? BEGINNING, this.words, (place) => host.keepPlace(this.lesson.key, place));
    this.shown = /** @type {Shown | null} */ (null);
    this.deaf = this.state.listen(() => this.sayWhere());
    this.part = openPart(this.lesson, this.state.place, part);
    this.build();
    this.show(this.part);
    // whoever reads the question has begun
    if (!opened.place) this.state.keep({});
  }

  build() {
    const { lesson, words } = this;
    this.section.lang = lesson.language;
    const head = make("header", "head");
    const all = make("button", "plain all", words.say("shell.all-lessons"));
    all.type = "button";
    all.onclick = () => this.host.open(null);
    const about = make("p", "about");
    about.append(...this.about().map((text) => make("span", "", text)));
    const title = make("h1", "", lesson.title);
    title.tabIndex = -1;
    head.append(all, title, about);
    if (this.opened.languages.length > 1) head.append(languageChoice(this.opened.languages, lesson.language, words, (language) => this.host.speak(language)));
    this.nav = make("ol", "parts");
    this.buttons = lesson.parts.map((part) => {
      const button = make("button");
      button.type = "button";
      button.onclick = () => this.go(part.name);
      const item = make("li");
      item.append(button);
      this.nav?.append(item);
      return button;
    });
    const nav = make("nav");
    nav.setAttribute("aria-label", words.say("shell.parts"));
    nav.append(this.nav);
    this.title = make("h2");
    this.title.tabIndex = -1;
    this.box = make("div", "part");
    this.back = make("button", "back", words.say("shell.back"));
    this.on = make("button", "on primary");
    this.back.type = this.on.type = "button";
    this.back.onclick = () => this.go(PARTS[PARTS.indexOf(this.part) - 1]);
    this.on.onclick = () => this.goOn();
    this.status = make("p", "status");
    this.status.setAttribute("role", "status");
    const foot = make("footer", "foot");
    foot.append(this.back, this.on, this.status);
    this.section.replaceChildren(head, nav, this.title, this.box, foot);
  }

  about() {
    const { lesson, words } = this;
    const found = [words.count("shell.minutes", lesson.minutes)];
    if (lesson.step) found.push(words.say("shell.step", { step: lesson.step }));
    if (lesson.is_own) found.push(words.say("shell.own"));
    return found;
  }

  /**
   * Where a person wants to go: the page's address and the place follow.
   * @param {PartName} part
   */
  go(part) {
    if (!isOpen(this.lesson, this.state.place, part)) return this.askFirst();
    this.host.went(part);
    this.show(part);
    this.title?.focus({ preventScroll: true });
    this.section.scrollIntoView({ block: "start" });
  }

  goOn() {
    const next = PARTS[PARTS.indexOf(this.part) + 1];
    if (next) return this.go(next);
    if (!this.state.place.is_finished) return this.state.keep({ is_finished: true });
    this.host.open(this.opened.next);
  }

  /** The first question that is still open gets the keyboard. */
  askFirst() {
    const [first] = missingPredictions(this.lesson, this.state.place);
    if (this.part !== "predict") this.go("predict");
    if (!this.status || !first) return;
    this.status.textContent = this.words.say("shell.answer-first");
    const asks = this.box?.querySelector(`[data-order="${first.order}"] :is(input, button, [tabindex="0"])`);
    if (asks instanceof HTMLElement || asks instanceof SVGElement) asks.focus();
  }

  /**
   * @param {PartName} part
   */
  show(part) {
    const { lesson, state } = this;
    const found = lesson.parts.find(({ name }) => name === part);
    if (!this.box || !this.title || !found) return;
    this.shown?.destroy();
    this.part = part;
    this.box.replaceChildren();
    this.title.textContent = found.title;
    this.section.dataset.part = part;
    this.shown = SHOWS[part](this.box, lesson, state, this.host);
    if (state.place.part !== part) state.keep({ part });
    else this.sayWhere();
  }

  /** The address asks for another part, as by Back. @param {string | null} asked */
  follow(asked) {
    const part = openPart(this.lesson, this.state.place, asked);
    if (part !== this.part) this.show(part);
  }

  sayWhere() {
    const { lesson, state, words } = this;
    const here = PARTS.indexOf(this.part);
    lesson.parts.forEach((part, index) => {
      const button = this.buttons?.[index];
      if (!button) return;
      const isShut = !isOpen(lesson, state.place, part.name);
      const isBehind = index < here || state.place.is_finished;
      button.replaceChildren(make("span", "number", String(index + 1)), make("span", "name", part.title));
      if (isBehind) button.append(make("span", "unseen", words.say("shell.done")));
      if (isShut) button.append(make("span", "unseen", words.say("shell.locked")));
      button.classList.toggle("behind", isBehind);
      button.setAttribute("aria-disabled", String(isShut));
      if (index === here) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    if (!this.back || !this.on || !this.status) return;
    this.back.hidden = here === 0;
    const isShut = here + 1 < PARTS.length && !isOpen(lesson, state.place, PARTS[here + 1]);
    this.on.setAttribute("aria-disabled", String(isShut));
    // what is to do first in Train is to train
    this.on.classList.toggle("primary", this.part !== "train" || Object.keys(state.place.runs).length > 0);
    this.on.textContent = words.say(this.onWord(here));
    this.status.textContent = isShut ? words.say("shell.answer-first") : "";
  }

  /** @param {number} here */
  onWord(here) {
    if (here + 1 < PARTS.length) return "shell.on";
    if (!this.state.place.is_finished) return "shell.finish";
    return this.opened.next ? "shell.next-lesson" : "shell.all-lessons";
  }

  destroy() {
    this.deaf();
    this.shown?.destroy();
    this.section.replaceChildren();
    delete this.section.dataset.part;
    this.section.removeAttribute("lang");
  }
}
