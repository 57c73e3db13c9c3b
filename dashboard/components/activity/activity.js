// The status line of every page: what trains, waits and is paused. It asks by itself, so that the page
// never reruns for it and a tab that nobody looks at says what is true.

import { onPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf } from "../shared/address.js";
import { heldBy, make, partOf } from "../shared/element.js";
import { Poll } from "../shared/client/poll.js";
import { hearOfRun } from "../shared/status_line.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { FollowedRun } from "../shared/status_line.js" */
/** @import { Offer, OfferLine } from "./offer_line.js" */

/** @typedef {{ words: string, run: number | null }} Part */
/** @typedef {{ parts: Part[], offer?: Offer | null }} Told offer: where the lab knows people */

const ASK_AGAIN = 2000; // milliseconds
const ASK_FOR_OFFERS = 1300; // so that one is seen within two seconds
const ASK_BEHIND = 5000; // while the tab is hidden
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
    this.told = /** @type {Part[]} */ ([]);
    this.followed = /** @type {FollowedRun | null} */ (null);
    this.offers = /** @type {OfferLine | null} */ (null);
    this.poll = new Poll("activity", {
      heard: async (reply) => {
        if (reply.status !== 304) await this.hear(await reply.json());
        // also where nothing is new: the page may be another one by now
        this.offers?.show(this.isLeading);
      },
      lost: (sentence) => this.show([{ words: sentence || AWAY, run: null }]),
      again: () => (this.offers ? ASK_FOR_OFFERS : ASK_AGAIN), behind: ASK_BEHIND });
    this.poll.begin();
    this.leaving = new AbortController();
    hearOfRun((followed) => this.hearOf(followed), this.leaving.signal);
  }

  /**
   * Of the run that the page follows its own words hold, which come ten times a second.
   * @param {FollowedRun | null} followed
   */
  hearOf(followed) {
    const isNews = followed && (followed.run !== this.followed?.run || followed.state !== this.followed.state);
    const isOther = followed?.words !== this.followed?.words;
    this.followed = followed;
    // what a run that rests or is over is called now, the server says in a moment
    const parts = isNews && !followed.words ? this.told.filter(({ run }) => run !== followed.run) : this.told;
    if (isOther) this.show(parts);
    if (isNews) this.poll.ask();
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
    this.offers.told = offer;
  }

  /** @param {Part[]} parts */
  show(parts) {
    this.told = parts;
    const { followed } = this;
    this.parts.replaceChildren(...parts.flatMap(({ words, run }, place) => [
      ...(place ? [", "] : []), run === null ? words : this.link((run === followed?.run && followed.words) || words, run)]));
  }

  /**
   * @param {string} words
   * @param {number} run
   */
  link(words, run) {
    const link = make("a", "", words);
    link.href = addressOf(`train?run=${run}`);
    onPlainClick(link, () => this.report("opened", run));
    return link;
  }

  destroy() {
    this.poll.end();
    this.leaving.abort();
  }
}

/** @param {Call<{ isLeading?: boolean }>} call isLeading: this is the teacher's page */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: line, end } = heldBy(partOf(parentElement, ".activity"), Activity, setTriggerValue);
  line.report = setTriggerValue;
  line.isLeading = Boolean(data?.isLeading);
  return end;
}
