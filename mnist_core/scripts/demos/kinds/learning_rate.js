// The learning rate: a measured slice of the loss, and the steps of a rate on it.

import { make } from "../../dom.js";
import { Chart } from "../chart.js";
import { shareOf, valueAt } from "../chart_scale.js";
import { button, figure, slider } from "../controls.js";
import { bottomOf, onSlice, outcomeOf, sharesOf, stepsOf } from "../sums/descent.js";

/** @import { Point } from "../chart.js" */
/** @import { Stage } from "../stage.js" */
/** @import { Place, Slice } from "../sums/descent.js" */

/**
 * @typedef {object} LearningRateData
 * @property {Slice} slice
 * @property {number} num_digits that it was measured on
 * @property {number | null} epoch of the weights
 * @property {number | null} rate to begin with
 * @property {{ loss: number[], rates: number[], momentum: number | null, optimiser: string }} run loss: of each epoch
 */

const NUM_STEPS = 10;
const FINENESS = 200; // places on the slider
const SMALL = 0.01; // of the rate that leads straight to the bottom
const AS_MANY = 4; // points of the curve between two that were measured

/**
 * @param {Stage} stage
 * @param {LearningRateData} data
 */
export function showLearningRate(stage, data) {
  new LearningRate(stage, data).draw();
}

class LearningRate {
  /**
   * @param {Stage} stage
   * @param {LearningRateData} data
   */
  constructor(stage, { slice, num_digits, epoch, rate, run }) {
    this.stage = stage;
    this.slice = slice;
    this.numDigits = num_digits;
    this.epoch = epoch;
    this.run = run;
    const best = bottomOf(slice).at;
    this.right = best > 0 ? best : slice.at[slice.at.length - 1] / 2;
    this.range = { low: this.right / 200, high: this.right * 4, isLog: true };
    this.rate = Math.min(this.range.high, Math.max(this.range.low, rate ?? SMALL * this.right));
    this.places = /** @type {Place[]} */ ([]);
    this.chart = new Chart(300, (chart) => this.drawSlice(chart));
    this.trained = new Chart(200, (chart) => this.drawRun(chart));
    this.build();
  }

  build() {
    const { stage, range } = this;
    const place = (/** @type {number} */ rate) => Math.round(FINENESS * shareOf(range, rate));
    this.rate = valueAt(range, place(this.rate) / FINENESS);
    const choose = (/** @type {number} */ rate) => {
      this.rate = rate;
      this.draw();
    };
    const { row, set } = slider(stage.words("rate"), { low: 0, high: FINENESS, step: 1, value: place(this.rate) },
      (at) => this.rateInWords(valueAt(range, at / FINENESS)), (at) => choose(valueAt(range, at / FINENESS)));
    const buttons = make("div", "demo-row");
    const jumping = this.jumpingRate();
    for (const [name, rate] of /** @type {[string, number][]} */ ([["small", SMALL * this.right], ["right", this.right], ["large", jumping]])) {
      buttons.append(button(stage.words(name), () => {
        set(place(rate));
        choose(valueAt(range, place(rate) / FINENESS));
      }));
    }
    const slice = figure(stage.words("slice"), this.chart.svg, make("p", "demo-note", stage.words("measured", { num: this.numDigits })));
    const trained = figure(stage.words("trained"), this.trained.svg, make("p", "demo-note", this.howItTrained()));
    for (const one of [slice, trained]) one.classList.add("demo-wide");
    trained.hidden = !this.run.loss.length;
    stage.place.append(row, buttons, stage.told, slice, trained);
    this.trained.draw(stage.words("trained_picture"));
  }

  /** The least rate on the slider that jumps out, else the largest. */
  jumpingRate() {
    for (let at = 0; at <= FINENESS; at += 1) {
      const rate = valueAt(this.range, at / FINENESS);
      if (rate > this.right && outcomeOf(this.slice, stepsOf(this.slice, rate, NUM_STEPS)) === "out") return rate;
    }
    return this.range.high;
  }

  /** @param {number} rate */
  rateInWords(rate) {
    return this.stage.plain(Number(rate.toPrecision(2)));
  }

