// The curve of another run, which is drawn before one predicts: as it was recorded, or trained on the
// spot, since only the lesson's own length can be held against a prediction.

import { make } from "../../dom.js";
import { sentenceOf } from "../../sentence.js";
import { isOver } from "../runs/race.js";

/** @import { Host, Lesson, LessonRun, PredictCurveBlock, RacingRunNow } from "../messages.js" */
/** @import { LessonState } from "../state.js" */

export class GivenCurve {
  /**
   * @param {HTMLElement} box at whose beginning it stands
   * @param {PredictCurveBlock} block
   * @param {LessonRun} run
   * @param {Lesson} lesson
   * @param {LessonState} state
   * @param {Host} host
   * @param {(values: number[]) => void} give
   */
  constructor(box, block, run, lesson, state, host, give) {
    this.block = block;
    this.run = run;
    this.lesson = lesson;
    this.state = state;
    this.host = host;
    this.give = give;
    this.watching = /** @type {{ end(): void } | null} */ (null);
    const { words } = state;
    this.button = make("button", "give", words.say("predict.give", { name: run.label }));
    this.button.type = "button";
    this.button.onclick = () => this.train();
    this.status = make("p", "giving");
    this.status.setAttribute("role", "status");
    box.prepend(this.button, this.status);
    const key = state.place.runs[run.name];
    this.button.hidden = !host.canTrain || Boolean(key);
    if (key) this.watch(key);
    else if (!host.canTrain) give(block.given_values);
  }

  async train() {
    const { words } = this.state;
    this.button.disabled = true;
    this.status.textContent = words.say("predict.giving", { name: this.run.label });
    try {
      const [started] = await this.host.startRuns(this.lesson, false, this.run.name);
      if (started.key === null) throw new Error(started.problem ?? "");
      this.state.keep({ runs: { ...this.state.place.runs, [this.run.name]: started.key } });
      this.button.hidden = true;
      this.watch(started.key);
    } catch (error) {
      this.button.disabled = false;
      this.complain(sentenceOf(error));
    }
  }

  /** @param {string} key */
  watch(key) {
    this.watching = this.host.watchRuns(this.lesson, { [this.run.name]: key }, {
      heard: ([run]) => this.heard(run),
      lost: (sentence) => { if (sentence) this.complain(sentence); },
    });
  }

  /** @param {RacingRunNow | undefined} run none where it is not here any more */
  heard(run) {
    const { words } = this.state;
    const measure = /** @type {keyof RacingRunNow["epochs"][0]} */ (this.block.measure);
    if (run?.epochs.length) this.give(run.epochs.map((epoch) => epoch[measure]));
    const isGone = !run || (isOver(run.state) && !run.epochs.length);
    this.button.hidden = !isGone;
    this.button.disabled = false;
    this.status.textContent = run && !isOver(run.state) ? words.say("predict.giving", { name: this.run.label }) : "";
    if (run?.error) this.complain(run.error);
  }

  /** @param {string} why */
  complain(why) {
    this.status.textContent = this.state.words.say("predict.not-given", { name: this.run.label, why });
  }

  destroy() {
    this.watching?.end();
  }
}
