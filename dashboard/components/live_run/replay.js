// A recorded training, played again: it says what the live run said then, up to fifty times faster.

import { answerOf } from "../shared/client.js";
import { isShortcut } from "./controls.js";
import { duration } from "./words.js";

const TICK = 100; // milliseconds; a live run speaks as often
const UNKNOWN_SECONDS = 10; // of an epoch that was never measured, when none was

export class Replay {
  // say(message) takes what a live run would have sent; changed(speed) keeps the link true
  constructor(bar, say, changed) {
    this.bar = bar;
    this.say = say;
    this.find = (name) => bar.querySelector(`.${name}`);
    this.button = this.find("play");
    this.slider = this.find("scrub");
    this.chooser = this.find("speed");
    this.button.onclick = () => this.toggle();
    this.slider.oninput = () => this.seek(Number(this.slider.value));
    this.chooser.onchange = () => {
      this.speed = Number(this.chooser.value);
      changed(this.speed);
    };
    this.onKey = (event) => {
      if (event.key !== " " || !isShortcut(event) || event.composedPath()[0].closest?.("button, a")) return;
      event.preventDefault();
      this.toggle();
    };
  }

  async begin(key, speed) {
    this.key = key;
    this.setSpeed(speed);
    const recorded = await answerOf(`trained/${encodeURIComponent(key)}/curve`);
    if (this.key !== key) return;
    this.recorded = recorded;
    this.ends = epochEnds(recorded);
    this.slider.max = String(this.ends.at(-1));
    this.slider.step = String(this.ends.at(-1) / 1000);
    this.bar.hidden = false;
    document.addEventListener("keydown", this.onKey);
    this.seconds = 0;
    this.tell(true);
    this.play();
  }

  end() {
    this.key = null;
    this.pause();
    this.bar.hidden = true;
    document.removeEventListener("keydown", this.onKey);
  }

  setSpeed(speed) {
    const known = [...this.chooser.options].some((option) => option.value === String(speed));
    this.chooser.value = known ? String(speed) : "10";
    this.speed = Number(this.chooser.value);
  }

  get isOver() {
    return this.seconds >= this.ends.at(-1);
  }

  play() {
    if (this.isOver) {
      this.seconds = 0;
      this.tell(true);
    }
    this.before = performance.now();
    this.timer = setInterval(() => this.tick(), TICK);
    this.describe();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    if (this.recorded) this.describe();
  }

  toggle() {
    if (!this.timer) return this.play();
    this.pause();
    this.tell(false);
  }

  tick() {
    const now = performance.now();
    this.seconds = Math.min(this.seconds + ((now - this.before) / 1000) * this.speed, this.ends.at(-1));
    this.before = now;
    if (this.isOver) this.pause();
    this.tell(false);
  }

  seek(seconds) {
    const back = seconds < this.seconds;
    this.seconds = seconds;
    this.tell(back);
  }

  // everything up to this second that was not said before; all of it again after a step back
  tell(again) {
    const { batches, epochs, ...fixed } = this.recorded;
    const { position, numEpochs } = this.place();
    if (again) this.numTold = this.epochsTold = 0;
    const end = batches.at.findLastIndex((batch) => batch < position) + 1;
    const slice = (name) => batches[name].slice(this.numTold, end);
    const measured = epochs.slice(0, numEpochs);
    const left = (this.ends.at(-1) - this.seconds) / this.speed;
    this.say({
      ...fixed, reset: again, position, state: this.isOver ? "finished" : this.timer ? "running" : "paused",
      batches: { at: slice("at"), loss: slice("loss"), smoothed: slice("smoothed"), lr: slice("lr") },
      epochs: measured.slice(this.epochsTold), best_epoch: bestOf(measured),
      digits_a_second: null, seconds_left: this.isOver ? null : left,
      replayed: `recorded in ${duration(this.ends.at(-1))}`,
    });
    this.numTold = Math.max(this.numTold, end);
    this.epochsTold = numEpochs;
    this.describe();
  }

  // batches are laid evenly into the seconds that their epoch took
  place() {
    const { num_batches: perEpoch, position: last, epochs } = this.recorded;
    if (this.isOver) return { position: last, numEpochs: epochs.length };
    const done = this.ends.findIndex((end) => end > this.seconds);
    const start = done ? this.ends[done - 1] : 0;
    const share = (this.seconds - start) / (this.ends[done] - start);
    return { position: Math.min(last, Math.floor((done + share) * perEpoch)), numEpochs: Math.min(done, epochs.length) };
  }

  describe() {
    const words = this.timer ? "Pause" : this.isOver ? "Play again" : "Play";
    this.button.firstElementChild.textContent = words;
    this.slider.value = String(this.seconds);
    const { numEpochs } = this.place();
    this.slider.setAttribute("aria-valuetext", `${duration(this.seconds)}, ${numEpochs} of ${this.recorded.epochs_total} epochs`);
  }

  destroy() {
    this.end();
  }
}

// the second at which each epoch ended; the last one may have been stopped on its way
function epochEnds({ epochs, position, num_batches: perEpoch }) {
  const known = epochs.map((epoch) => epoch.seconds);
  const usual = known.length ? known.reduce((sum, seconds) => sum + seconds) / known.length : UNKNOWN_SECONDS;
  const share = position / perEpoch - epochs.length;
  const seconds = share > 0 ? [...known, usual * share] : known;
  let sum = 0;
  return seconds.map((one) => (sum += one));
}

// as the engine chooses it: by the held-out digits where there are any; the first of equals
function bestOf(epochs) {
  const figure = (epoch) => epoch.held_out_accuracy ?? epoch.test_accuracy;
  return epochs.reduce((best, epoch) => (!best || figure(epoch) > figure(best) ? epoch : best), null)?.epoch ?? null;
}