  howItTrained() {
    const { stage, run: { rates, momentum, optimiser } } = this;
    const [low, high] = [Math.min(...rates), Math.max(...rates)].map((rate) => this.rateInWords(rate));
    const how = low === high ? stage.words("one_rate", { rate: high }) : stage.words("rates", { low, high });
    if (optimiser !== "sgd") return `${how} ${stage.words("adam")}`;
    return momentum ? `${how} ${stage.words("momentum", { momentum: stage.plain(momentum), times: stage.figure(1 / (1 - momentum), 0) })}` : how;
  }

  draw() {
    const { stage, slice } = this;
    this.places = stepsOf(slice, this.rate, NUM_STEPS);
    const outcome = outcomeOf(slice, this.places);
    const shares = sharesOf(slice, this.places);
    const inside = this.places.filter(({ loss }) => !Number.isNaN(loss));
    const sentence = stage.words(outcome, {
      rate: this.rateInWords(this.rate), num: this.places.length - 1,
      share: stage.figure(100 * Math.max(0, shares[inside.length - 1]), 0),
      first: stage.figure(this.places[0].loss, 4), last: stage.figure(inside[inside.length - 1].loss, 4),
    });
    this.chart.draw(stage.words("picture", { sentence }));
    stage.tell(sentence);
  }

  /** @param {Chart} chart */
  drawSlice(chart) {
    const { stage, slice, places } = this;
    const last = slice.at.length - 1;
    const finest = Array.from({ length: AS_MANY * last + 1 }, (_, place) => {
      const [left, part] = [Math.min(last - 1, Math.floor(place / AS_MANY)), place / AS_MANY];
      const at = slice.at[left] + (part - left) * (slice.at[left + 1] - slice.at[left]);
      return /** @type {Point} */ ([at, onSlice(slice, at).loss]);
    });
    const top = 1.04 * Math.max(...slice.loss);
    chart.axes(
      { low: slice.at[0], high: slice.at[last], label: stage.words("along"), inWords: (value) => stage.figure(value, placesFor(slice.at[last])) },
      { low: 0, high: top, label: stage.words("loss"), inWords: (value) => stage.figure(value, placesFor(top)) });
    chart.line(finest, "demo-first");
    const inside = places.filter(({ loss }) => !Number.isNaN(loss)).map(({ at, loss }) => /** @type {Point} */ ([at, loss]));
    chart.line(inside, "demo-second demo-thin");
    inside.forEach((point, place) => chart.dot(point, place ? "demo-second" : "demo-start", place ? 5 : 7));
    chart.say(inside[0], stage.words("start"), { dy: -12 });
    const out = places[inside.length];
    if (out) {
      const isRight = out.at > 0;
      chart.say([isRight ? slice.at[last] : slice.at[0], top * 0.94], stage.words(isRight ? "out_right" : "out_left", { step: inside.length }),
        { anchor: isRight ? "end" : "start" });
      chart.line([inside[inside.length - 1], [isRight ? slice.at[last] : slice.at[0], top]], "demo-second demo-dashed");
    } else if (inside.length > 1) chart.dot(inside[inside.length - 1], "demo-second demo-in-hand", 7);
  }

  /** @param {Chart} chart */
  drawRun(chart) {
    const { stage, run: { loss }, epoch } = this;
    if (!loss.length) return;
    chart.axes(
      { low: 1, high: Math.max(2, loss.length), label: stage.words("epoch"), inWords: (value) => stage.figure(value, 0) },
      { low: 0, high: Math.max(...loss), label: stage.words("loss"), inWords: (value) => stage.figure(value, placesFor(Math.max(...loss))) });
    chart.line(loss.map((value, place) => /** @type {Point} */ ([place + 1, value])), "demo-first");
    if (epoch) {
      chart.dot([epoch, loss[epoch - 1]], "demo-start", 7);
      chart.say([epoch, loss[epoch - 1]], stage.words("here"), { dx: -4, dy: -14, anchor: "end" });
    }
  }
}

/**
 * How many places behind the point tell values below this one apart.
 * @param {number} most
 */
function placesFor(most) {
  return Math.max(0, 1 - Math.floor(Math.log10(most)));
}
