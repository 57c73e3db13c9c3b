// The trials in a table: sorted, filtered, chosen for comparison. Only the rows in sight are there.

import { addressOf, sayInAddress } from "../shared/address.js";
import { countOf } from "../shared/words/count.js";
import { arrange, buttonOf, make } from "../shared/element.js";
import { figure } from "../trial_pictures/drawn_trial.js";
import { valueWords } from "../trial_pictures/scales.js";
import { againWords } from "./chosen_trial.js";
import { runLinks } from "./run_links.js";
import { ordered } from "./table_order.js";

/** @import { Drawn, Experiment, Sent, Setting } from "./messages.js" */
/** @import { Whole } from "./one_experiment.js" */

const ROW = 44; // pixels
const AROUND = 8; // rows above and below what is in sight
const MAX_COMPARED = 8;
const STATES = ["finished", "running", "waiting", "pruned", "failed", "missing"];
const MEAN = "value";

export class TrialsTable {
  /**
   * @param {HTMLElement} element
   * @param {Whole} whole
   */
  constructor(element, whole) {
    this.element = element;
    this.whole = whole;
    this.trials = /** @type {Drawn[]} */ ([]);
    this.shown = /** @type {Drawn[]} */ ([]);
    this.settings = /** @type {Setting[]} */ ([]);
    this.chosen = this.seen = /** @type {number | null} */ (null);
    this.picked = /** @type {Set<number>} */ (new Set());
    this.rows = /** @type {Map<number, { told: string, row: HTMLTableRowElement }>} */ (new Map());
    this.sort = "";
    this.headTold = "";
    this.search = make("input", "search");
    this.search.type = "search";
    this.search.placeholder = "Search trials";
    this.search.setAttribute("aria-label", "Search trials");
    this.search.oninput = () => this.arrange();
    this.state = make("select");
    this.state.setAttribute("aria-label", "State of the trials");
    this.state.append(new Option("Every state", ""), ...STATES.map((state) => new Option(state, state)));
    this.state.onchange = () => this.arrange();
    this.count = make("span", "count");
    this.count.setAttribute("role", "status");
    this.compared = make("span", "compared");
    const tools = make("div", "tools");
    this.page = make("a", "to-print", "Page to print");
    this.page.target = "_blank";
    this.csv = make("a", "to-save", "Table of runs (CSV)");
    tools.append(this.search, this.state, this.count, this.page, this.csv);
    this.table = make("table");
    this.head = make("thead");
    this.body = make("tbody");
    this.table.append(this.head, this.body);
    this.scroll = make("div", "scroll");
    this.scroll.tabIndex = 0;
    this.scroll.setAttribute("role", "region");
    this.scroll.setAttribute("aria-label", "All trials");
    this.scroll.append(this.table);
    this.scroll.onscroll = () => this.fill();
    element.append(make("h2", "", "Trials"), tools, this.compared, this.scroll);
    this.size = new ResizeObserver(() => this.fill());
    this.size.observe(this.scroll);
  }

  /** @param {Sent["asked"]} asked */
  begin({ state, sort }) {
    this.state.value = STATES.includes(state) ? state : "";
    this.sort = sort;
    this.search.value = "";
    this.trials = this.shown = [];
    this.picked.clear();
    this.rows.clear();
    this.body.replaceChildren();
    this.compared.replaceChildren();
    this.headTold = "";
    this.seen = null;
  }

  /**
   * @param {Experiment} experiment
   * @param {Drawn[]} trials
   * @param {number | null} chosen
   */
  show(experiment, trials, chosen) {
    this.trials = trials;
    this.settings = experiment.settings;
    this.chosen = chosen;
    this.showHead(experiment);
    this.arrange();
    if (chosen !== null && chosen !== this.seen) this.scrollTo(chosen);
    this.seen = chosen;
  }

