// All pictures of an experiment, which show the same trials and mark the same one.

import { answerOf } from "../shared/client/client.js";
import { buttonOf, make } from "../shared/element.js";
import { axisPlots } from "../trial_pictures/axis_plots.js";
import { allCurves } from "../trial_pictures/curves.js";
import { Figure } from "../trial_pictures/figure.js";
import { parallelCoordinates } from "../trial_pictures/parallel.js";
import { hiddenWords, spanOf } from "../trial_pictures/scales.js";
import { settingMap } from "../trial_pictures/setting_map.js";
import { measureWords } from "./words.js";

/** @import { Curve, Drawn, Experiment, Sent, Setting } from "./messages.js" */
/** @import { Whole } from "./one_experiment.js" */
/** @import { Look } from "../trial_pictures/axis_plots.js" */

const CURVES_AGAIN = 2500; // milliseconds; while trials come the curves follow a little later

export class Pictures {
  /**
   * @param {HTMLElement} element
   * @param {Whole} whole
   * @param {Sent["colours"]} colours
   */
  constructor(element, whole, colours) {
    this.element = element;
    this.whole = whole;
    this.experiment = /** @type {Experiment | null} */ (null);
    this.trials = /** @type {Drawn[]} */ ([]);
    this.curves = /** @type {Curve[]} */ ([]);
    this.epochs = /** @type {number[]} */ ([]); // at which they were measured
    this.chosen = /** @type {number | null} */ (null);
    this.isFull = this.isWaiting = false;
    this.told = this.curvesTold = "";
    this.number = /** @type {number | null} */ (null);
    this.leaving = new AbortController();
    this.across = this.up = 0; // places of the map's settings
    /** @type {(title: string, draw: (look: Look, experiment: Experiment) => any) => Figure} */
    const figure = (title, draw) => new Figure(title, colours, {
      draw: (theme) => (this.experiment ? draw({ ...theme, ...this.look(this.experiment) }, this.experiment) : null),
      pick: (trial) => whole.choose(trial), about: () => this.experiment?.title ?? "" });
    this.axes = figure("Each setting", (look, { settings }) => (settings.length ? axisPlots(settings, this.search, look) : null));
    this.map = figure("Two settings", (look, { settings }) => (settings.length > 1 ? settingMap(this.pairOf(settings), this.search, look) : null));
    this.lines = figure("Curves", (look) => (this.curves.length ? allCurves(this.curves, this.epochs, this.trials, look) : null));
    this.parallel = figure("All settings together", (look, { settings }) => (settings.length > 2 ? parallelCoordinates(settings, this.search, look) : null));
    this.figures = [this.axes, this.map, this.lines, this.parallel];
    this.axisChoice = make("span", "axis-choice");
    this.map.tools.prepend(this.axisChoice);
    this.full = buttonOf("Show them", () => this.showFull(), "full");
    this.beyond = make("p", "beyond");
    this.key = make("p", "key");
    element.append(this.beyond, ...this.figures.map((one) => one.element));
    this.axes.element.append(this.key);
  }

  /** @param {number | null} number of an experiment */
  begin(number) {
    this.number = number;
    this.experiment = null;
    this.curves = [];
    this.told = this.curvesTold = "";
    this.isFull = this.isWaiting = false;
    [this.across, this.up] = [0, 1];
    this.leaving.abort();
    this.leaving = new AbortController();
    clearTimeout(this.timer);
  }

  /**
   * @param {Experiment} experiment
   * @param {Drawn[]} trials
   * @param {number | null} chosen
   */
  show(experiment, trials, chosen) {
    this.experiment = experiment;
    this.trials = trials;
    const told = JSON.stringify([experiment.id, chosen, this.isFull, this.across, this.up, trials.map(({ number, state, shown, n }) => [number, state, shown, n])]);
    if (told === this.told) return;
    this.told = told;
    this.chosen = chosen;
    this.showBeyond(experiment);
    this.showChoice(experiment.settings);
    for (const figure of this.figures) figure.change();
    this.askForCurves();
  }

