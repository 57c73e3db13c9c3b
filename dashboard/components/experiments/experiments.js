// The page of experiments: all of them, or the one that the address names. It asks the server by itself,
// which answers 304 while nothing is new, so that a trial shows within a second and no script runs.

import { answerOf, sentenceOf } from "../shared/client/client.js";
import { heldBy, partOf } from "../shared/element.js";
import { Poll } from "../shared/client/poll.js";
import { ExperimentList } from "./experiment_list.js";
import { OneExperiment } from "./one_experiment.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { Experiment, Sent, Sweep } from "./messages.js" */

const LIVE = 400; // milliseconds until it is asked again while something trains
const AT_REST = 1500;
const BEHIND = 5000; // while the tab is hidden

/**
 * What views ask of the page.
 * @typedef {object} Asks
 * @property {(experiment: number) => void} open 0 for the list
 * @property {(run: number) => void} openRun
 * @property {(path: string, body?: object) => Promise<any>} act asks the server for a change; null where
 *   it refused, which the page says
 * @property {() => void} look the server has something new
 */

class Experiments {
  /**
   * @param {HTMLElement} section
   * @param {Sent} sent
   */
  constructor(section, sent) {
    this.section = section;
    this.problem = partOf(section, ".problem");
    this.report = /** @type {Report} */ (() => {});
    this.number = /** @type {number | null | undefined} */ (undefined);
    this.isLive = true;
    this.poll = /** @type {Poll | null} */ (null);
    /** @type {Asks} */
    const asks = { open: (experiment) => this.report("opened", experiment), openRun: (run) => this.report("run", run),
      act: (path, body = {}) => this.act(path, body), look: () => this.poll?.ask() };
    this.list = new ExperimentList(partOf(section, ".all"), asks, sent.knowsPeople);
    this.one = new OneExperiment(partOf(section, ".one"), asks, sent);
  }

  /**
   * @param {Sent} sent
   * @param {Report} report
   */
  show(sent, report) {
    this.report = report;
    this.one.recolour();
    if (sent.experiment === this.number) return;
    this.number = sent.experiment;
    this.poll?.end();
    this.problem.hidden = true;
    const isOne = sent.experiment !== null;
    this.list.element.hidden = isOne;
    this.one.begin(sent);
    this.poll = new Poll(isOne ? `sweeps/${sent.experiment}` : "sweeps", {
      heard: (reply) => this.hear(reply), lost: (sentence) => this.lost(sentence), found: () => { this.problem.hidden = true; },
      again: () => (this.isLive ? LIVE : AT_REST), behind: BEHIND });
    this.poll.begin();
  }

  /** @param {Response} reply */
  async hear(reply) {
    if (reply.status === 304) return;
    const answer = await reply.json();
    if (this.number === null) {
      const sweeps = /** @type {Sweep[]} */ (answer);
      this.isLive = sweeps.some(({ state }) => state === "running");
      this.list.show(sweeps);
    } else {
      const experiment = /** @type {Experiment} */ (answer);
      const { counts, state } = experiment;
      this.isLive = state === "running" || counts.running + counts.waiting > 0;
      this.one.show(experiment);
    }
  }

  /** @param {string} sentence */
  lost(sentence) {
    this.complain(sentence || "The server does not answer; this is as it was last seen.");
    if (sentence && this.number !== null) this.one.lose();
  }

  /**
   * @param {string} path
   * @param {object} body
   */
  async act(path, body) {
    this.problem.hidden = true;
    try {
      const answer = await answerOf(path, { body });
      await this.poll?.ask();
      return answer;
    } catch (error) {
      this.complain(sentenceOf(error));
      this.problem.scrollIntoView({ block: "nearest" });
      return null;
    }
  }

  /** @param {string} sentence */
  complain(sentence) {
    this.problem.hidden = false;
    this.problem.textContent = sentence;
  }

  destroy() {
    this.poll?.end();
    this.one.destroy();
  }
}

/** @param {Call<Sent>} call */
export default function (call) {
  const { kept, end } = heldBy(partOf(call.parentElement, ".experiments"), Experiments, call.data);
  kept.show(call.data, call.setTriggerValue);
  return end;
}
