// What follows from a recipe, redrawn in place with every change of a control.

import { colours } from "../shared/charts/chart_colours.js";
import { chartConfig } from "../shared/charts/chart_picture.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { countOf } from "../shared/words/count.js";
import { heldBy, make, partOf } from "../shared/element.js";
import { penOf, pngOf } from "../shared/digits/pixels.js";
import { loadPlotly } from "../shared/charts/plotly.js";
import { onQueueWaits, queueWaits } from "../shared/queue_wait.js";
import { keepSpeed, speedOf } from "../shared/speeds.js";
import { termLink } from "../shared/words/term.js";
import { ConsequencesBar } from "./bar.js";
import { totalTimeWords, trainingTimeWords } from "./training_time.js";

/** @import { Call, Report } from "../shared/element.js" */

/** @import { Speed } from "../shared/speeds.js" */

/**
 * @typedef {object} Consequences
 * @property {number} parameters
 * @property {number} max_parameters of the ladder, as max_epochs
 * @property {number} max_epochs
 * @property {string} multiply_adds_words of a digit
 * @property {string} sees in words: how many pixels, and where
 * @property {number} epochs
 * @property {Speed | null} duration where it is known already
 * @property {boolean} measures whether the speed may be measured now
 * @property {string} speed_key what decides the speed
 * @property {number} start_seconds of a run, beside its epochs
 * @property {boolean} is_old of the last recipe that could be trained: the controls say another
 * @property {object} recipe
 * @property {string[]} advice
 * @property {string} digits a PNG: as they are, and below them as the recipe shows them
 * @property {number[]} labels
 * @property {boolean} changes_digits
 * @property {{ at: number[], lr: number[], momentum: number[] }} rates `at` in epochs
 */

const SIZE = 28;
const PATIENCE = 1200; // milliseconds without a change before the speed is measured

class Panel {
  /**
   * @param {HTMLElement} root
   * @param {HTMLButtonElement} bar
   * @param {Consequences} data
   * @param {Report} setStateValue
   */
  constructor(root, bar, data, setStateValue) {
    this.root = root;
    this.data = data;
    this.setStateValue = setStateValue;
    this.find = (/** @type {string} */ name) => partOf(root, `.${name}`);
    this.timeLine = partOf(root, ".time span");
    this.timeButton = partOf(root, ".time button");
    this.filled = partOf(root, ".meter > i");
    this.shakes = 0;
    this.measuring = /** @type {string | null} */ (null);
    this.request = /** @type {AbortController | null} */ (null);
    this.timer = /** @type {number | undefined} */ (undefined);
    this.advised = /** @type {string | null} */ (null);
    this.drawn = this.curved = "";
    this.gone = false;
    this.bar = new ConsequencesBar(bar, this.find("figures"));
    this.find("shake").onclick = () => this.setStateValue("shakes", (this.shakes += 1));
    this.timeButton.onclick = () => this.measure();
    this.leave = onQueueWaits(() => this.time());
  }

  /**
   * @param {Consequences} data
   * @param {Report} setStateValue
   */
  async show(data, setStateValue) {
    this.setStateValue = setStateValue;
    this.data = data;
    this.root.classList.toggle("old", data.is_old);
    this.size();
    this.time();
    this.advise();
    await Promise.all([this.digits(), this.rates()]);
  }

  /**
   * @param {string} costs
   * @param {string} sees
   */
  facts(costs, sees) {
    // a term stays the same link while its number stays: somebody may be reading what it means
    const line = this.find("facts");
    if (line.dataset.told === costs + sees) return;
    line.dataset.told = costs + sees;
    line.replaceChildren(costs, termLink("multiply-adds", "multiply-adds"), " a digit · ",
      termLink("receptive-field", "sees"), ` ${sees}`);
  }

