// The status line of every page: what trains, waits and is paused. It asks by itself, so that the page
// never reruns for it and a tab that nobody looks at says what is true.

import { addressOf } from "../shared/address.js";
import { Refused, replyOf } from "../shared/client.js";
import { heldBy, make, partOf } from "../shared/element.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { Offer, OfferLine } from "./offer_line.js" */

/** @typedef {{ words: string, run: number | null }} Part */
/** @typedef {{ parts: Part[], offer?: Offer | null }} Told offer: where the lab knows people */

const ASK_AGAIN = 2000; // milliseconds
const ASK_FOR_OFFERS = 1300; // so that one is seen within two seconds
const ASK_BEHIND = 5000; // while the tab is hidden; browsers may make more of it
const AWAY = "the server does not answer";

export class Activity {
  /**
   * @param {HTMLElement} line
   * @param {Report} report
   */
  constructor(line, report) {
    this.line = line;
    this.parts = partOf(line, ".parts");
    this.report = report;
    this.isLeading = false;
    this.offers = /** @type {OfferLine | null} */ (null);
    this.version = /** @type {string | null} */ (null);
    this.leaving = new AbortController();
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.ask(); }, { signal: this.leaving.signal });
    this.ask();
  }

  async ask() {
    clearTimeout(this.timer);
    const { signal } = this.leaving;
    try {
      const reply = await replyOf("activity", { version: this.version, signal });
      if (reply.status !== 304) await this.hear(await reply.json());
      this.version = reply.headers.get("ETag");
    } catch (error) {
      if (!signal.aborted) this.show([{ words: error instanceof Refused ? error.message : AWAY, run: null }]);
      this.version = null;
    }
    clearTimeout(this.timer);
    const again = this.offers ? ASK_FOR_OFFERS : ASK_AGAIN;
    if (!signal.aborted) this.timer = setTimeout(() => this.ask(), document.hidden ? ASK_BEHIND : again);
  }

  /** @param {Told} told */
  async hear({ parts, offer }) {
    this.show(parts);
    if (offer === undefined) return;
    if (!this.offers) {
      // for a class alone: nobody else waits for it
      const { OfferLine } = await import("./offer_line.js");
      this.offers = new OfferLine(this.line, (key) => this.report("accepted", key));
    }
    this.offers.show(offer, this.isLeading);
  }

  /** @param {Part[]} parts */
  show(parts) {
    this.parts.replaceChildren(...parts.flatMap((part, place) => [
      ...(place ? [", "] : []), part.run === null ? part.words : this.link(part.words, part.run)]));
  }

  /**
   * @param {string} words
   * @param {number} run
   */
  link(words, run) {
    const link = make("a", "", words);
    link.href = addressOf(`train?run=${run}`);
    link.onclick = (event) => {
      // a new tab or window is the browser's own business
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.report("opened", run);
    };
    return link;
  }

  destroy() {
    this.leaving.abort();
    clearTimeout(this.timer);
  }
}

/** @param {Call<{ isLeading?: boolean }>} call isLeading: this is the teacher's page */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: line, end } = heldBy(partOf(parentElement, ".activity"), Activity, setTriggerValue);
  line.report = setTriggerValue;
  line.isLeading = Boolean(data?.isLeading);
  return end;
}