  /** @param {Experiment} experiment */
  showHead({ id, settings, measure }) {
    const columns = [["number", "Trial"], ...settings.map(({ key, words }) => [key, words]), ["state", "State"],
      [MEAN, measure === "held_out_accuracy" ? "Held-out, %" : "Held-out loss"], ["n", "Seeds"]];
    const told = JSON.stringify([id, columns, this.sort]);
    if (told === this.headTold) return;
    this.headTold = told;
    this.page.href = addressOf(`api/sweeps/${id}/report.html`);
    this.csv.href = addressOf(`api/sweeps/${id}/trials.csv`);
    const row = make("tr");
    const pick = make("td", "pick");
    pick.append(make("span", "unseen", "Choose"));
    row.append(pick, ...columns.map(([key, title]) => this.headCell(key, title)), make("th", "runs", "Runs"));
    this.head.replaceChildren(row);
  }

  /**
   * @param {string} key
   * @param {string} title
   */
  headCell(key, title) {
    const cell = make("th", key === MEAN || key === "n" ? "figure" : "");
    cell.scope = "col";
    const at = this.sort.replace(/^-/, "") === key;
    cell.setAttribute("aria-sort", !at ? "none" : this.sort.startsWith("-") ? "descending" : "ascending");
    cell.append(buttonOf(title, () => {
      const [first, second] = key === MEAN && this.whole.experiment().higher_is_better ? [`-${key}`, key] : [key, `-${key}`];
      this.sort = this.sort === first ? second : first;
      this.showHead(this.whole.experiment());
      this.arrange();
    }));
    return cell;
  }

  arrange() {
    this.shown = ordered(this.trials, { words: this.search.value, state: this.state.value, sort: this.sort });
    const all = countOf(this.trials.length, "trial");
    this.count.textContent = this.shown.length === this.trials.length ? all : `${this.shown.length.toLocaleString("en")} of ${all}`;
    this.table.setAttribute("aria-rowcount", String(this.shown.length + 1));
    sayInAddress({ state: this.state.value || null, sort: this.sort || null });
    this.fill();
  }

  /** The rows in sight, each kept while it says the same. */
  fill() {
    const { scrollTop, clientHeight } = this.scroll;
    const first = Math.max(0, Math.min(Math.floor(scrollTop / ROW) - AROUND, this.shown.length - 1));
    const last = Math.min(this.shown.length, Math.ceil((scrollTop + (clientHeight || 400)) / ROW) + AROUND);
    const rows = this.shown.slice(first, last).map((trial, place) => this.rowOf(trial, first + place));
    arrange(this.body, [...(first ? [gap(first)] : []), ...rows, ...(last < this.shown.length ? [gap(this.shown.length - last)] : [])]);
    const inSight = new Set(this.shown.slice(first, last).map(({ number }) => number));
    for (const number of this.rows.keys()) if (!inSight.has(number)) this.rows.delete(number);
  }

  /**
   * @param {Drawn} trial
   * @param {number} place
   */
  rowOf(trial, place) {
    const { may_change: mayChange } = this.whole.experiment();
    const isChosen = trial.number === this.chosen;
    const told = JSON.stringify([trial, isChosen, this.picked.has(trial.number), mayChange]);
    const known = this.rows.get(trial.number);
    const isSame = known?.told === told;
    const row = isSame ? known.row : this.made(trial, isChosen, mayChange);
    if (known && !isSame) {
      const focused = /** @type {HTMLElement | null} */ (known.row.querySelector(":focus"));
      known.row.replaceWith(row);
      if (focused) /** @type {HTMLElement | null} */ (row.querySelector(`.${focused.className.split(" ")[0]}`))?.focus();
    }
    row.setAttribute("aria-rowindex", String(place + 2));
    this.rows.set(trial.number, { told, row });
    return row;
  }

