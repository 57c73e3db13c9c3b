// All experiments, the newest first: what each asks, and how far it has come.

import { onPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf } from "../shared/address.js";
import { roughDuration } from "../shared/words/duration.js";
import { make, partOf } from "../shared/element.js";
import { termLink } from "../shared/words/term.js";
import { askedWords, momentOf, STATES } from "./words.js";

/** @import { Asks } from "./experiments.js" */
/** @import { Sweep } from "./messages.js" */

export class ExperimentList {
  /**
   * @param {HTMLElement} element
   * @param {Asks} asks
   * @param {boolean} knowsPeople
   */
  constructor(element, asks, knowsPeople) {
    this.element = element;
    this.asks = asks;
    this.knowsPeople = knowsPeople;
    this.list = partOf(element, ".list");
    this.told = "";
    partOf(element, ".lead").append("An ", termLink("experiment", "experiment"), " asks a question of several runs: settings are varied, "
      + "each with several seeds, and the answer says what is more than chance.");
  }

  /** @param {Sweep[]} sweeps */
  show(sweeps) {
    const told = JSON.stringify(sweeps);
    if (told === this.told) return;
    this.told = told;
    this.list.replaceChildren(sweeps.length ? this.table(sweeps) : this.nothing());
  }

  nothing() {
    const line = make("p", "nothing", "Nothing was asked yet. ");
    const link = make("a", "", "On the Train page");
    link.href = addressOf("train");
    line.append(link, ", “Vary settings” turns any recipe into an experiment.");
    return line;
  }

  /** @param {Sweep[]} sweeps */
  table(sweeps) {
    const table = make("table");
    const head = make("tr");
    for (const title of ["Experiment", ...(this.knowsPeople ? ["Whose"] : []), "State", "Runs over", "Begun"]) {
      const cell = make("th", "", title);
      cell.scope = "col";
      head.append(cell);
    }
    const top = make("thead");
    top.append(head);
    const body = make("tbody");
    body.append(...sweeps.map((sweep) => this.row(sweep)));
    table.append(top, body);
    return table;
  }

  /** @param {Sweep} sweep */
  row(sweep) {
    const row = make("tr");
    row.dataset.state = sweep.state;
    const title = make("td", "title");
    const link = make("a", "", sweep.title);
    link.href = addressOf(`experiments?experiment=${sweep.id}`);
    onPlainClick(link, () => this.asks.open(sweep.id));
    title.append(make("span", "number", String(sweep.id)), link, make("div", "varied", askedWords(sweep)), ...(sweep.problem ? [make("div", "problem-line", sweep.problem)] : []));
    row.append(title, ...(this.knowsPeople ? [make("td", "whose", sweep.whose || "me")] : []), make("td", "state", STATES[sweep.state]),
      this.progress(sweep), make("td", "moment", momentOf(sweep)));
    return row;
  }

  /** @param {Sweep} sweep */
  progress({ runs_over: over, runs_planned: planned, seconds_left: left }) {
    const cell = make("td", "runs");
    const bar = make("span", "small-bar");
    const part = make("i");
    part.style.width = `${planned ? Math.min(100, 100 * over / planned) : 0}%`;
    bar.append(part);
    bar.setAttribute("aria-hidden", "true");
    cell.append(bar, make("span", "", `${over.toLocaleString("en")} of ${planned.toLocaleString("en")}${left ? `, about ${roughDuration(left)} of training left` : ""}`));
    return cell;
  }
}
