// The range test as it happens. The request is the search: to stop it is to close the request.

import { colours } from "../shared/charts/chart_colours.js";
import { chartConfig } from "../shared/charts/chart_picture.js";
import { linesOf, sentenceOf } from "../shared/client/client.js";
import { countOf } from "../shared/words/count.js";
import { heldBy, make, partOf } from "../shared/element.js";
import { loadPlotly } from "../shared/charts/plotly.js";

/** @import { Call, Report } from "../shared/element.js" */

/** @typedef {{ recipe: { optimiser: { lr: number } } & Record<string, unknown> }} FinderData */
/** @typedef {[lr: number, loss: number, smoothed: number]} Point */

/**
 * @typedef {object} Found
 * @property {number} burn_in points that say nothing yet
 * @property {number | null} valley
 * @property {number | null} steepest
 * @property {number | null} recommended
 * @property {string} method whose rate is recommended
 * @property {string} stopped why the search ended
 * @property {number} stopped_lr
 * @property {string | null} problem
 */

/** @typedef {{ error: string } | { found: Found } | { point: Point, of: number }} Line of the answer */
/** @typedef {"valley" | "steepest"} Mark */

const BAR = ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]; // its axes stand
/** @type {Record<Mark, string>} */
const MARKS = { valley: "the middle of the longest fall, the careful choice", steepest: "where the loss falls fastest" };
const LR_TICKS = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10];

class Finder {
  /**
   * @param {HTMLElement} root
   * @param {FinderData} data
   * @param {Report} setTriggerValue
   */
  constructor(root, data, setTriggerValue) {
    this.root = root;
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    this.find = (/** @type {string} */ name) => partOf(root, `.${name}`);
    this.points = /** @type {Point[]} */ ([]);
    this.found = /** @type {Found | null} */ (null);
    this.request = /** @type {AbortController | null} */ (null);
    this.relevant = "";
    this.drawing = false;
    this.find("go").onclick = () => (this.request ? this.stop() : this.start());
  }

