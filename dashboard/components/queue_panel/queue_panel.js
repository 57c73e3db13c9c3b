// The queue of a class. It asks by itself, as the status line does; what the teacher presses is answered
// with the queue as it is then.

import { onPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf } from "../shared/address.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { countOf } from "../shared/words/count.js";
import { duration, roughDuration } from "../shared/words/duration.js";
import { arrange, heldBy, make, partOf } from "../shared/element.js";
import { Poll } from "../shared/client/poll.js";

/** @import { Call, Report } from "../shared/element.js" */

/**
 * A run in the queue; one that trains has no place.
 * @typedef {object} Queued
 * @property {number} run
 * @property {string} step
 * @property {string | null} who
 * @property {boolean} mine
 * @property {boolean} of_another_class which has the same slots
 * @property {boolean} quick_try
 * @property {boolean} [chosen] the teacher chose its place
 * @property {number} [place]
 * @property {number} [takes] seconds
 * @property {number | null} [starts] UNIX seconds
 * @property {number} [epoch]
 * @property {number} [epochs]
 * @property {number | null} [ends] UNIX seconds
 */

/** @typedef {{ paused: boolean, training: Queued[], waiting: Queued[] }} Queue */
/** @typedef {{ leads: boolean }} PanelData */

const ASK_AGAIN = 2000; // milliseconds
const ASK_BEHIND = 10000; // while the tab is hidden
const SOON = 10; // seconds

class QueuePanel {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.said = partOf(section, ".said");
    this.lead = partOf(section, ".lead");
    this.hold = partOf(section, ".hold", HTMLButtonElement);
    this.order = partOf(section, ".order", HTMLButtonElement);
    this.problem = partOf(section, ".problem");
    this.box = partOf(section, ".rows");
    this.body = partOf(section, "tbody", HTMLTableSectionElement);
    this.report = /** @type {Report} */ (() => {});
    this.leads = false;
    this.queue = /** @type {Queue} */ ({ paused: false, training: [], waiting: [] });
    this.rows = /** @type {Map<number, HTMLTableRowElement>} */ (new Map());
    this.leaving = new AbortController();
    this.hold.onclick = () => this.ask("queue/hold", { paused: !this.queue.paused });
    this.order.onclick = () => this.ask("queue/order", {});
    this.poll = new Poll("queue", {
      heard: async (reply) => {
        if (reply.status !== 304) this.queue = await reply.json();
        // also one that is as it was: time went on
        this.show();
      },
      lost: (sentence) => this.complain(sentence || "The server does not answer; this is the queue as it was last seen."),
      found: () => { this.problem.hidden = true; },
      again: () => ASK_AGAIN, behind: ASK_BEHIND });
  }

  /**
   * @param {PanelData} data
   * @param {Report} report
   */
  begin(data, report) {
    this.report = report;
    this.leads = data.leads;
    this.poll.begin();
  }

  /**
   * @param {string} path
   * @param {object} body
   */
  async ask(path, body) {
    this.problem.hidden = true;
    try {
      const answer = await answerOf(path, { body, signal: this.leaving.signal });
      this.poll.version = null;
      if ("waiting" in answer) this.queue = answer;
      else await this.poll.ask();
      this.show();
    } catch (error) {
      if (!this.leaving.signal.aborted) this.complain(sentenceOf(error));
    }
  }

  /** @param {string} sentence */
  complain(sentence) {
    this.problem.hidden = false;
    this.problem.textContent = sentence;
  }

  show() {
    const { training, waiting, paused } = this.queue;
    const every = [...training, ...waiting];
    this.said.textContent = summary(this.queue, Date.now() / 1000);
    this.lead.hidden = !this.leads;
    this.hold.textContent = paused ? "Let the queue go on" : "Pause the queue";
    this.order.hidden = !waiting.some((one) => one.chosen);
    this.box.hidden = every.length === 0;
    const rows = every.map((one) => this.row(one));
    const runs = new Set(every.map((one) => one.run));
    for (const run of this.rows.keys()) if (!runs.has(run)) this.rows.delete(run);
    arrange(this.body, rows);
  }

  /** @param {Queued} one */
  row(one) {
    const known = this.rows.get(one.run);
    const row = known ?? this.newRow(one);
    this.rows.set(one.run, row);
    const isWaiting = one.place !== undefined;
    row.classList.toggle("is-mine", one.mine);
    row.classList.toggle("trains", !isWaiting);
    partOf(row, ".place").textContent = isWaiting ? `${one.place}${one.chosen ? " *" : ""}` : "trains";
    partOf(row, ".place").title = one.chosen ? "The teacher chose this place." : "";
    partOf(row, ".takes").textContent = one.takes === undefined ? `epoch ${one.epoch} of ${one.epochs}` : duration(one.takes);
    partOf(row, ".starts").textContent = startText(one, this.queue.paused, Date.now() / 1000);
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (row.querySelectorAll("button.move"))) {
      const step = Number(button.dataset.step);
      const place = one.place ?? 0;
      const wanted = step === 0 ? 1 : place + step;
      button.hidden = !this.leads || !isWaiting || one.of_another_class;
      button.disabled = wanted < 1 || wanted > this.queue.waiting.length || wanted === place;
      button.onclick = () => this.ask("queue/move", { run: one.run, place: wanted });
    }
    partOf(row, ".stop", HTMLButtonElement).hidden = one.of_another_class || !(this.leads || one.mine);
    return row;
  }

  /** @param {Queued} one */
  newRow({ run, step, who, mine, of_another_class: isElsewhere, quick_try: isQuick }) {
    const row = make("tr");
    const title = make("td");
    title.append(isElsewhere ? make("span", "", `Run ${run}`) : this.linkTo(run), make("span", "step", ` ${step}`), ...(isQuick ? [make("span", "mark", "quick try")] : []));
    const whose = make("td");
    whose.append(make("bdi", "", who ?? ""), ...(mine ? [make("span", "mark", "you")] : []));
    const buttons = make("td", "buttons");
    buttons.append(mover("Next", `Run ${run} starts next`, 0), mover("↑", `Move run ${run} up`, -1), mover("↓", `Move run ${run} down`, 1),
      stopper(run, () => this.ask(`runs/${run}/stop`, {})));
    row.append(make("td", "place"), title, whose, make("td", "takes"), make("td", "starts"), buttons);
    return row;
  }

  /** @param {number} run */
  linkTo(run) {
    const link = make("a", "title", `Run ${run}`);
    link.href = addressOf(`train?run=${run}`);
    onPlainClick(link, () => this.report("opened", run));
    return link;
  }

  destroy() {
    this.leaving.abort();
    this.poll.end();
  }
}

