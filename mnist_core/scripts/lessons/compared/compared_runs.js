// The runs of a lesson as they went, above what was predicted of them; those that still train are followed.

import { make } from "../../dom.js";
import { isOver } from "../runs/race.js";
import { RaceView } from "../runs/race_view.js";
import { runWords } from "../runs/run_words.js";

/** @import { Host, Lesson, RacingRunNow } from "../messages.js" */
/** @import { LessonState } from "../state.js" */

export class ComparedRuns {
  /**
   * @param {HTMLElement} box which they are added to
   * @param {Lesson} lesson
   * @param {LessonState} state
   * @param {Host} host
   * @param {() => void} ended called once what was still training here has come to its end
   */
  constructor(box, lesson, state, host, ended) {
    this.words = state.words;
    this.ended = ended;
    this.isTraining = false;
    this.section = make("section", "race");
    this.section.hidden = true;
    this.view = new RaceView(this.section, lesson, this.words);
    box.append(this.section);
    const { runs } = state.place;
    this.watching = Object.keys(runs).length ? host.watchRuns(lesson, runs, {
      heard: (found) => this.heard(found), lost: () => {}, // the outcome says why
    }) : null;
  }

  /** @param {RacingRunNow[]} runs */
  heard(runs) {
    this.section.hidden = !runs.some(({ at, epochs }) => at.length || epochs.length);
    this.view.draw(runs, (name) => {
      const run = runs.find((one) => one.name === name);
      return run ? runWords(run, this.words) : "";
    });
    const wasTraining = this.isTraining;
    this.isTraining = runs.some(({ state }) => !isOver(state));
    if (wasTraining && !this.isTraining) this.ended();
  }

  destroy() {
    this.watching?.end();
    this.view.destroy();
  }
}
