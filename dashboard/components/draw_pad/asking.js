// Asking the predict route while the pen moves: one request at a time, the latest drawing wins.

import { answerOf, Refused } from "../shared/client/client.js";

/** @import { Digit, Ink } from "./reading.js" */

/**
 * @typedef {object} Question
 * @property {string[]} runs
 * @property {string} weights
 * @property {boolean} raw
 * @property {boolean} several
 * @property {boolean} maps
 * @property {boolean} ink whether what was found of ink in a picture is wanted
 * @property {string} [image]
 */

/**
 * `rows` has the places in `digits` of those of each row, `warnings` what could not be told apart.
 * @typedef {{ digits: Digit[], rows: number[][], warnings: string[], ink?: Ink }} Answer
 */

const PAUSE = 30; // milliseconds at least from one request to the next
const RETRY = 2000;

export class Asking {
  /**
   * @param {object} told
   * @param {() => Question | null} told.question null when there is nothing to ask
   * @param {(answer: Answer, question: Question) => void} told.answered
   * @param {(sentence: string) => void} told.refused
   */
  constructor({ question, answered, refused }) {
    this.question = question;
    this.answered = answered;
    this.refused = refused;
    this.busy = this.gone = false;
    this.version = 0; // counts what a reading could depend on
    this.read = 0; // the version that was read last
    this.asked = -Infinity;
    this.leaving = new AbortController();
  }

  changed() {
    this.version += 1;
    this.ask();
  }

  async ask() {
    if (this.busy || this.gone || this.read === this.version) return;
    const wait = this.asked + PAUSE - performance.now();
    if (wait > 0) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), wait);
      return;
    }
    let asked = this.question();
    if (!asked) return;
    this.busy = true;
    let { version } = this;
    // where the server was busy, the drawing as it is by then
    const newest = () => {
      this.asked = performance.now();
      version = this.version;
      asked = this.question() ?? asked;
      return asked;
    };
    let retry = 0;
    try {
      const answer = await answerOf("predict", { body: newest, signal: this.leaving.signal });
      this.read = version;
      if (!this.gone && asked && this.question()) this.answered(answer, asked);
    } catch (error) {
      if (this.gone) return;
      if (error instanceof Refused) {
        this.read = version;
        if (this.question()) this.refused(error.message);
      } else {
        this.refused("The server does not answer; trying again.");
        retry = RETRY;
      }
    } finally {
      this.busy = false;
      if (retry) this.timer = setTimeout(() => this.ask(), retry);
      else this.ask();
    }
  }

  destroy() {
    this.gone = true;
    this.leaving.abort();
    clearTimeout(this.timer);
  }
}