  /** Those by which the best is chosen. */
  get search() {
    return this.trials.filter(({ purpose }) => purpose === "search");
  }

  /**
   * @param {Experiment} experiment
   * @returns {Omit<Look, "colours" | "width">}
   */
  look(experiment) {
    return { chosen: this.chosen, isHigherBetter: experiment.higher_is_better, measure: measureWords(experiment), isFull: this.isFull };
  }

  /** @param {Setting[]} settings */
  pairOf(settings) {
    return /** @type {[Setting, Setting]} */ ([settings[this.across] ?? settings[0], settings[this.up] ?? settings[1]]);
  }

  /** @param {Experiment} experiment */
  showBeyond(experiment) {
    const { hidden } = spanOf(this.search, { isHigherBetter: experiment.higher_is_better, isFull: false });
    this.beyond.hidden = !hidden;
    this.full.textContent = this.isFull ? "Look at the others alone" : "Show them";
    this.full.setAttribute("aria-pressed", String(this.isFull));
    this.beyond.replaceChildren(this.isFull ? "The axis reaches all trials. " : `${hiddenWords(hidden, experiment.higher_is_better)} `, this.full);
    const has = (/** @type {string} */ wanted) => this.search.some(({ state }) => state === wanted);
    this.key.textContent = [this.search.some(({ n }) => n > 1) ? "A point is a trial, its bar spans the seeds." : "A point is a trial.", has("pruned") ? "Hollow: pruned, with what it had reached." : "",
      has("failed") ? "Red cross on the border: failed." : "", hidden && !this.isFull ? "Triangle on the border: beyond the axis." : ""].filter(Boolean).join(" ");
  }

  showFull() {
    this.isFull = !this.isFull;
    if (this.experiment) this.show(this.experiment, this.trials, this.chosen);
  }

  /**
   * Of three settings and more, two are mapped.
   * @param {Setting[]} settings
   */
  showChoice(settings) {
    if (settings.length < 3 || this.axisChoice.childElementCount) return void (settings.length < 3 && this.axisChoice.replaceChildren());
    /** @type {(words: string, part: "across" | "up") => HTMLElement} */
    const choice = (words, part) => {
      const select = make("select");
      select.setAttribute("aria-label", `Setting ${words}`);
      select.append(...settings.map((setting, place) => new Option(setting.words, String(place), false, place === this[part])));
      select.onchange = () => {
        this[part] = Number(select.value);
        if (this.experiment) this.show(this.experiment, this.trials, this.chosen);
      };
      return select;
    };
    this.axisChoice.replaceChildren(choice("across", "across"), make("span", "", "by"), choice("up", "up"));
  }

  /** The curves come of another question, less often. */
  askForCurves() {
    const told = JSON.stringify(this.trials.map(({ number, runs }) => [number, runs.map(({ epochs_done: epochs }) => epochs)]));
    if (told === this.curvesTold) return;
    this.curvesTold = told;
    if (this.isWaiting) return;
    this.isWaiting = true;
    const isFirst = !this.curves.length;
    this.timer = setTimeout(() => this.loadCurves(), isFirst ? 0 : CURVES_AGAIN);
  }

  async loadCurves() {
    this.isWaiting = false;
    const { number } = this;
    try {
      const { curves, epochs } = await answerOf(`sweeps/${number}/curves`, { signal: this.leaving.signal });
      if (number !== this.number) return;
      this.curves = curves;
      this.epochs = epochs;
      this.lines.change();
    } catch {
      // the next trial asks again
      this.curvesTold = "";
    }
  }

  recolour() {
    for (const figure of this.figures) figure.recolour();
  }

  destroy() {
    clearTimeout(this.timer);
    this.leaving.abort();
    for (const figure of this.figures) figure.destroy();
  }
}
