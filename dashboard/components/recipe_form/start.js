// Start and Quick try: both post what the controls say at the moment of the click. Where something is
// varied, Start begins an experiment.

import { addressOf } from "../shared/address.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { countOf } from "../shared/words/count.js";
import { roughDuration } from "../shared/words/duration.js";
import { make, partOf } from "../shared/element.js";
import { onQueueWaits, queueWaits } from "../shared/queue_wait.js";
import { onSpeeds, speedOf } from "../shared/speeds.js";
import { quickTry } from "./quick_try.js";

/** @import { Value } from "./values.js" */
/** @import { Question } from "./plan.js" */
/** @import { QuickTry, Size } from "./quick_try.js" */

const PATIENCE = 5; // seconds: a full queue is told, not waited for

/**
 * What would start.
 * @typedef {object} Wanted
 * @property {string} step
 * @property {Record<string, Value>} overrides
 * @property {Question | null} question null where nothing is varied
 * @property {string} name of an own recipe that is as it was saved
 * @property {Size} size
 * @property {string} speedKey
 * @property {number | null} secondsAnEpoch where the server knows them
 * @property {number} startSeconds
 */

export class Starting {
  /**
   * @param {HTMLElement} section
   * @param {() => Wanted | null} wanted null while the controls say nothing that could be trained
   * @param {(what: "started" | "asked", number: number) => void} started a run, or an experiment
   */
  constructor(section, wanted, started) {
    this.wanted = wanted;
    this.started = started;
    this.button = partOf(section, ".start", HTMLButtonElement);
    this.quick = partOf(section, ".quick", HTMLButtonElement);
    this.trying = partOf(section, ".trying");
    this.words = partOf(section, ".quick-words");
    this.status = partOf(section, ".why-not");
    this.why = "";
    this.refused = { what: "", sentence: "" }; // what the server would not start, and why
    this.isBusy = false;
    this.leaving = new AbortController();
    this.trial = /** @type {QuickTry | null} */ (null);
    this.button.onclick = () => this.start({});
    this.quick.onclick = () => this.trial && this.start({ epochs: this.trial.epochs, num_train: this.trial.num_train });
    const leaving = [onSpeeds, onQueueWaits].map((follow) => follow(() => this.show(this.why)));
    this.leave = () => leaving.forEach((leave) => leave());
  }

  /** @param {string} why it cannot start, in a sentence; empty where it can */
  show(why) {
    this.why = why;
    const wanted = this.wanted();
    this.button.disabled = this.isBusy || Boolean(why);
    if (!this.isBusy) this.status.textContent = why || (this.refused.what === textOf(wanted) ? this.refused.sentence : "");
    if (!wanted) {
      this.quick.disabled = true;
      return;
    }
    this.button.textContent = wanted.question ? "Start experiment" : "Start";
    const measured = speedOf(wanted.speedKey);
    const seconds = wanted.secondsAnEpoch ?? (measured && "seconds_an_epoch" in measured ? measured.seconds_an_epoch : null);
    this.trial = quickTry(wanted.size, seconds === null ? null : { seconds_an_epoch: seconds, start_seconds: wanted.startSeconds });
    this.trying.hidden = !this.trial || Boolean(wanted.question);
    this.quick.disabled = this.isBusy || Boolean(why);
    if (this.trial) this.words.textContent = inWords(this.trial, queueWaits().quick);
  }

  press() {
    this.button.click();
  }

  /** @param {Record<string, number>} shorter */
  async start(shorter) {
    const wanted = this.wanted();
    if (!wanted || this.isBusy) return;
    this.isBusy = true;
    this.status.textContent = "Starting …";
    this.show(this.why);
    this.refused = { what: "", sentence: "" };
    const set = { ...wanted.overrides, ...shorter };
    const { signal } = this.leaving;
    try {
      if (wanted.question) {
        const { id } = await answerOf("sweeps", { body: { step: wanted.step, set, question: wanted.question, name: wanted.name }, patience: PATIENCE, signal });
        this.openExperiment(id);
      } else {
        const run = await answerOf("runs", { body: { step: wanted.step, set, name: wanted.name }, patience: PATIENCE, signal });
        this.open(wanted.step, run.id);
      }
    } catch (error) {
      this.isBusy = false;
      this.refused = { what: textOf(wanted), sentence: sentenceOf(error) };
      this.show(this.why);
    }
  }

  /**
   * The page follows by itself; where its connection is away, the link leads there.
   * @param {string} step
   * @param {number} run
   */
  open(step, run) {
    const link = make("a", "", "Open it");
    link.href = `?${new URLSearchParams({ step, run: String(run) })}`;
    this.status.replaceChildren(`Run ${run} is queued. `, link);
    this.started("started", run);
  }

  /** @param {number} experiment */
  openExperiment(experiment) {
    const link = make("a", "", "Open it");
    link.href = addressOf(`experiments?experiment=${experiment}`);
    this.status.replaceChildren(`Experiment ${experiment} has begun. `, link);
    this.started("asked", experiment);
  }

  /** The page shows something else. */
  begin() {
    this.isBusy = false;
  }

  destroy() {
    this.leave();
    this.leaving.abort();
  }
}

/**
 * The same for what the server would answer alike.
 * @param {Wanted | null} wanted
 */
function textOf(wanted) {
  return wanted ? JSON.stringify([wanted.step, wanted.overrides, wanted.question]) : "";
}

/**
 * `1 epoch of 12,000 digits, about 50 s, in about 2 min`.
 * @param {QuickTry} trial
 * @param {number | null} wait seconds until its turn, null while nobody can know
 */
export function inWords({ epochs, num_train: digits, seconds }, wait) {
  const size = `${countOf(epochs, "epoch")} of ${countOf(digits, "digit")}`;
  const takes = seconds === null ? "" : `, about ${roughDuration(seconds)}`;
  return `${size}${takes}${wait === null ? ", once its turn comes" : wait ? `, in about ${roughDuration(wait)}` : ""}`;
}
