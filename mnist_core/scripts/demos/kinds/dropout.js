// Dropout: the same digit through fifty masks, beside the one answer without any.

import { make } from "../../dom.js";
import { networkOf } from "../../network/network.js";
import { Chart } from "../chart.js";
import { classAxis } from "../class_axis.js";
import { button, choice, figure, slider } from "../controls.js";
import { digitsOf, nameOf } from "../digits.js";
import { digitPicture, Picture, SIDE } from "../picture.js";
import { answerThrough, firstDropout, meanOf, votesOf } from "../sums/masks.js";

/** @import { Values } from "../../network/layers/layer.js" */
/** @import { SavedNetwork } from "../../network/network.js" */
/** @import { Point } from "../chart.js" */
/** @import { Digit, SavedDigit } from "../digits.js" */
/** @import { Stage } from "../stage.js" */

/** @typedef {{ network: SavedNetwork, digits: SavedDigit[], trained_rate: number, rate: number | null }} DropoutData */

const NUM_MASKS = 50;
const HIGHEST = 0.9;
const STRETCH = 12; // milliseconds of work, then what is there is drawn
const SPREAD = 0.7; // of a row that the dots of one digit take

/**
 * @param {Stage} stage
 * @param {DropoutData} data
 */
export function showDropout(stage, data) {
  const demo = new Dropout(stage, data);
  demo.take(demo.digit);
  return { end: () => demo.end() };
}

class Dropout {
  /**
   * @param {Stage} stage
   * @param {DropoutData} data
   */
  constructor(stage, { network, digits, trained_rate, rate }) {
    this.stage = stage;
    this.network = networkOf(network);
    this.trainedRate = trained_rate;
    this.rate = rate ?? 0.3;
    const all = digitsOf(digits);
    this.digit = all[0];
    this.firstMask = 0;
    this.answers = /** @type {number[][]} */ ([]);
    this.waiting = 0;
    this.picture = new Picture(make("canvas"), SIDE, SIDE);
    this.count = make("p", "demo-note");
    this.chart = new Chart(330, (chart) => this.drawCloud(chart));
    this.build(all);
  }

  /** @param {Digit[]} all */
  build(all) {
    const { stage } = this;
    const say = stage.words.bind(stage);
    const options = all.map((digit) => {
      const confidence = Math.max(...this.network.read(digit.grey).probabilities);
      return { label: `${nameOf(stage, digit)}, ${say("sure", { share: stage.figure(100 * confidence, 0) })}`,
        picture: digitPicture(digit.grey), text: `${stage.figure(100 * confidence, 0)} %` };
    });
    const { row } = slider(say("rate"), { low: 0, high: HIGHEST, step: 0.02, value: this.rate },
      (rate) => stage.figure(rate), (rate) => { this.rate = rate; this.begin(); });
    const digit = figure(say("digit"), this.picture.canvas, button(say("new_masks"), () => { this.firstMask += NUM_MASKS; this.begin(); }));
    const cloud = figure(say("cloud"), row, this.chart.svg, this.count, make("p", "demo-note", say("marks")));
    const pictures = make("div", "demo-columns");
    digit.classList.add("demo-in-hand");
    cloud.classList.add("demo-wide", "demo-beside");
    pictures.append(digit, cloud);
    stage.place.append(choice(say("digits"), options, 0, (place) => this.take(all[place])),
      stage.told, pictures, make("p", "demo-note", say("trained", { rate: stage.plain(this.trainedRate) })));
  }

  /** @param {Digit} digit */
  take(digit) {
    this.digit = digit;
    this.picture.paintGrey(digit.grey);
    this.picture.canvas.setAttribute("role", "img");
    this.picture.canvas.setAttribute("aria-label", nameOf(this.stage, digit));
    this.before = this.network.before(digit.grey, firstDropout(this.network));
    this.whole = this.network.read(digit.grey).probabilities;
    this.begin();
  }

  /** All masks anew: the first ones at once, the others after what they show was drawn. */
  begin() {
    this.end();
    this.answers = [];
    this.goOn();
  }

  goOn() {
    const end = performance.now() + STRETCH;
    do {
      this.answers.push(answerThrough(this.network, /** @type {Values} */ (this.before), this.rate, this.firstMask + this.answers.length));
    } while (this.answers.length < NUM_MASKS && performance.now() < end);
    this.draw();
    // later, so that what is there is drawn first
    if (this.answers.length < NUM_MASKS) this.waiting = setTimeout(() => this.goOn());
  }

  end() {
    clearTimeout(this.waiting);
  }

  draw() {
    const { stage, answers } = this;
    const sentence = this.sentence();
    this.count.textContent = stage.words("count", { num: answers.length, all: NUM_MASKS });
    this.chart.draw(stage.words("picture", { sentence }));
    if (answers.length === NUM_MASKS) stage.tell(sentence);
  }

  sentence() {
    const { stage, answers, rate } = this;
    const [mean, whole] = [meanOf(answers), this.whole ?? []];
    const most = (/** @type {number[]} */ shares) => shares.indexOf(Math.max(...shares));
    const votes = votesOf(answers).map(([digit, num]) => stage.words("vote", { digit, num })).join(", ");
    return stage.words("told", {
      rate: stage.figure(rate), num: answers.length, votes, mean: most(mean), mean_share: stage.figure(100 * Math.max(...mean), 0),
      whole: most(whole), whole_share: stage.figure(100 * Math.max(...whole), 0),
    });
  }

  /** @param {Chart} chart */
  drawCloud(chart) {
    const { stage, answers, whole, digit: { label } } = this;
    chart.axes(
      { low: 0, high: 100, label: stage.words("probability"), inWords: (value) => stage.figure(value, 0), ticks: [0, 25, 50, 75, 100] },
      classAxis(stage, label));
    if (!answers.length) return;
    const mean = meanOf(answers);
    chart.cloud(answers.flatMap((probabilities, mask) => probabilities.map((share, digit) =>
      /** @type {Point} */ ([100 * share, digit + SPREAD * (mask / (NUM_MASKS - 1) - 0.5)]))), "demo-first");
    for (let digit = 0; digit < 10; digit += 1) {
      chart.line([[100 * mean[digit], digit - 0.42], [100 * mean[digit], digit + 0.42]], "demo-mean");
      chart.square([100 * (whole?.[digit] ?? 0), digit], "demo-second demo-open", 5);
    }
  }
}
