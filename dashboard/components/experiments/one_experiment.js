// One experiment: its question, how far it has come, what it found, its pictures and its trials. Who
// chooses a trial sees it in all pictures.

import { onPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf, sayInAddress } from "../shared/address.js";
import { buttonOf, make, partOf } from "../shared/element.js";
import { ChosenTrial } from "./chosen_trial.js";
import { FindingsView } from "./findings_view.js";
import { Further } from "./further.js";
import { Pictures } from "./pictures.js";
import { TrialsTable } from "./trials_table.js";
import { countWords, drawn, madeWords, progressOf, STATES, triedWords } from "./words.js";

/** @import { Asks } from "./experiments.js" */
/** @import { Drawn, Experiment, Sent } from "./messages.js" */

/**
 * What the parts of the page ask of the whole.
 * @typedef {object} Whole
 * @property {(trial: number | null) => void} choose
 * @property {Asks} asks
 * @property {() => Experiment} experiment
 */

export class OneExperiment {
  /**
   * @param {HTMLElement} element
   * @param {Asks} asks
   * @param {Sent} sent
   */
  constructor(element, asks, sent) {
    this.element = element;
    this.asks = asks;
    this.knowsPeople = sent.knowsPeople;
    this.experiment = /** @type {Experiment | null} */ (null);
    this.trials = /** @type {Drawn[]} */ ([]);
    this.chosen = /** @type {number | null} */ (null);
    this.isAsking = false; // whether it is really to be deleted
    this.actsTold = "";
    /** @type {Whole} */
    const whole = { choose: (trial) => this.choose(trial), asks, experiment: () => /** @type {Experiment} */ (this.experiment) };
    this.title = partOf(element, "header h1");
    this.acts = partOf(element, ".acts");
    this.asked = partOf(element, ".asked");
    this.bar = partOf(element, ".bar");
    this.counts = partOf(element, ".counts");
    this.problem = partOf(element, ".problem-line");
    this.findings = new FindingsView(partOf(element, ".findings"), whole);
    this.further = new Further(partOf(element, ".further"), whole);
    this.chosenView = new ChosenTrial(partOf(element, ".chosen"), whole);
    this.pictures = new Pictures(partOf(element, ".pictures"), whole, sent.colours);
    this.table = new TrialsTable(partOf(element, ".trials"), whole);
    const back = make("a", "", "← All experiments");
    back.href = addressOf("experiments");
    onPlainClick(back, () => asks.open(0));
    partOf(element, ".back").append(back);
    this.onKey = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape" && this.chosen !== null && !this.element.hidden) this.choose(null);
    };
    document.addEventListener("keydown", this.onKey);
  }

  /**
   * Another one, or none.
   * @param {Sent} sent
   */
  begin(sent) {
    this.experiment = null;
    this.element.hidden = true;
    this.chosen = /^\d+$/.test(sent.asked.trial) ? Number(sent.asked.trial) : null;
    this.isAsking = false;
    this.actsTold = "";
    this.pictures.begin(sent.experiment);
    this.table.begin(sent.asked);
    this.further.begin();
  }

  /** @param {Experiment} experiment */
  show(experiment) {
    this.experiment = experiment;
    this.element.hidden = false;
    this.trials = experiment.trials.map(drawn);
    if (this.chosen !== null && !this.trials.some(({ number }) => number === this.chosen)) this.chosen = null;
    this.title.textContent = experiment.title;
    this.element.dataset.state = experiment.state;
    this.element.dataset.trials = String(experiment.trials.length);
    this.asked.textContent = [...experiment.settings.map(triedWords), madeWords(experiment)].join(" · ");
    const share = progressOf(experiment);
    this.bar.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    partOf(this.bar, "i").style.width = `${100 * share}%`;
    this.counts.textContent = [experiment.state === "running" ? "" : STATES[experiment.state], countWords(experiment)].filter(Boolean).join(" · ");
    this.problem.textContent = experiment.problem ?? "";
    this.showActs(experiment);
    this.findings.show(experiment);
    this.further.show(experiment);
    this.pictures.show(experiment, this.trials, this.chosen);
    this.table.show(experiment, this.trials, this.chosen);
    this.chosenView.show(this.chosenTrial);
  }

  get chosenTrial() {
    return this.trials.find(({ number }) => number === this.chosen) ?? null;
  }

  /** @param {Experiment} experiment */
  showActs({ id, state, may_change: mayChange, whose, counts, trials }) {
    const again = trials.some((trial) => trial.runs.some((run) => ["failed", "interrupted", "stopped", "missing"].includes(run.state)));
    const told = JSON.stringify([id, state, mayChange, whose, counts.waiting > 0, again, this.isAsking]);
    if (told === this.actsTold) return;
    this.actsTold = told;
    const ask = (/** @type {string} */ verb) => () => this.asks.act(`sweeps/${id}/ask`, { verb });
    if (!mayChange) return this.acts.replaceChildren(...(whose ? [make("span", "whose", `${whose}’s`)] : []));
    if (this.isAsking) {
      const really = buttonOf("Delete it", async () => await this.asks.act(`sweeps/${id}/delete`) && this.asks.open(0), "danger");
      this.acts.replaceChildren(make("span", "", "Delete this experiment? Its runs stay."), really, buttonOf("Keep it", () => this.ask(false)));
      return really.focus();
    }
    this.acts.replaceChildren(
      ...(whose ? [make("span", "whose", `${whose}’s`)] : []),
      ...(state === "running" ? [buttonOf("Pause", ask("pause"))] : []),
      ...(state === "paused" || state === "stopped" ? [buttonOf("Go on", ask("resume"))] : []),
      ...(state === "running" || state === "paused" ? [buttonOf("Stop", ask("stop"))] : []),
      ...(again ? [buttonOf("Train failed ones again", ask("again"))] : []),
      buttonOf("Delete", () => this.ask(true)));
  }

  /** @param {boolean} isAsking */
  ask(isAsking) {
    this.isAsking = isAsking;
    if (this.experiment) this.showActs(this.experiment);
  }

  /**
   * In all pictures, and in the address.
   * @param {number | null} trial
   */
  choose(trial) {
    this.chosen = trial === this.chosen ? null : trial;
    sayInAddress({ trial: this.chosen });
    if (!this.experiment) return;
    this.pictures.show(this.experiment, this.trials, this.chosen);
    this.table.show(this.experiment, this.trials, this.chosen);
    this.chosenView.show(this.chosenTrial);
  }

  recolour() {
    this.pictures.recolour();
  }

  /** There is none of this number. */
  lose() {
    if (!this.experiment) this.element.hidden = true;
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
    this.further.destroy();
    this.pictures.destroy();
    this.table.destroy();
  }
}
