// Asks a route of this server while a person types or walks: one question at a time, and when they
// come faster than the answers only the newest.

import { answerOf } from "./client.js";

export class LatestQuestion {
  constructor(path, onAnswer, onTrouble) {
    Object.assign(this, { path, onAnswer, onTrouble });
    this.next = null;
    this.busy = false;
    this.gone = false;
    this.leaving = new AbortController();
  }

  ask(question, pause = 0) {
    this.next = question;
    clearTimeout(this.timer);
    if (pause) this.timer = setTimeout(() => this.send(), pause);
    else this.send();
  }

  async send() {
    if (this.busy || this.gone || this.next === null) return;
    this.busy = true;
    let question;
    let began;
    const newest = () => {
      question = this.next ?? question;
      this.next = null;
      began = performance.now();
      return question;
    };
    try {
      const answer = await answerOf(this.path, { body: newest, signal: this.leaving.signal });
      if (!this.gone) this.onAnswer(answer, question, performance.now() - began);
    } catch (error) {
      if (!this.gone) this.onTrouble(error.message);
    } finally {
      this.busy = false;
      this.send();
    }
  }

  end() {
    this.gone = true;
    this.leaving.abort();
    clearTimeout(this.timer);
  }
}
