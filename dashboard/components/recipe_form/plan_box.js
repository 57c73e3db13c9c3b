// What is asked of a whole experiment, above Start: its question, its seeds, how its trials are made, and
// what all of it would cost.

import { make } from "../shared/element.js";
import { searchOf, SEARCHES } from "./plan.js";

/** @import { Plan, Search } from "./plan.js" */
/** @import { Setting } from "./varied.js" */

/**
 * What an experiment would cost (dashboard/routes/experiments/).
 * @typedef {object} Cost
 * @property {string} words
 * @property {string} power
 */

export class PlanBox {
  /** @param {(change: Partial<Plan>, isSettled: boolean) => void} planned by a person */
  constructor(planned) {
    this.planned = planned;
    this.seeds = this.number("Seeds", "seeds");
    this.trials = this.number("Trials", "trials");
    this.search = this.searchChoice();
    this.halving = this.halvingBox();
    this.name = make("input", "text-line");
    this.name.type = "text";
    this.name.maxLength = 80;
    this.name.autocomplete = "off";
    const named = make("label", "named", "Question");
    named.append(this.name);
    this.cost = make("p", "cost");
    this.cost.setAttribute("role", "status");
    this.element = make("div", "asking");
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "Experiment");
    this.element.append(named, this.seeds.label, this.search.label, this.trials.label, this.halving.label, this.cost);
  }

  /**
   * @param {string} words
   * @param {"seeds" | "trials"} part
   */
  number(words, part) {
    const label = make("label", part, words);
    const input = make("input", "number");
    input.type = "text";
    input.inputMode = "numeric";
    input.autocomplete = "off";
    input.oninput = () => this.planned({ [part]: input.value }, false);
    input.onchange = () => this.planned({ [part]: input.value }, true);
    label.append(input);
    return { label, input };
  }

  searchChoice() {
    const label = make("label", "search", "Trials are made");
    const input = make("select");
    input.append(...SEARCHES.map(([search, words]) => new Option(words, search)));
    input.onchange = () => this.planned({ search: /** @type {Search} */ (input.value) }, true);
    label.append(input);
    return { label, input };
  }

  halvingBox() {
    const label = make("label", "halving");
    const input = make("input");
    input.type = "checkbox";
    input.onchange = () => this.planned({ halving: input.checked }, true);
    label.append(input, "Stop hopeless runs early");
    label.title = "Successive halving: after 1, 3, 9 … epochs only the best third goes on. What was stopped is shown as pruned.";
    return { label, input };
  }

  /**
   * @param {Plan} plan
   * @param {Setting[]} settings that are varied
   * @param {boolean} writes what is being typed stays as it is typed
   */
  show(plan, settings, writes) {
    const search = searchOf(plan, settings);
    this.search.input.options[0].disabled = settings.some(({ values }) => !values);
    this.search.input.value = search;
    this.trials.label.hidden = search === "grid";
    this.halving.input.checked = plan.halving;
    if (writes) {
      this.seeds.input.value = plan.seeds;
      this.trials.input.value = plan.trials;
    }
  }

  /**
   * The question as it was typed.
   * @param {string} otherwise
   */
  nameOr(otherwise) {
    this.name.placeholder = otherwise;
    return this.name.value.trim() || otherwise;
  }

  outdateCost() {
    this.cost.classList.add("old");
  }

  /** @param {Cost | null} cost null: there is nothing to say */
  tellCost(cost) {
    this.cost.classList.remove("old");
    this.cost.replaceChildren(...(cost ? [make("span", "words", cost.words)] : []), ...(cost?.power ? [make("span", "power", cost.power)] : []));
  }
}
