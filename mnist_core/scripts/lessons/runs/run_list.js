// The runs of a lesson in a list: the mark of each, what it is called, and what it is at.

import { make } from "../../dom.js";
import { makeSvg } from "../../svg.js";
import { markAt } from "./race_chart.js";

/** @import { Lesson } from "../messages.js" */
/** @import { Words } from "../words.js" */

export class RunList {
  /**
   * @param {HTMLElement} box which it is added to
   * @param {Lesson} lesson
   * @param {Words} words
   */
  constructor(box, lesson, words) {
    this.list = make("ul", "race-runs");
    /** @type {Map<string, HTMLElement>} */
    this.states = new Map();
    lesson.runs.forEach((run, index) => {
      const item = make("li");
      const state = make("span", "state");
      const parameters = words.say("train.parameters", { num: words.number(run.parameters) });
      item.append(keyOf(`run-${index + 1}`), make("strong", "", run.label), make("span", "parameters", parameters), state);
      this.states.set(run.name, state);
      this.list.append(item);
    });
    box.append(this.list);
  }

  /** @param {(name: string) => string} stateOf */
  say(stateOf) {
    for (const [name, state] of this.states) {
      const words = stateOf(name);
      if (state.textContent !== words) state.textContent = words;
    }
  }
}

/**
 * The line and the mark of a run, for a list.
 * @param {string} kind
 */
export function keyOf(kind) {
  const key = makeSvg("svg", "key", { viewBox: "0 0 30 14" });
  key.setAttribute("aria-hidden", "true");
  key.append(makeSvg("path", `line ${kind}`, { d: "M2 7L28 7" }), markAt(kind, 15, 7));
  return key;
}