  size() {
    const { parameters, max_parameters: limit, epochs, max_epochs: maxEpochs } = this.data;
    this.find("parameters").textContent = parameters.toLocaleString("en");
    const isOver = parameters >= limit;
    const words = `${isOver ? "not under" : "under"} ${limit.toLocaleString("en")}`;
    const tooLong = epochs > maxEpochs ? `; ${countOf(epochs, "epoch")}, where the ladder allows ${maxEpochs}` : "";
    this.find("verdict").textContent = `, ${words}${tooLong}`;
    this.bar.say("bar-size", `${parameters.toLocaleString("en")} parameters`);
    const meter = this.find("meter");
    const full = limit * 1.25;
    this.filled.style.width = `${Math.min(100, (100 * parameters) / full)}%`;
    meter.dataset.over = String(isOver);
    const mark = make("span", "mark", limit.toLocaleString("en"));
    mark.style.left = `${(100 * limit) / full}%`;
    meter.replaceChildren(this.filled, mark);
    meter.setAttribute("aria-label", `${parameters.toLocaleString("en")} parameters, ${words}`);
    this.facts(`${this.data.multiply_adds_words} `, this.data.sees);
  }

  // nobody waits for a measurement: the figure comes when it is there
  time() {
    const { duration, measures, speed_key: key, epochs, start_seconds: start } = this.data;
    const known = duration ?? speedOf(key);
    clearTimeout(this.timer);
    const { timeLine: line, timeButton: button } = this;
    const problem = known && "error" in known ? known.error : "";
    const { whole: wait } = queueWaits();
    const run = { epochs, start_seconds: start };
    button.hidden = !problem && (Boolean(known) || measures || this.measuring === key);
    if (known && "error" in known) say(line, `Time not known: ${known.error}`);
    else if (known) say(line, trainingTimeWords(known, run, wait));
    else if (measures || this.measuring === key) say(line, "Measuring how long an epoch takes …");
    else say(line, "Time not known while another run trains.");
    this.bar.say("bar-time", known && !("error" in known) ? `about ${totalTimeWords(known.seconds_an_epoch, run, wait)}` : "");
    if (!known && measures && this.measuring !== key) this.timer = setTimeout(() => this.measure(), PATIENCE);
  }

  async measure() {
    const { speed_key: key, recipe } = this.data;
    this.request?.abort(); // what another recipe would take no longer matters
    const request = (this.request = new AbortController());
    this.measuring = key;
    keepSpeed(key, null);
    say(this.timeLine, "Measuring how long an epoch takes …");
    this.timeButton.hidden = true;
    try {
      keepSpeed(key, await answerOf("probe", { body: recipe, signal: request.signal }));
    } catch (error) {
      if (request.signal.aborted) return;
      keepSpeed(key, { error: sentenceOf(error) });
    }
    if (this.measuring === key) this.measuring = null;
    if (!this.gone) this.time();
  }

  advise() {
    const list = this.find("advice");
    const told = this.data.advice.join("\n");
    if (told === this.advised) return; // readers would hear it again
    this.advised = told;
    list.hidden = !told;
    list.replaceChildren(...this.data.advice.map((text) => make("li", "", text)));
  }

  async digits() {
    const { digits, labels, changes_digits: changes } = this.data;
    this.find("shake").hidden = !changes;
    this.find("caption").textContent = changes
      ? "Sixteen training digits: as they are, and as this recipe shows them."
      : "Sixteen training digits. This recipe shows them as they are.";
    if (digits === this.drawn) return;
    this.drawn = digits;
    const sheet = await createImageBitmap(pngOf(digits));
    if (this.drawn !== digits || this.gone) return sheet.close(); // newer ones came meanwhile
    const grid = this.find("digits");
    grid.setAttribute("aria-label", `Training digits ${labels.join(", ")}, each beside itself as the recipe shows it`);
    if (!grid.childElementCount) {
      grid.append(...labels.map(() => {
        const pair = make("span", "pair");
        pair.append(picture("original"), picture("seen"));
        return pair;
      }));
    }
    [...grid.children].forEach((pair, place) => pair.querySelectorAll("canvas").forEach((canvas, row) => {
      penOf(canvas).drawImage(sheet, place * SIZE, row * SIZE, SIZE, SIZE, 0, 0, SIZE, SIZE);
    }));
    this.bar.draw(sheet, SIZE);
    sheet.close();
  }