  /**
   * @param {Drawn} trial
   * @param {boolean} isChosen
   * @param {boolean} mayChange
   */
  made(trial, isChosen, mayChange) {
    const row = make("tr");
    row.dataset.trial = String(trial.number);
    row.dataset.state = trial.state;
    row.classList.toggle("is-chosen", isChosen);
    const box = make("input", "box");
    box.type = "checkbox";
    box.checked = this.picked.has(trial.number);
    box.setAttribute("aria-label", `Choose trial ${trial.number} to compare`);
    box.onclick = () => this.pick(trial.number, box.checked);
    const label = make("label");
    label.append(box);
    const pick = make("td", "pick");
    pick.append(label);
    const number = make("td", "trial");
    const button = buttonOf(String(trial.number), () => this.whole.choose(trial.number), "number");
    button.setAttribute("aria-pressed", String(isChosen));
    button.setAttribute("aria-label", `Trial ${trial.number}: mark it in all pictures`);
    number.append(button, ...(trial.purpose === "confirmation" ? [make("span", "mark", "confirmation")] : []));
    const values = this.settings.map(({ key }) => {
      const words = key in trial.overrides ? valueWords(trial.overrides[key]) : "";
      const cell = make("td", "value", words);
      cell.title = words;
      return cell;
    });
    const state = make("td", "state", stateWords(trial));
    const runs = make("td", "runs");
    runs.append(...runLinks(trial, this.whole.asks));
    if (mayChange && ["pruned", "failed", "missing"].includes(trial.state)) {
      runs.append(buttonOf(againWords(trial), () => this.whole.asks.act(`sweeps/${this.whole.experiment().id}/trials/${trial.number}/train`), "again"));
    }
    row.append(pick, number, ...values, state, make("td", "figure", figureCell(trial)), make("td", "figure", trial.n ? String(trial.n) : ""), runs);
    return row;
  }

  /**
   * @param {number} number
   * @param {boolean} isPicked
   */
  pick(number, isPicked) {
    if (isPicked) this.picked.add(number);
    else this.picked.delete(number);
    this.showPicked();
  }

  showPicked() {
    const runs = this.trials.filter((trial) => this.picked.has(trial.number))
      .flatMap((trial) => trial.runs.find(({ run, epochs_done: epochs }) => run !== null && epochs > 0)?.run ?? []);
    this.compared.replaceChildren();
    if (this.picked.size) {
      const isRight = runs.length >= 2 && runs.length <= MAX_COMPARED;
      const link = make("a", "compare", isRight ? "Compare their first seeds" : `Compare 2 to ${MAX_COMPARED} that have trained`);
      if (isRight) link.href = addressOf(`compare?runs=${runs.join(",")}`);
      const none = buttonOf("Choose none", () => {
        this.picked.clear();
        this.showPicked();
      });
      this.compared.append(make("span", "", `${this.picked.size} chosen`), link, none);
    }
    this.fill();
  }

  /** @param {number} number */
  scrollTo(number) {
    const place = this.shown.findIndex((trial) => trial.number === number);
    const top = place * ROW;
    const { scrollTop, clientHeight } = this.scroll;
    if (place >= 0 && (top < scrollTop || top + 2 * ROW > scrollTop + clientHeight)) this.scroll.scrollTop = top - clientHeight / 2;
    this.fill();
  }

  destroy() {
    this.size.disconnect();
  }
}

/** @param {number} num rows that are not in sight */
function gap(num) {
  const row = make("tr", "gap");
  row.setAttribute("aria-hidden", "true");
  const cell = make("td");
  cell.style.height = `${num * ROW}px`;
  row.append(cell);
  return row;
}

/** @param {Drawn} trial */
function stateWords({ state, runs }) {
  if (state === "pruned") return `pruned after epoch ${Math.max(...runs.map(({ pruned_at: at }) => at ?? 0))}`;
  return state === "missing" ? "deleted" : state;
}

/** @param {Drawn} trial */
function figureCell({ shown, least, most, n }) {
  if (shown === null) return "";
  return n > 1 && least !== null && most !== null ? `${figure(shown)} (${figure(least)}–${figure(most)})` : figure(shown);
}
