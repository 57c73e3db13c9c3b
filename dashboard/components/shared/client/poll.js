// A question that is asked of the server again and again while somebody looks: it answers 304 while there
// is nothing new. A tab that comes into sight asks at once, a hidden one less often.

import { Refused, replyOf } from "./client.js";

/**
 * @typedef {object} Polled
 * @property {(reply: Response) => unknown} heard of every reply, also one of 304; it may return a promise
 * @property {(sentence: string) => void} lost why there is none; empty where the server was not heard
 * @property {() => void} [found] there is one again: what `lost` said is over
 * @property {() => number} again milliseconds until it is asked again
 * @property {number} behind the same while the tab is hidden; browsers may make more of it
 */

export class Poll {
  /**
   * @param {string} path below `api/`
   * @param {Polled} polled
   */
  constructor(path, polled) {
    this.path = path;
    this.polled = polled;
    /** Of what is known; without one the next reply is a whole one. */
    this.version = /** @type {string | null} */ (null);
    this.hasBegun = false;
    this.isLost = false;
    this.turn = 0;
    this.leaving = new AbortController();
  }

  /** It is asked from now on; to begin again changes nothing. */
  begin() {
    if (this.hasBegun) return;
    this.hasBegun = true;
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.ask(); }, { signal: this.leaving.signal });
    this.ask();
  }

  /** Asks now, and not again before its time. */
  async ask() {
    clearTimeout(this.timer);
    const { signal } = this.leaving;
    this.turn += 1;
    const { turn } = this;
    try {
      const reply = await replyOf(this.path, { version: this.version, signal });
      // an older answer that comes later is no news
      if (turn !== this.turn) return;
      this.version = reply.headers.get("ETag");
      if (this.isLost) this.polled.found?.();
      this.isLost = false;
      await this.polled.heard(reply);
    } catch (error) {
      if (turn !== this.turn) return;
      this.version = null;
      this.isLost = true;
      if (!signal.aborted) this.polled.lost(error instanceof Refused ? error.message : "");
    }
    clearTimeout(this.timer);
    if (signal.aborted) return;
    this.timer = setTimeout(() => this.ask(), document.hidden ? this.polled.behind : this.polled.again());
  }

  end() {
    this.leaving.abort();
    clearTimeout(this.timer);
  }
}