  async rates() {
    await loadPlotly();
    if (this.gone) return;
    const { at, lr, momentum } = this.data.rates;
    const c = colours(this.root);
    const told = JSON.stringify([this.data.rates, this.data.epochs, c.key]);
    if (told === this.curved) return;
    this.curved = told;
    const host = this.find("rates");
    /** @type {(name: string, y: number[], color: string, extra?: PlotlyTrace) => PlotlyTrace} */
    const line = (name, y, color, extra) => ({ x: at, y, name, mode: "lines", line: { color, width: 2 },
      hovertemplate: "%{y:.4g}<extra>" + name + "</extra>", ...extra });
    /** @type {(color: string, extra: PlotlyLayout) => PlotlyLayout} */
    const axis = (color, extra) => ({ gridcolor: c.grid, zeroline: false, automargin: true, fixedrange: true, nticks: 4,
      tickfont: { color }, tickformat: ".3~g", ...extra });
    await Plotly.react(host, [
      line("learning rate", lr, c.lr),
      line("momentum", momentum, c.other, { yaxis: "y2", line: { color: c.other, width: 1.5, dash: "dot" } }),
    ], {
      height: 170, margin: { l: 40, r: 40, t: 24, b: 34 }, hovermode: "x unified", dragmode: false,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: c.text, family: getComputedStyle(this.root).fontFamily, size: 12 },
      hoverlabel: { bgcolor: c.surface, font: { color: c.text } },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", itemclick: false, itemdoubleclick: false },
      xaxis: { title: { text: "epoch", standoff: 4 }, range: [0, this.data.epochs], gridcolor: c.grid, zeroline: false, fixedrange: true, showgrid: false },
      yaxis: axis(c.lr, { rangemode: "tozero" }),
      yaxis2: axis(c.other, { overlaying: "y", side: "right", range: [Math.floor(10 * Math.min(0.8, ...momentum)) / 10, 1], dtick: 0.1, nticks: 0, showgrid: false }),
    }, chartConfig(() => ({ title: "Planned rates", file: "rates" }), { displayModeBar: false }));
    const peak = lr.indexOf(Math.max(...lr));
    host.setAttribute("aria-label", `Learning rate from ${short(lr[0])} over ${short(lr[peak])} in epoch ${Math.ceil(at[peak])} `
      + `to ${short(lr[lr.length - 1])} at the end; momentum from ${short(momentum[0])} to ${short(momentum[momentum.length - 1])}.`);
  }

  destroy() {
    this.gone = true;
    this.leave();
    this.bar.destroy();
    clearTimeout(this.timer);
    this.request?.abort();
    if (window.Plotly) Plotly.purge(this.find("rates"));
  }
}

/** @param {string} className */
function picture(className) {
  const canvas = make("canvas", className);
  canvas.width = canvas.height = SIZE;
  return canvas;
}

/** @param {number} value */
function short(value) {
  return String(Number(value.toPrecision(3)));
}

/**
 * Readers hear a line anew only where it says something else.
 * @param {Element} line
 * @param {string} words
 */
function say(line, words) {
  if (line.textContent !== words) line.textContent = words;
}

/** @param {Call<Consequences>} call */
export default function ({ parentElement, data, setStateValue }) {
  const bar = partOf(parentElement, ".consequences-bar", HTMLButtonElement);
  const { kept: panel, end } = heldBy(partOf(parentElement, ".consequences"), Panel, bar, data, setStateValue);
  panel.show(data, setStateValue);
  return end;
}
