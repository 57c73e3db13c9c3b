// A recorded training, played again: it says what the live run said then, up to fifty times faster.

import { answerOf } from "../shared/client/client.js";
import { duration } from "../shared/words/duration.js";
import { partOf } from "../shared/element.js";
import { isShortcut } from "../shared/shortcut.js";

/** @import { Batches, Epoch, Message, Recorded } from "./messages.js" */

const TICK = 100; // milliseconds; a live run speaks as often
const UNKNOWN_SECONDS = 10; // of an epoch that was never measured, when none was

export class Replay {
  /**
   * @param {HTMLElement} bar
   * @param {(message: Message) => void} say takes what a live run would have sent
   * @param {(speed: number) => void} changed keeps the link true
   */
  constructor(bar, say, changed) {
    this.bar = bar;
    this.say = say;
    this.button = partOf(bar, ".play", HTMLButtonElement);
    this.words = partOf(this.button, "span");
    this.slider = partOf(bar, ".scrub", HTMLInputElement);
    this.chooser = partOf(bar, ".speed", HTMLSelectElement);
    this.recorded = /** @type {Recorded | null} */ (null);
    this.ends = [0]; // the second at which each epoch ended
    this.speed = this.seconds = this.before = 0;
    this.numTold = this.epochsTold = 0;
    this.timer = /** @type {number | undefined} */ (undefined);
    this.turn = 0; // counts what was begun and ended
    this.button.onclick = () => this.toggle();
    this.slider.oninput = () => this.seek(Number(this.slider.value));
    this.chooser.onchange = () => {
      this.speed = Number(this.chooser.value);
      changed(this.speed);
    };
    this.onKey = (/** @type {KeyboardEvent} */ event) => {
      const [target] = event.composedPath();
      if (event.key !== " " || !isShortcut(event) || (target instanceof Element && target.closest("button, a"))) return;
      event.preventDefault();
      this.toggle();
    };
  }

  /**
   * @param {string} key
   * @param {string} speed
   */
  async begin(key, speed) {
    const turn = (this.turn += 1);
    this.pause();
    this.setSpeed(speed);
    const recorded = await answerOf(`trained/${encodeURIComponent(key)}/curve`);
    if (turn !== this.turn) return;
    this.recorded = recorded;
    this.ends = epochEnds(recorded);
    this.slider.max = String(this.length);
    this.slider.step = String(this.length / 1000);
    this.bar.hidden = false;
    document.addEventListener("keydown", this.onKey);
    this.seconds = 0;
    this.tell(true);
    this.play();
  }

  end() {
    this.turn += 1;
    this.pause();
    this.bar.hidden = true;
    document.removeEventListener("keydown", this.onKey);
  }

  /** @param {string} speed */
  setSpeed(speed) {
    const known = [...this.chooser.options].some((option) => option.value === String(speed));
    this.chooser.value = known ? String(speed) : "10";
    this.speed = Number(this.chooser.value);
  }

  // seconds
  get length() {
    return this.ends.at(-1) ?? 0;
  }

  get isOver() {
    return this.seconds >= this.length;
  }

  play() {
    if (this.isOver) {
      this.seconds = 0;
      this.tell(true);
    }
    this.before = performance.now();
    clearInterval(this.timer);
    this.timer = setInterval(() => this.tick(), TICK);
    this.describe();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.describe();
  }

  toggle() {
    if (!this.timer) return this.play();
    this.pause();
    this.tell(false);
  }

  tick() {
    const now = performance.now();
    this.seconds = Math.min(this.seconds + ((now - this.before) / 1000) * this.speed, this.length);
    this.before = now;
    if (this.isOver) this.pause();
    this.tell(false);
  }

  /** @param {number} seconds */
  seek(seconds) {
    const back = seconds < this.seconds;
    this.seconds = seconds;
    this.tell(back);
  }

  /**
   * Everything up to this second that was not said before; all of it again after a step back.
   * @param {boolean} again
   */
  tell(again) {
    if (!this.recorded) return;
    const { batches, epochs, ...fixed } = this.recorded;
    const { position, numEpochs } = this.place(this.recorded);
    if (again) this.numTold = this.epochsTold = 0;
    const end = batches.at.findLastIndex((batch) => batch < position) + 1;
    /** @type {(name: keyof Batches) => number[]} */
    const slice = (name) => batches[name].slice(this.numTold, end);
    const measured = epochs.slice(0, numEpochs);
    const left = (this.length - this.seconds) / this.speed;
    this.say({
      ...fixed, reset: again, position, state: this.isOver ? "finished" : this.timer ? "running" : "paused",
      batches: { at: slice("at"), loss: slice("loss"), smoothed: slice("smoothed"), lr: slice("lr") },
      epochs: measured.slice(this.epochsTold), best_epoch: bestOf(measured),
      digits_a_second: null, seconds_left: this.isOver ? null : left,
      replayed: `recorded in ${duration(Math.ceil(this.length))}`,
    });
    this.numTold = Math.max(this.numTold, end);
    this.epochsTold = numEpochs;
    this.describe();
  }

  /**
   * Batches are laid evenly into the seconds that their epoch took.
   * @param {Recorded} recorded
   */
  place(recorded) {
    const { num_batches: perEpoch, position: last, epochs } = recorded;
    if (this.isOver) return { position: last, numEpochs: epochs.length };
    const done = this.ends.findIndex((end) => end > this.seconds);
    const start = done ? this.ends[done - 1] : 0;
    const share = (this.seconds - start) / (this.ends[done] - start);
    return { position: Math.min(last, Math.floor((done + share) * perEpoch)), numEpochs: Math.min(done, epochs.length) };
  }

  describe() {
    const words = this.timer ? "Pause" : this.isOver ? "Play again" : "Play";
    this.words.textContent = words;
    this.slider.value = String(this.seconds);
    if (!this.recorded) return;
    const { numEpochs } = this.place(this.recorded);
    this.slider.setAttribute("aria-valuetext", `${duration(Math.ceil(this.seconds))}, ${numEpochs} of ${this.recorded.epochs_total} epochs`);
  }

  destroy() {
    this.end();
  }
}

/**
 * The second at which each epoch ended; the last one may have been stopped on its way.
 * @param {Recorded} recorded
 */
export function epochEnds({ epochs, position, num_batches: perEpoch }) {
  const known = epochs.map((epoch) => epoch.seconds);
  const usual = known.length ? known.reduce((sum, seconds) => sum + seconds) / known.length : UNKNOWN_SECONDS;
  const share = position / perEpoch - epochs.length;
  const seconds = share > 0 ? [...known, usual * share] : known;
  let sum = 0;
  return seconds.map((one) => (sum += one));
}

/**
 * As the engine chooses it: by the held-out digits where there are any; the first of equals.
 * @param {Epoch[]} epochs
 */
export function bestOf(epochs) {
  /** @type {(epoch: Epoch) => number} */
  const figure = (epoch) => epoch.held_out_accuracy ?? epoch.test_accuracy;
  return epochs.reduce((best, epoch) => (!best || figure(epoch) > figure(best) ? epoch : best), /** @type {Epoch | null} */ (null))?.epoch ?? null;
}
