// What the class gained, for its teacher. Nobody's marks stand beside a name unless the teacher asks.

import { sentenceOf } from "../shared/client/client.js";
import { buttonOf, make } from "../shared/element.js";
import { Poll } from "../shared/client/poll.js";
import { saveFrom } from "../shared/client/save_file.js";
import { tableOf } from "./pictures.js";
import { classGainText, gainText, toldToTheTeacher } from "./words.js";

/** @typedef {import("./answers").ClassQuiz} ClassQuiz */
/** @typedef {import("./answers").StageMarks} StageMarks */

const ASK_AGAIN = 10_000; // milliseconds: students finish one after the other
const ASK_BEHIND = 60_000; // while the tab is hidden

export class ClassView {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.figures = make("div", "figures");
    this.names = buttonOf("Show each student", () => this.turnNames());
    this.names.setAttribute("aria-expanded", "false");
    this.told = make("span", "told");
    this.told.setAttribute("role", "status");
    this.students = make("div", "students");
    const row = make("p", "row");
    row.append(this.names, buttonOf("Save as CSV", () => this.save()), this.told);
    place.replaceChildren(make("h2", "", "The class"), this.figures, row, this.students);
    place.hidden = false;
    this.leaving = new AbortController();
    this.poll = new Poll("class/quiz", {
      heard: async (reply) => { if (reply.status !== 304) this.hear(await reply.json()); },
      lost: (sentence) => { this.told.textContent = sentence || "The server does not answer; trying again."; },
      found: () => { this.told.textContent = ""; },
      again: () => ASK_AGAIN, behind: ASK_BEHIND });
    this.poll.begin();
  }

  ask() {
    this.poll.ask();
  }

  /** @param {ClassQuiz} found */
  hear(found) {
    this.showFigures(found);
    this.showStudents(found);
  }

  /** @param {ClassQuiz} found */
  showFigures({ num_students: num, num_before: before, num_after: after, gains, kinds }) {
    const [all, ...topics] = gains;
    /** @type {HTMLElement[]} */
    const parts = [make("p", "", `${before} of ${num} ${num === 1 ? "student has" : "students have"} finished the quiz before the lessons, ${after} the one after.`)];
    if (all) parts.push(make("p", "", classGainText(all)));
    if (all?.num_both) {
      parts.push(make("h3", "", "By topic"), this.wide(tableOf(
        ["topic", "right before", "right after", "mean gain", "95 % interval", "n"],
        topics.map(({ words, num: of, before: one, after: other, mean, low, high, n }) => [
          words, `${one?.toFixed(1)} of ${of}`, `${other?.toFixed(1)} of ${of}`, gainText(mean),
          low === null || high === null ? "–" : `${gainText(low)} to ${gainText(high)}`, String(n)])), "Gain by topic"));
    }
    if (before) {
      parts.push(make("h3", "", "By kind of question"));
      const named = toldToTheTeacher(kinds);
      if (named.length) {
        const list = make("ul", "named");
        list.append(...named.map((words) => make("li", "", words)));
        parts.push(list);
      }
      parts.push(this.wide(tableOf(["question", "right before", "right after", "commonest mistake"], kinds.map((kind) => [
        kind.title, share(kind.before), share(kind.after), mistake(kind.after.num ? kind.after : kind.before)])), "Kinds of question"));
    }
    this.figures.replaceChildren(...parts);
  }

  /** @param {ClassQuiz} found */
  showStudents({ students }) {
    this.names.textContent = students ? "Hide students" : "Show each student";
    this.names.setAttribute("aria-expanded", String(students !== null));
    this.students.replaceChildren(...(students ? [this.wide(tableOf(["student", "before", "after", "gain"],
      students.map(({ name, before, after, share: gain }) => [
        name, before === null ? "–" : String(before), after === null ? "–" : String(after), gainText(gain)])), "Students")] : []));
  }

  turnNames() {
    // what is known is known of the other path
    this.poll.version = null;
    this.poll.path = this.students.childElementCount ? "class/quiz" : "class/quiz?students=true";
    this.ask();
  }

  async save() {
    try {
      this.told.textContent = `Saved as ${await saveFrom("class/quiz.csv", this.leaving.signal)}.`;
    } catch (error) {
      if (!this.leaving.signal.aborted) this.told.textContent = sentenceOf(error);
    }
  }

  /**
   * @param {HTMLElement} table
   * @param {string} words what it is called
   */
  wide(table, words) {
    const scroll = make("div", "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "group");
    scroll.setAttribute("aria-label", words);
    scroll.append(table);
    return scroll;
  }

  end() {
    this.poll.end();
    this.leaving.abort();
  }
}

/** @param {StageMarks} marks */
function share({ num, num_right: right }) {
  return num ? `${right}\u00a0of\u00a0${num}` : "–";
}

/** @param {StageMarks} marks */
function mistake({ mistake: words, num_mistake: num }) {
  return words ? `${words} (${num})` : "–";
}
