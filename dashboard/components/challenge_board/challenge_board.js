// A challenge: rules, a countdown and the ranking. It asks for the ranking by itself, so that the page
// never reruns for it; only where the challenge came into another state do the buttons around it change.

import { taken } from "../shared/words/duration.js";
import { heldBy, isDark, make, partOf } from "../shared/element.js";
import { Poll } from "../shared/client/poll.js";
import { clockWords, timeWords } from "./time_words.js";

/** @import { Call, Report } from "../shared/element.js" */

/**
 * @typedef {object} Entry
 * @property {number} submission
 * @property {string} name
 * @property {string} place `3`, or `1 to 3` where it is shared
 * @property {number} parameters
 * @property {number} seconds
 * @property {number} first_half percent
 * @property {string} first_place
 * @property {number | null} second_half percent, once it is open
 * @property {string} moved
 * @property {boolean} only_fitted
 */
/**
 * @typedef {object} Challenge
 * @property {number} id
 * @property {string} title
 * @property {string[]} rules
 * @property {number | null} ends UNIX seconds
 * @property {"running" | "ended" | "opened" | "closed"} state
 * @property {boolean} is_opened
 * @property {Entry[]} ranking
 * @property {string[]} shared
 * @property {string} fitted
 */
/** @typedef {{ challenge: Challenge, own: number[], now: number, follows: boolean }} Data */
/** @typedef {{ title: string, cell: (entry: Entry) => string, kind?: "words" | "before" }} Column */

const ASK_AGAIN = 2000; // milliseconds
const ASK_BEHIND = 10_000; // while the tab is hidden
const SOON = 60; // seconds before the end

/** @param {number} value */
const percent = (value) => `${value.toFixed(2)}\u00A0%`;

/** @type {Column[]} */
const RUNNING = [
  { title: "First half", cell: ({ first_half }) => percent(first_half) },
  { title: "Parameters", cell: ({ parameters }) => parameters.toLocaleString("en") },
  { title: "Trained for", cell: ({ seconds }) => taken(seconds) },
];
/** @type {Column[]} */
const OPENED = [
  { title: "Second half", cell: ({ second_half }) => (second_half === null ? "" : percent(second_half)) },
  { title: "First half", cell: ({ first_half }) => percent(first_half) },
  { title: "Place before", cell: ({ first_place }) => first_place, kind: "before" },
  { title: "From first to second", cell: ({ moved }) => moved, kind: "words" },
];
const DECIDES = {
  ended: "Time is over. A run that finished before can be submitted until the teacher opens the second half of the test digits, which decides.",
  hidden: "Ranked by one half of the test digits. The other half decides, and is ranked when the teacher opens it. It is no secret to whoever calculates: twice a run's accuracy on all test digits, less that on the first half, is that on the second.",
  open: "The second half of the test digits decides; the ranking told nothing of it before.",
};

class ChallengeBoard {
  /**
   * @param {HTMLElement} section
   * @param {Report} report
   */
  constructor(section, report) {
    this.section = section;
    this.report = report;
    this.part = (/** @type {string} */ selector) => partOf(section, selector);
    this.data = /** @type {Data | null} */ (null);
    this.ahead = 0; // seconds that the server's clock is ahead of this one
    this.poll = new Poll("challenge", {
      heard: async (reply) => {
        if (reply.status !== 304) this.hear(await reply.json());
      },
      lost: (sentence) => { this.part(".lost").textContent = sentence || "The server does not answer; this is what it said last."; },
      found: () => { this.part(".lost").textContent = ""; },
      again: () => ASK_AGAIN, behind: ASK_BEHIND });
    this.clock = setInterval(() => this.tick(), 1000);
  }

  /** @param {Data} data */
  show(data) {
    if (data.now !== this.data?.now) this.ahead = data.now - Date.now() / 1000;
    this.data = data;
    this.poll.version = null;
    this.draw(data.challenge);
    if (data.follows) this.poll.begin();
  }

