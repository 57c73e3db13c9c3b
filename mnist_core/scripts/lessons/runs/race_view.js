// Runs of a lesson side by side: a list of them, their chart, and what its lines and marks mean.

import { make } from "../../dom.js";
import { RaceChart } from "./race_chart.js";
import { RunList } from "./run_list.js";

/** @import { Lesson, RacingRunNow } from "../messages.js" */
/** @import { Words } from "../words.js" */

export class RaceView {
  /**
   * @param {HTMLElement} box which it is added to
   * @param {Lesson} lesson
   * @param {Words} words
   */
  constructor(box, lesson, words) {
    this.list = new RunList(box, lesson, words);
    this.chart = new RaceChart(box, new Map(lesson.runs.map((run) => [run.name, run.label])), words);
    this.key = make("p", "key", words.say("train.key"));
    box.append(this.key);
  }

  /**
   * @param {RacingRunNow[]} runs
   * @param {(name: string) => string} stateOf
   */
  draw(runs, stateOf) {
    this.chart.draw(runs);
    this.chart.place.hidden = !runs.some((run) => run.at.length || run.epochs.length);
    this.key.hidden = !runs.some((run) => run.at.length);
    this.list.say(stateOf);
  }

  destroy() {
    this.chart.destroy();
  }
}
