// Asks a route of this server while a person types or walks: one question at a time, and when they
// come faster than the answers only the newest.

import { answerOf, Refused, sentenceOf } from "./client.js";

const AGAIN = 2000; // milliseconds until what was not answered is asked again

/**
 * @template Question
 * @template Answer
 */
export class LatestQuestion {
  /**
   * @param {string} path below `api/`
   * @param {(answer: Answer, took: number) => void} onAnswer took: milliseconds
   * @param {(sentence: string) => void} onTrouble
   */
  constructor(path, onAnswer, onTrouble) {
    this.path = path;
    this.onAnswer = onAnswer;
    this.onTrouble = onTrouble;
    this.next = /** @type {Question | null} */ (null);
    this.busy = false;
    this.gone = false;
    this.leaving = new AbortController();
  }

  /**
   * @param {Question} question
   * @param {number} [pause] milliseconds in which a newer one may come
   */
  ask(question, pause = 0) {
    this.next = question;
    clearTimeout(this.timer);
    if (pause) this.timer = setTimeout(() => this.send(), pause);
    else this.send();
  }

  async send() {
    if (this.busy || this.gone || this.next === null) return;
    this.busy = true;
    let question = this.next;
    let began = 0;
    let isAgain = false;
    const newest = () => {
      question = this.next ?? question;
      this.next = null;
      began = performance.now();
      return question;
    };
    try {
      const answer = await answerOf(this.path, { body: newest, signal: this.leaving.signal });
      if (!this.gone) this.onAnswer(answer, performance.now() - began);
    } catch (error) {
      if (this.gone) return;
      this.onTrouble(sentenceOf(error));
      isAgain = !(error instanceof Refused) || error.mayPass;
      if (isAgain) this.ask(this.next ?? question, AGAIN);
    } finally {
      this.busy = false;
      if (!isAgain) this.send();
    }
  }

  end() {
    this.gone = true;
    this.leaving.abort();
    clearTimeout(this.timer);
  }
}
