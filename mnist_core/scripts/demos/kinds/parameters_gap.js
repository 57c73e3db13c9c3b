// Parameters against the gap: a dot a run, and the curves of the one in hand.

import { make } from "../../dom.js";
import { Chart } from "../chart.js";
import { figure } from "../controls.js";

/** @import { Point } from "../chart.js" */
/** @import { Stage } from "../stage.js" */

/**
 * @typedef {object} GapRun
 * @property {string} key
 * @property {string} label
 * @property {number} parameters
 * @property {number} epoch of the best weights
 * @property {number} train percent
 * @property {number} running percent, while it was learning
 * @property {number} test percent
 * @property {boolean} in_eval_mode
 * @property {boolean} is_regularised
 * @property {{ train: number[], test: number[] }} curves
 */

/** @typedef {{ runs: GapRun[], chosen: string }} GapData */

const NEAR = 30; // pixels, about a finger

/**
 * Train less test accuracy, in points.
 * @param {GapRun} run
 */
export function gapOf({ train, test }) {
  return Math.round(100 * (train - test)) / 100;
}

/**
 * @param {Stage} stage
 * @param {GapData} data
 */
export function showParametersGap(stage, data) {
  new ParametersGap(stage, data).draw();
}

class ParametersGap {
  /**
   * @param {Stage} stage
   * @param {GapData} data
   */
  constructor(stage, { runs, chosen }) {
    this.stage = stage;
    this.runs = [...runs].sort((one, other) => one.parameters - other.parameters);
    this.chosen = this.runs.find(({ key }) => key === chosen) ?? this.runs[0];
    this.dots = new Chart(300, (chart) => this.drawDots(chart));
    this.curves = new Chart(220, (chart) => this.drawCurves(chart));
    this.heading = make("figcaption");
    this.measured = make("p", "demo-note");
    this.select = make("select", "demo-select");
    this.build();
  }

  build() {
    const { stage, select } = this;
    for (const { key, label } of this.runs) select.append(new Option(label, key));
    select.onchange = () => this.choose(this.runs[select.selectedIndex]);
    const row = make("label", "demo-named");
    row.append(make("span", "", stage.words("run")), select);
    const touched = (/** @type {PointerEvent} */ event) => {
      const run = this.nearest(event);
      if (run) this.choose(run);
    };
    this.dots.svg.classList.add("demo-touch");
    this.dots.svg.onpointerdown = touched;
    this.dots.svg.onpointermove = (event) => event.buttons && touched(event);
    const curves = make("figure", "demo-figure demo-wide");
    curves.append(this.heading, this.curves.svg, this.measured);
    const dots = figure(stage.words("dots"), this.dots.svg, make("p", "demo-note", stage.words("marks")));
    dots.classList.add("demo-wide");
    stage.place.append(row, stage.told, dots, curves);
  }

  /** @param {PointerEvent} event */
  nearest(event) {
    const { x, y } = this.dots.at(event);
    const away = (/** @type {GapRun} */ run) => Math.hypot(this.dots.x(run.parameters) - x, this.dots.y(gapOf(run)) - y);
    const nearest = this.runs.reduce((best, run) => (away(run) < away(best) ? run : best));
    return away(nearest) < NEAR ? nearest : null;
  }

  /** @param {GapRun} run */
  choose(run) {
    if (run === this.chosen) return;
    this.chosen = run;
    this.draw();
  }

  draw() {
    const { stage, chosen } = this;
    const { label, epoch, in_eval_mode, is_regularised } = chosen;
    const figures = this.figures(chosen);
    this.select.value = chosen.key;
    this.heading.textContent = stage.words("curves", { label });
    this.measured.textContent = in_eval_mode
      ? `${stage.words("in_eval_mode", { epoch, ...figures })} ${stage.words(is_regularised ? "harder" : "moving", figures)}`
      : stage.words("running", { epoch, ...figures });
    this.dots.draw(stage.words("picture", { num: this.runs.length, ...figures }));
    this.curves.draw(stage.words("curves_picture", figures));
    const gap = gapOf(chosen);
    stage.tell(stage.words(gap > 0 ? "told_above" : gap < 0 ? "told_below" : "told_same", figures));
  }

  /** @param {GapRun} run */
  figures(run) {
    const { stage } = this;
    return {
      label: run.label, parameters: stage.figure(run.parameters, 0), train: stage.figure(run.train), test: stage.figure(run.test),
      running: stage.figure(run.running), gap: stage.figure(Math.abs(gapOf(run))),
    };
  }

  /** @param {Chart} chart */
  drawDots(chart) {
    const { stage, runs, chosen } = this;
    const [gaps, sizes] = [runs.map(gapOf), runs.map(({ parameters }) => parameters)];
    chart.axes(
      { low: 10 ** Math.floor(Math.log10(Math.min(...sizes))), high: 10 ** Math.ceil(Math.log10(Math.max(...sizes))), isLog: true,
        label: stage.words("parameters"), inWords: (value) => stage.short(value) },
      { low: Math.floor(5 * Math.min(0, ...gaps)) / 5, high: Math.ceil(5 * Math.max(0, ...gaps)) / 5,
        label: stage.words("gap"), inWords: (value) => stage.figure(value, 1) });
    chart.level(0, "demo-zero");
    const mark = (/** @type {GapRun} */ run, /** @type {string} */ more, /** @type {number} */ radius) => {
      const point = /** @type {Point} */ ([run.parameters, gapOf(run)]);
      const look = `${run.is_regularised ? "demo-second" : "demo-first"} ${run.in_eval_mode ? "" : "demo-hollow"} ${more}`;
      if (run.is_regularised) chart.square(point, look, radius);
      else chart.dot(point, look, radius);
    };
    for (const run of runs) mark(run, "", 5);
    mark(chosen, "demo-in-hand", 8);
  }

  /** @param {Chart} chart */
  drawCurves(chart) {
    const { stage, chosen: { curves: { train, test }, epoch, train: end, in_eval_mode } } = this;
    // how it began lies far below what is to be told apart
    const settled = [...train.slice(train.length >> 1), ...test.slice(test.length >> 1)];
    const low = Math.floor(Math.min(...settled) - 0.5);
    /** @param {number[]} values */
    const points = (values) => values.flatMap((value, place) => (value < low ? [] : [/** @type {Point} */ ([place + 1, value])]));
    chart.axes(
      { low: 1, high: Math.max(2, train.length), label: stage.words("epoch"), inWords: (value) => stage.figure(value, 0) },
      { low, high: 100, label: stage.words("accuracy"), inWords: (value) => stage.figure(value, low < 95 ? 0 : 1) });
    chart.line(points(train), "demo-first demo-dashed");
    chart.line(points(test), "demo-second");
    if (in_eval_mode) chart.dot([epoch, end], "demo-first", 6);
    const last = train.length;
    chart.say([last, train[last - 1]], stage.words("train_line"), { dx: -14, dy: train[last - 1] > test[last - 1] ? -8 : 16, anchor: "end" });
    chart.say([last, test[last - 1]], stage.words("test_line"), { dx: -14, dy: train[last - 1] > test[last - 1] ? 16 : -8, anchor: "end" });
  }
}
