// What an experiment found, in words, with the figures behind them.

import { buttonOf, make } from "../shared/element.js";
import { termLink } from "../shared/words/term.js";

/** @import { Edge, Experiment, Findings } from "./messages.js" */
/** @import { Whole } from "./one_experiment.js" */

const MOST_COMPARED = 30;

export class FindingsView {
  /**
   * @param {HTMLElement} element
   * @param {Whole} whole
   */
  constructor(element, whole) {
    this.element = element;
    this.whole = whole;
    this.told = "";
    this.isOpen = false;
  }

  /** @param {Experiment} experiment */
  show(experiment) {
    const { findings, may_change: mayChange } = experiment;
    const told = JSON.stringify([experiment.id, findings && { ...findings, trials: null }, mayChange]);
    if (told === this.told) return;
    this.told = told;
    if (!findings) return this.element.replaceChildren();
    const edges = [...findings.edges];
    const list = make("ul");
    list.append(...findings.sentences.filter(({ kind }) => kind !== "headline").map(({ kind, text }) => {
      const line = make("li", kind, text);
      const edge = kind === "edge" ? edges.find((one) => one.text === text) : undefined;
      if (edge && mayChange) line.append(" ", buttonOf(edge.values ? "Try these, too" : "Widen the range", () => this.widen(edge), "widen"));
      return line;
    }));
    this.element.replaceChildren(make("h2", "headline", findings.headline), list, ...this.figures(experiment, findings));
  }

  /**
   * Its best lies at the end of what was tried.
   * @param {Edge} edge
   */
  widen(edge) {
    const { id, question } = this.whole.experiment();
    const settings = question.settings.map((setting) => (setting.key === edge.key
      ? { key: edge.key, ...(edge.values ? { values: edge.values } : { low: edge.low, high: edge.high, log: edge.log }) } : setting));
    const more = question.num_trials === null || edge.values ? {} : { num_trials: Math.ceil(question.num_trials * 1.5) };
    return this.whole.asks.act(`sweeps/${id}/more`, { question: { ...question, settings, ...more } });
  }

  /**
   * @param {Experiment} experiment
   * @param {Findings} findings
   */
  figures(experiment, { comparisons, anchor, best }) {
    if (!comparisons.length) return [];
    const words = new Map(experiment.trials.map((trial) => [trial.number, trial.words]));
    const unit = experiment.measure === "held_out_accuracy" ? "points" : "nats";
    const details = make("details");
    details.open = this.isOpen;
    details.ontoggle = () => { this.isOpen = details.open; };
    const lead = make("p", "lead-figures");
    lead.append(`Differences from trial ${anchor ?? best} in ${unit}, paired by seed, each with the `, termLink("interval", "95 % interval"),
      "; p by the paired t test, then by ", termLink("holm", "Holm’s correction"), ` for all ${comparisons.length.toLocaleString("en")} that are compared.`);
    const table = make("table");
    const head = make("tr");
    for (const title of ["Trial", "Setting", "Difference", "95 % interval", "p", "p, corrected"]) {
      const cell = make("th", "", title);
      cell.scope = "col";
      head.append(cell);
    }
    const top = make("thead");
    top.append(head);
    const body = make("tbody");
    body.append(...comparisons.slice(0, MOST_COMPARED).map((one) => {
      const row = make("tr");
      const signed = (/** @type {number} */ value) => differenceWords(value, unit === "points");
      const cells = [String(one.b), words.get(one.b) ?? "", signed(one.difference),
        one.low === null || one.high === null ? "not known" : `${signed(one.low)} to ${signed(one.high)}`, pWords(one.p_value), pWords(one.adjusted)];
      row.append(...cells.map((text) => make("td", "", text)));
      row.classList.toggle("is-told", one.adjusted !== null && one.adjusted < 0.05);
      return row;
    }));
    table.append(top, body);
    const scroll = make("div", "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", "The figures behind");
    scroll.append(table);
    const rest = comparisons.length - MOST_COMPARED;
    details.append(make("summary", "", "The figures behind"), lead, scroll, ...(rest > 0 ? [make("p", "", `${rest.toLocaleString("en")} more are not shown.`)] : []));
    return [details];
  }
}

/**
 * With its sign; points have two decimals.
 * @param {number} value
 * @param {boolean} isPoints
 */
export function differenceWords(value, isPoints) {
  const size = isPoints ? Math.abs(value).toFixed(2) : Math.abs(value).toPrecision(2);
  return `${Number(size) === 0 ? "±" : value > 0 ? "+" : "−"}${size}`;
}

/** @param {number | null} p */
function pWords(p) {
  if (p === null) return "not known";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
