// What may follow an experiment: more seeds, more trials, and the confirmation of its best.

import { countOf } from "../shared/words/count.js";
import { roughDuration } from "../shared/words/duration.js";
import { buttonOf, make } from "../shared/element.js";
import { LatestQuestion } from "../shared/client/latest_question.js";
import { termLink } from "../shared/words/term.js";

/** @import { Experiment } from "./messages.js" */
/** @import { Whole } from "./one_experiment.js" */

const MORE_SEEDS = 2;
const CONFIRMED_SEEDS = [3, 5, 10];
const USUAL_SEEDS = 5;
const UNTRAINED = 2 ** 31 - 1; // a seed that nobody has chosen: what one run costs

export class Further {
  /**
   * @param {HTMLElement} element
   * @param {Whole} whole
   */
  constructor(element, whole) {
    this.element = element;
    this.whole = whole;
    this.numSeeds = USUAL_SEEDS;
    this.told = "";
    this.priced = /** @type {number | null} */ (null); // the experiment whose run has its price
    this.each = /** @type {number | null} */ (null); // seconds of a run
    /** @type {LatestQuestion<object, { seconds: number | null }>} */
    this.costs = new LatestQuestion("sweeps/cost", ({ seconds }) => this.price(seconds), () => {});
  }

  begin() {
    this.told = "";
    this.priced = this.each = null;
    this.element.replaceChildren();
  }

  /** @param {number | null} seconds of one run */
  price(seconds) {
    // somebody has left the experiment meanwhile
    if (this.priced === null) return;
    this.each = seconds;
    this.show(this.whole.experiment());
  }

  /** @param {Experiment} experiment */
  show(experiment) {
    const { may_change: mayChange, counts, findings, question, planned, trials } = experiment;
    const isBusy = counts.running + counts.waiting > 0;
    const confirmed = trials.some(({ purpose }) => purpose === "confirmation");
    if (mayChange && this.priced !== experiment.id) {
      this.priced = experiment.id;
      this.costs.ask({ recipe: experiment.recipe, question: { settings: [], seeds: [UNTRAINED] } });
    }
    const { each } = this;
    const told = JSON.stringify([experiment.id, mayChange, isBusy, findings?.best, confirmed, question, planned.runs, each && Math.round(each), this.numSeeds]);
    if (told === this.told) return;
    this.told = told;
    if (!mayChange) return this.element.replaceChildren();
    const numTrials = planned.trials - trials.filter(({ purpose }) => purpose !== "search").length;
    const seeds = buttonOf("Two more seeds for all", () => this.moreSeeds());
    seeds.title = costWords(MORE_SEEDS * numTrials, each);
    const more = question.search === "grid" ? [] : [buttonOf("More trials", () => this.moreTrials())];
    this.element.replaceChildren(...(numTrials ? [seeds, make("span", "cost", costWords(MORE_SEEDS * numTrials, each)), ...more] : []),
      ...(findings?.best != null && !isBusy && !confirmed ? [this.confirmation(findings.best, findings.anchor, each)] : []));
  }

  /**
   * @param {number} best
   * @param {number | null} anchor what it is held against; null for the recipe as it is
   * @param {number | null} each seconds
   */
  confirmation(best, anchor, each) {
    const box = make("div", "confirmation");
    const lead = make("p");
    lead.append(termLink("confirmation", "Confirmation"), `: trial ${best}, and what it is held against, are trained anew with seeds that chose nothing, `
      + "and measured once on the test set. Then it shows by how much choosing had flattered it.");
    const label = make("label", "", "Fresh seeds");
    const select = make("select");
    select.append(...CONFIRMED_SEEDS.map((num) => new Option(String(num), String(num), false, num === this.numSeeds)));
    select.onchange = () => {
      this.numSeeds = Number(select.value);
      this.show(this.whole.experiment());
    };
    label.append(select);
    const { id } = this.whole.experiment();
    const button = buttonOf("Confirm the best", () => this.whole.asks.act(`sweeps/${id}/confirm`, { seeds: this.numSeeds }), "primary");
    box.append(lead, label, button, make("span", "cost", costWords(this.numSeeds * (best === anchor ? 1 : 2), each)));
    return box;
  }

  destroy() {
    this.costs.end();
  }

  moreSeeds() {
    const { id, question } = this.whole.experiment();
    const first = Math.max(...question.seeds) + 1;
    const seeds = [...question.seeds, ...Array.from({ length: MORE_SEEDS }, (_, place) => first + place)];
    return this.whole.asks.act(`sweeps/${id}/more`, { question: { ...question, seeds } });
  }

  moreTrials() {
    const { id, question } = this.whole.experiment();
    return this.whole.asks.act(`sweeps/${id}/more`, { question: { ...question, num_trials: Math.ceil((question.num_trials ?? 0) * 1.5) } });
  }
}

/**
 * @param {number} num runs
 * @param {number | null} each seconds
 */
function costWords(num, each) {
  return `${countOf(num, "run")}${each ? `, about ${roughDuration(num * each)}` : ""}`;
}
