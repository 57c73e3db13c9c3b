// Recorded runs, played as if they were trained now, in as long as somebody has time for.

import { make } from "../../dom.js";
import { upTo } from "./race.js";

/** @import { RacingRunNow } from "../messages.js" */
/** @import { Words } from "../words.js" */

const PACES = { "train.pace-short": 10, "train.pace-long": 40, "train.pace-none": 0 }; // seconds
const FRAME = 100; // milliseconds

export class Replay {
  /**
   * @param {Words} words
   * @param {(runs: RacingRunNow[]) => void} draw
   */
  constructor(words, draw) {
    this.draw = draw;
    this.isPlaying = false;
    this.timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
    this.pace = make("label", "pace");
    this.select = make("select");
    const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const [name, seconds] of Object.entries(PACES)) {
      this.select.append(new Option(words.say(name), String(seconds), false, isStill && seconds === 0));
    }
    this.pace.append(make("span", "unseen", words.say("train.pace")), this.select);
  }

  /** @param {RacingRunNow[]} runs to their end */
  play(runs) {
    this.end();
    const seconds = Number(this.select.value);
    const epochs = Math.max(0, ...runs.map((run) => run.num_epochs));
    const begun = performance.now();
    this.isPlaying = seconds > 0;
    const frame = () => {
      const share = seconds ? Math.min(1, (performance.now() - begun) / 1000 / seconds) : 1;
      this.isPlaying = share < 1;
      // each at its own epochs, so that all end together
      this.draw(share < 1 ? runs.map((run) => upTo(run, share * epochs)) : runs);
      if (share < 1) this.timer = setTimeout(frame, FRAME);
    };
    frame();
  }

  end() {
    clearTimeout(this.timer);
    this.isPlaying = false;
  }
}
