// What the class gained, for its teacher. Nobody's marks stand beside a name unless the teacher asks.

import { saveFrom } from "../shared/save_file.js";
import { answerOf, sentenceOf } from "../shared/client.js";
import { make } from "../shared/element.js";
import { tableOf } from "./pictures.js";
import { classGainText, gainText, toldToTheTeacher } from "./words.js";

/** @typedef {import("./answers").ClassQuiz} ClassQuiz */
/** @typedef {import("./answers").StageMarks} StageMarks */

export class ClassView {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.hasStudents = false;
    this.leaving = new AbortController();
    this.ask();
  }

  async ask() {
    const { signal } = this.leaving;
    try {
      this.show(await answerOf(`class/quiz${this.hasStudents ? "?students=true" : ""}`, { signal }));
    } catch (error) {
      if (!signal.aborted) this.place.replaceChildren(make("p", "problem", sentenceOf(error)));
    }
    this.place.hidden = false;
  }

  /** @param {ClassQuiz} found */
  show(found) {
    const { num_students: num, num_before: before, num_after: after, gains, kinds, students } = found;
    const [all, ...topics] = gains;
    /** @type {HTMLElement[]} */
    const parts = [make("h2", "", "The class"),
      make("p", "", `${before} of ${num} ${num === 1 ? "student has" : "students have"} finished the quiz before the lessons, ${after} the one after.`)];
    if (all) parts.push(make("p", "", classGainText(all)));
    if (all?.num_both) {
      parts.push(make("h3", "", "By topic"), this.wide(tableOf(
        ["topic", "right before", "right after", "mean gain", "95 % interval", "n"],
        topics.map(({ words, num: of, before: one, after: other, mean, low, high, n }) => [
          words, `${one?.toFixed(1)} of ${of}`, `${other?.toFixed(1)} of ${of}`, gainText(mean),
          low === null || high === null ? "–" : `${gainText(low)} to ${gainText(high)}`, String(n)])), "Gain by topic"));
    }
    const named = toldToTheTeacher(kinds);
    if (before) {
      parts.push(make("h3", "", "By kind of question"));
      if (named.length) {
        const list = make("ul", "named");
        list.append(...named.map((words) => make("li", "", words)));
        parts.push(list);
      }
      parts.push(this.wide(tableOf(["question", "right before", "right after", "commonest mistake"], kinds.map((kind) => [
        kind.title, share(kind.before), share(kind.after), mistake(kind.after.num ? kind.after : kind.before)])), "Kinds of question"));
    }
    parts.push(this.buttons(students !== null));
    if (students) {
      parts.push(this.wide(tableOf(["student", "before", "after", "gain"], students.map(({ name, before: one, after: other, share: gain }) => [
        name, one === null ? "–" : String(one), other === null ? "–" : String(other), gainText(gain)])), "Students"));
    }
    this.place.replaceChildren(...parts);
  }

  /** @param {boolean} isShown */
  buttons(isShown) {
    const row = make("p", "row");
    const names = make("button", "", isShown ? "Hide students" : "Show each student");
    names.type = "button";
    names.setAttribute("aria-expanded", String(isShown));
    names.onclick = () => {
      this.hasStudents = !isShown;
      this.ask();
    };
    const save = make("button", "", "Save as CSV");
    save.type = "button";
    const told = make("span", "told");
    told.setAttribute("role", "status");
    save.onclick = async () => {
      try {
        told.textContent = `Saved as ${await saveFrom("class/quiz.csv", this.leaving.signal)}.`;
      } catch (error) {
        if (!this.leaving.signal.aborted) told.textContent = sentenceOf(error);
      }
    };
    row.append(names, save, told);
    return row;
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
