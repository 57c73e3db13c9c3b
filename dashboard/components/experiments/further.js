// What may follow an experiment: more seeds, more trials, and the confirmation of its best.

import { countOf } from "../shared/count.js";
import { duration } from "../shared/duration.js";
import { buttonOf, make } from "../shared/element.js";
import { termLink } from "../shared/term.js";

/** @import { Experiment } from "./messages.js" */
/** @import { Whole } from "./one_experiment.js" */

const MORE_SEEDS = 2;
const CONFIRMED_SEEDS = [3, 5, 10];
const USUAL_SEEDS = 5;

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
  }

  begin() {
    this.told = "";
    this.element.replaceChildren();
  }

  /** @param {Experiment} experiment */
  show(experiment) {
    const { may_change: mayChange, counts, findings, question, planned, trials } = experiment;
    const isBusy = counts.running + counts.waiting > 0;
    const confirmed = trials.some(({ purpose }) => purpose === "confirmation");
    const each = secondsARun(experiment);
    const told = JSON.stringify([experiment.id, mayChange, isBusy, findings?.best, confirmed, question, planned.runs, each && Math.round(each), this.numSeeds]);
    if (told === this.told) return;
    this.told = told;
    if (!mayChange) return this.element.replaceChildren();
    const numTrials = trials.filter(({ purpose }) => purpose === "search").length;
    const seeds = buttonOf("Two more seeds for all", () => this.moreSeeds());
    seeds.title = costWords(MORE_SEEDS * numTrials, each);
    const more = question.search === "grid" ? [] : [buttonOf("More trials", () => this.moreTrials())];
    this.element.replaceChildren(...(numTrials ? [seeds, make("span", "cost", costWords(MORE_SEEDS * numTrials, each)), ...more] : []),
      ...(findings?.best != null && !isBusy && !confirmed ? [this.confirmation(findings.best, each)] : []));
  }

  /**
   * @param {number} best
   * @param {number | null} each seconds
   */
  confirmation(best, each) {
    const box = make("div", "confirmation");
    const lead = make("p");
    lead.append(termLink("confirmation", "Confirmation"), `: trial ${best} is trained anew with seeds that chose nothing, and measured once on the test set. `
      + "Then it shows by how much choosing had flattered it.");
    const label = make("label", "", "Fresh seeds");
    const select = make("select");
    select.append(...CONFIRMED_SEEDS.map((num) => new Option(String(num), String(num), false, num === this.numSeeds)));
    select.onchange = () => {
      this.numSeeds = Number(select.value);
      this.show(this.whole.experiment());
    };
    label.append(select);
    const { id } = this.whole.experiment();
    const button = buttonOf("Confirm the best", () => this.whole.asks.act(`sweeps/${id}/confirm`, { num_seeds: this.numSeeds }), "primary");
    box.append(lead, label, button, make("span", "cost", costWords(this.numSeeds, each)));
    return box;
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
 * @param {Experiment} experiment
 * @returns {number | null}
 */
function secondsARun({ counts, seconds_left: left }) {
  const num = counts.waiting + counts.running;
  return left && num ? left / num : null;
}

/**
 * @param {number} num runs
 * @param {number | null} each seconds
 */
function costWords(num, each) {
  return `${countOf(num, "run")}${each ? `, about ${duration(num * each)}` : ""}`;
}