  /**
   * @param {FinderData} data
   * @param {Report} setTriggerValue
   */
  show(data, setTriggerValue) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    const relevant = JSON.stringify({ ...data.recipe, schedule: null, epochs: null, optimiser: { ...data.recipe.optimiser, lr: null } });
    // an old answer to another question would mislead
    if (this.relevant && this.relevant !== relevant && (this.points.length || this.request)) {
      this.stop();
      this.say("The recipe has changed since: search again.");
    }
    this.relevant = relevant;
    this.suggest();
  }

  async start() {
    this.points = [];
    this.found = null;
    this.find("suggestions").replaceChildren();
    this.find("problem").hidden = true;
    this.find("curve").hidden = false;
    this.find("go").textContent = "Stop";
    this.say("Starting a worker …");
    const request = (this.request = new AbortController());
    try {
      await loadPlotly();
      await this.draw();
      const answer = linesOf("lr-find", { body: this.data.recipe, signal: request.signal });
      for await (const line of answer) await this.receive(line);
    } catch (error) {
      if (!request.signal.aborted) this.complain(sentenceOf(error));
    } finally {
      if (this.request === request) this.end();
    }
  }

  stop() {
    this.request?.abort();
    if (this.request) this.say(`Stopped after ${countOf(this.points.length, "batch")}.`);
    this.end();
  }

  end() {
    this.request = null;
    this.find("go").textContent = this.points.length ? "Search again" : "Find";
  }

  /** @param {Line} line */
  async receive(line) {
    if ("error" in line) return this.complain(line.error);
    if ("found" in line) {
      this.found = line.found;
      this.say(line.found.stopped === "exploded"
        ? `Done: the loss exploded at ${short(line.found.stopped_lr)}.` : `Done: ${countOf(this.points.length, "batch")}.`);
      if (line.found.problem) this.complain(line.found.problem);
      await this.draw();
      return this.suggest();
    }
    this.points.push(line.point);
    this.say(`Batch ${this.points.length} of ${line.of} · rate ${short(line.point[0])} · loss ${line.point[1].toFixed(2)}`);
    // drawing takes longer than a batch may: the latest points are enough
    if (!this.drawing) await this.draw();
  }

  async draw() {
    this.drawing = true;
    const c = colours(this.root);
    const column = (/** @type {number} */ index) => this.points.map((point) => point[index]);
    const smoothed = column(2);
    const burnIn = this.found?.burn_in ?? Math.round(0.1 * smoothed.length);
    const top = Math.max(...smoothed.slice(burnIn).slice(0, 40), 0.5) * 1.25;
    const marks = this.marks();
    await Plotly.react(this.find("curve"), [
      { x: column(0), y: column(1), mode: "markers", marker: { color: c.lr, size: 3, opacity: 0.35 }, hoverinfo: "skip" },
      { x: column(0), y: smoothed, mode: "lines", line: { color: c.lr, width: 2.5 }, hovertemplate: "rate %{x:.2~g}: loss %{y:.3f}<extra></extra>" },
      { x: marks.map(([, lr]) => lr), y: marks.map(([, lr]) => this.lossAt(lr)), mode: "markers+text", text: marks.map(([name]) => name),
        textposition: "top right", textfont: { color: c.text }, marker: { color: c.other, size: 11, line: { color: c.surface, width: 2 } },
        hovertemplate: "%{text}: %{x:.2~g}<extra></extra>" },
    ], {
      height: 260, margin: { l: 44, r: 12, t: 12, b: 42 }, showlegend: false, dragmode: false,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: c.text, family: getComputedStyle(this.root).fontFamily, size: 12 },
      hoverlabel: { bgcolor: c.surface, font: { color: c.text } },
      xaxis: { type: "log", range: [-6, 1], tickvals: LR_TICKS, ticktext: LR_TICKS.map((lr) => (lr < 1e-3 ? `1e${Math.round(Math.log10(lr))}` : String(lr))),
        title: { text: "learning rate", standoff: 4 }, gridcolor: c.grid, zeroline: false, fixedrange: true },
      yaxis: { title: { text: "loss", standoff: 4 }, range: [0, top], gridcolor: c.grid, zeroline: false, fixedrange: true, automargin: true },
    }, chartConfig(() => ({ title: this.titled(), file: "lr-find" }), { modeBarButtonsToRemove: BAR }));
    this.find("curve").dataset.points = String(this.points.length);
    this.drawing = false;
  }

  /** @returns {[Mark, number][]} */
  marks() {
    const { valley, steepest } = this.found ?? {};
    return [...(valley ? [/** @type {[Mark, number]} */ (["valley", valley])] : []), ...(steepest ? [/** @type {[Mark, number]} */ (["steepest", steepest])] : [])];
  }

  titled() {
    const lr = this.found?.recommended;
    return `Learning rate range test${lr ? ` · recommended ${short(lr)}, the ${this.found?.method}` : ""}`;
  }

  /** @param {number} lr */
  lossAt(lr) {
    const nearest = this.points.reduce((best, point) => (Math.abs(Math.log(point[0] / lr)) < Math.abs(Math.log(best[0] / lr)) ? point : best));
    return nearest[2];
  }

  suggest() {
    const { found } = this;
    if (!found) return;
    this.find("suggestions").replaceChildren(...this.marks().map(([name, lr]) => {
      const row = make("p", name === found.method ? "suggestion recommended" : "suggestion");
      const button = make("button", "", `Apply ${short(lr)}`);
      button.type = "button";
      button.disabled = this.data.recipe.optimiser.lr === lr;
      button.onclick = () => this.setTriggerValue("apply", lr);
      row.append(button, make("span", "", `${name}: ${MARKS[name]}`));
      return row;
    }));
    const best = found.recommended;
    this.find("curve").setAttribute("aria-label", best
      ? `Loss against learning rate; recommended ${short(best)}, the ${found.method}.` : `Loss against learning rate; ${found.problem}`);
  }

  /** @param {string} text */
  say(text) {
    this.find("status").textContent = text;
  }

  /** @param {string} text */
  complain(text) {
    this.find("problem").hidden = false;
    this.find("problem").textContent = text;
  }

  destroy() {
    this.request?.abort();
    if (window.Plotly) Plotly.purge(this.find("curve"));
  }
}

/** @param {number} value */
function short(value) {
  return String(Number(value.toPrecision(2)));
}

/** @param {Call<FinderData>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: finder, end } = heldBy(partOf(parentElement, ".finder"), Finder, data, setTriggerValue);
  finder.show(data, setTriggerValue);
  return end;
}