  /** @param {{ challenge: Challenge | null }} latest */
  hear({ challenge }) {
    // an earlier one stands still
    if (!this.data?.follows) return;
    const before = this.data.challenge;
    if (challenge?.id === before.id) {
      this.data = { ...this.data, challenge };
      this.draw(challenge);
    }
    if (challenge?.id !== before.id || challenge.state !== before.state) this.report("turned", `${challenge?.id} ${challenge?.state}`);
  }

  /** @param {Challenge} challenge */
  draw(challenge) {
    this.part(".title").textContent = challenge.title;
    this.part(".rules").replaceChildren(...(challenge.rules.length ? challenge.rules : ["no limits"]).map((words) => make("li", "", words)));
    this.part(".decides").textContent = challenge.is_opened ? DECIDES.open : challenge.state === "ended" ? DECIDES.ended : DECIDES.hidden;
    this.part(".none").textContent = challenge.ranking.length ? "" : "Nobody has submitted a run yet.";
    this.part(".scroll").hidden = !challenge.ranking.length;
    this.part(".shared").replaceChildren(...[...challenge.shared, challenge.fitted].filter(Boolean).map((words) => make("li", "", words)));
    this.section.classList.toggle("opened", challenge.is_opened);
    this.section.classList.toggle("dark", isDark(this.section));
    const columns = challenge.is_opened ? OPENED : RUNNING;
    const head = make("tr");
    head.append(...["Place", "", ...columns.map(({ title }) => title)].map((title, place) => {
      const cell = make("th", place > 1 ? columns[place - 2].kind ?? "figure" : "", title);
      cell.scope = "col";
      return cell;
    }));
    if (head.children[1]) head.children[1].setAttribute("aria-label", "Who");
    this.part("thead").replaceChildren(head);
    this.part("tbody").replaceChildren(...challenge.ranking.map((entry, row) => this.row(entry, challenge.ranking[row - 1], columns, challenge)));
    this.tick();
  }

  /**
   * One entry; those that share a place have one cell for it.
   * @param {Entry} entry
   * @param {Entry | undefined} above
   * @param {Column[]} columns
   * @param {Challenge} challenge
   */
  row(entry, above, columns, { ranking }) {
    const row = make("tr");
    const isOwn = this.data?.own.includes(entry.submission) ?? false;
    row.classList.toggle("own", isOwn);
    row.classList.toggle("fitted", entry.only_fitted);
    if (above?.place !== entry.place) {
      row.classList.add("begins");
      const place = make("th", "place", entry.place.replace(" to ", "–"));
      place.scope = "rowgroup";
      place.rowSpan = ranking.filter((other) => other.place === entry.place).length;
      row.append(place);
    }
    const name = make("td", "name");
    name.append(make("bdi", "", entry.name));
    if (isOwn) name.append(make("span", "you", "you"));
    row.append(name, ...columns.map(({ cell, kind = "figure" }) => make("td", kind, cell(entry))));
    return row;
  }

  tick() {
    if (!this.data) return;
    const { ends, state } = this.data.challenge;
    const left = ends === null ? null : ends - (Date.now() / 1000 + this.ahead);
    const isCounting = state === "running" && left !== null && left > 0;
    this.part(".left").textContent = isCounting ? clockWords(left) : { running: left === null ? "open" : "time is over", ended: "time is over", opened: "decided", closed: "closed" }[state];
    const isOver = state === "opened" || state === "closed";
    this.part(".until").textContent = isOver ? "" : ends === null ? "no end is set" : `${isCounting ? "until" : "ended at"} ${timeWords(ends)}`;
    this.section.classList.toggle("soon", isCounting && left < SOON);
  }

  destroy() {
    this.poll.end();
    clearInterval(this.clock);
  }
}

/** @param {Call<Data>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: board, end } = heldBy(partOf(parentElement, ".challenge"), ChallengeBoard, setTriggerValue);
  board.report = setTriggerValue;
  board.show(data);
  return end;
}