/**
 * `1 trains, 5 wait. Yours is the 3rd and starts in about 4 min.`
 * @param {Queue} queue
 * @param {number} now UNIX seconds
 */
export function summary({ paused, training, waiting }, now) {
  const told = [training.length ? `${countOf(training.length, "run")} ${training.length === 1 ? "trains" : "train"}` : "nothing trains",
    waiting.length ? `${waiting.length} ${waiting.length === 1 ? "waits" : "wait"}` : "nobody waits"].join(", ");
  const mine = waiting.find((one) => one.mine);
  const text = `${told[0].toUpperCase()}${told.slice(1)}.`;
  if (paused) return `${text} Paused by the teacher.`;
  return mine ? `${text} Yours is number ${mine.place} and starts ${startText(mine, paused, now)}.` : text;
}

/**
 * When a run starts, or when one that trains will be over.
 * @param {Queued} one
 * @param {boolean} isPaused
 * @param {number} now UNIX seconds
 */
export function startText({ place, starts, ends }, isPaused, now) {
  if (place === undefined) return ends ? `over in about ${roughDuration(ends - now)}` : "";
  if (isPaused) return "paused";
  if (!starts) return "not known yet";
  return starts - now < SOON ? "in a moment" : `in about ${roughDuration(starts - now)}`;
}

/**
 * @param {string} label
 * @param {string} words
 * @param {number} step places further behind; 0 to the front
 */
function mover(label, words, step) {
  const button = make("button", "move", label);
  button.type = "button";
  button.dataset.step = String(step);
  button.setAttribute("aria-label", words);
  button.title = words;
  return button;
}

/**
 * @param {number} run
 * @param {() => void} onclick
 */
function stopper(run, onclick) {
  const button = make("button", "stop", "Stop");
  button.type = "button";
  button.setAttribute("aria-label", `Stop run ${run}`);
  button.onclick = onclick;
  return button;
}

/** @param {Call<PanelData>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: panel, end } = heldBy(partOf(parentElement, ".queue"), QueuePanel);
  panel.begin(data, setTriggerValue);
  return end;
}
