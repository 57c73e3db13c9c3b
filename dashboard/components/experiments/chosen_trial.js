// The chosen trial in words, with its runs, wherever one has scrolled to.

import { buttonOf, make } from "../shared/element.js";
import { runLinks } from "./run_links.js";
import { meanWords } from "./words.js";

/** @import { Drawn } from "./messages.js" */
/** @import { Whole } from "./one_experiment.js" */

export class ChosenTrial {
  /**
   * @param {HTMLElement} element
   * @param {Whole} whole
   */
  constructor(element, whole) {
    this.element = element;
    this.whole = whole;
    this.told = "";
    element.hidden = true;
  }

  /** @param {Drawn | null} trial */
  show(trial) {
    const { may_change: mayChange, id } = this.whole.experiment();
    const told = JSON.stringify([trial, mayChange]);
    if (told === this.told) return;
    this.told = told;
    this.element.hidden = !trial;
    if (!trial) return this.element.replaceChildren();
    const errors = trial.runs.flatMap(({ error }) => error ?? []);
    this.element.replaceChildren(
      make("b", "", `Trial ${trial.number}`), make("span", "", trial.words),
      make("span", "figures", [trial.state === "finished" ? "" : trial.state, meanWords(trial)].filter(Boolean).join(" · ")),
      ...(errors.length ? [make("span", "error", errors[0])] : []),
      ...runLinks(trial, this.whole.asks),
      ...(mayChange && ["pruned", "failed", "missing"].includes(trial.state) ? [buttonOf(againWords(trial),
        () => this.whole.asks.act(`sweeps/${id}/trials/${trial.number}/train`))] : []),
      buttonOf("Choose none", () => this.whole.choose(null)));
  }
}

/** @param {Drawn} trial */
export function againWords({ state }) {
  return state === "pruned" ? "Train it to its end" : "Train it again";
}
