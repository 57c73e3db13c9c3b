// Augmentation: a digit changed by hand, read by a network that trained on changed digits and by one
// that did not, and how many of some hundred digits both read right.

import { make } from "../../dom.js";
import { networkOf } from "../../network/network.js";
import { Chart } from "../chart.js";
import { byArrows, choice, figure, slider } from "../controls.js";
import { digitChoice, digitsOf, nameOf } from "../digits.js";
import { Picture, SIDE } from "../picture.js";
import { changedDigit } from "./changed_digit.js";

/** @import { Network, SavedNetwork } from "../../network/network.js" */
/** @import { Point } from "../chart.js" */
/** @import { Digit, SavedDigit } from "../digits.js" */
/** @import { Stage } from "../stage.js" */
/** @import { Change } from "./changed_digit.js" */

/** @typedef {{ title: string, words: string, network: SavedNetwork, accuracy: Record<Change, number[]> }} Side */
/** @typedef {{ axes: Record<Change, number[]>, networks: Side[], has_same_layers: boolean, num_digits: number, digits: SavedDigit[], change: Change }} AugmentationData */

const CHANGES = /** @type {Change[]} */ (["angle", "shift", "scale"]);
const UNCHANGED = { angle: 0, shift: 0, scale: 1 };
const STEPS = { angle: 1, shift: 0.25, scale: 0.02 };
const LOOKS = ["demo-first", "demo-second demo-dashed"];

/**
 * @param {Stage} stage
 * @param {AugmentationData} data
 */
export function showAugmentation(stage, data) {
  new Augmentation(stage, data).choose(data.change);
}

class Augmentation {
  /**
   * @param {Stage} stage
   * @param {AugmentationData} data
   */
  constructor(stage, { axes, networks, has_same_layers, num_digits, digits, change }) {
    this.stage = stage;
    this.axes = axes;
    this.sides = networks;
    this.networks = networks.map(({ network }) => networkOf(network));
    this.numDigits = num_digits;
    this.change = change;
    this.value = UNCHANGED[change];
    const all = digitsOf(digits);
    this.digit = all[0];
    this.picture = new Picture(make("canvas"), SIDE, SIDE);
    this.chart = new Chart(280, (chart) => this.drawAccuracies(chart));
    this.readings = make("dl", "demo-readings");
    this.sliderPlace = make("div");
    this.build(all, has_same_layers);
    this.dragged();
  }

  /**
   * @param {Digit[]} all
   * @param {boolean} hasSameLayers
   */
  build(all, hasSameLayers) {
    const { stage, sides: [first, second] } = this;
    const say = stage.words.bind(stage);
    const pictures = make("div", "demo-columns");
    const curves = figure(say("accuracies", { num: this.numDigits }), this.chart.svg);
    curves.classList.add("demo-wide", "demo-beside");
    const digit = figure(say("changed"), this.picture.canvas);
    digit.append(this.readings);
    digit.classList.add("demo-in-hand");
    pictures.append(digit, curves);
    stage.place.append(
      digitChoice(stage, all, (chosen) => { this.digit = chosen; this.draw(); }),
      choice(say("change"), CHANGES.map((name) => ({ label: say(name) })), CHANGES.indexOf(this.change), (place) => this.choose(CHANGES[place])),
      this.sliderPlace, stage.told, pictures,
      make("p", "demo-note", say("networks", { first: first.title, words: first.words, second: second.title })),
      make("p", "demo-note", say(hasSameLayers ? "same_layers" : "other_layers")));
  }

  get range() {
    const values = this.axes[this.change];
    return { low: values[0], high: values[values.length - 1], step: STEPS[this.change], value: this.value };
  }

  /** @param {Change} change */
  choose(change) {
    this.change = change;
    this.value = UNCHANGED[change];
    const { row, set } = slider(this.stage.words(`${change}_value`), this.range, (value) => this.inWords(value), (value) => this.take(value));
    this.setSlider = set;
    this.sliderPlace.replaceChildren(row);
    this.draw();
  }

  /** @param {number} value */
  take(value) {
    const { low, high, step } = this.range;
    this.value = Math.max(low, Math.min(high, Math.round(value / step) * step));
    this.draw();
  }

  /** @param {number} value */
  inWords(value) {
    return this.stage.words(`${this.change}_words`, { value: this.stage.plain(Number(value.toFixed(2))) });
  }

  /** Turned around its middle, moved or pulled with a finger or the mouse; arrow keys do the same. */
  dragged() {
    const { canvas } = this.picture;
    let from = { x: 0, y: 0, value: 0 };
    const middled = (/** @type {PointerEvent} */ event) => {
      const box = canvas.getBoundingClientRect();
      return { x: ((event.clientX - box.left) / box.width - 0.5) * SIDE, y: ((event.clientY - box.top) / box.height - 0.5) * SIDE };
    };
    const move = (/** @type {number} */ value) => {
      this.take(value);
      this.setSlider?.(this.value);
    };
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId);
      from = { ...middled(event), value: this.value };
    };
    canvas.onpointermove = (event) => {
      if (!event.buttons) return;
      const to = middled(event);
      if (this.change === "shift") move(from.value + to.x - from.x);
      else if (this.change === "scale") move((from.value * Math.hypot(to.x, to.y)) / Math.max(1, Math.hypot(from.x, from.y)));
      else {
        const turned = ((Math.atan2(to.y, to.x) - Math.atan2(from.y, from.x)) * 180) / Math.PI;
        move(from.value + ((turned + 540) % 360) - 180);
      }
    };
    byArrows(canvas, (down, right) => move(this.value + (right - down) * this.range.step));
  }

  draw() {
    const { stage, digit, value, change } = this;
    const grey = changedDigit(digit.grey, change, value);
    this.picture.paintGrey(grey);
    this.picture.canvas.setAttribute("aria-label", stage.words("digit_picture", { name: nameOf(stage, digit), value: this.inWords(value) }));
    const read = this.networks.map((network) => this.reading(network, grey));
    this.readings.replaceChildren(...read.flatMap((text, place) => [make("dt", LOOKS[place], this.sides[place].title), make("dd", "", text)]));
    const [first, second] = this.sides.map(({ title }, place) => stage.words("reads", { title, text: read[place] }));
    const nearest = this.nearest();
    const [one, other] = this.sides.map(({ accuracy }) => stage.figure(accuracy[change][nearest], 1));
    this.chart.draw(stage.words("picture", { value: this.inWords(this.axes[change][nearest]), num: this.numDigits, first: this.sides[0].title, second: this.sides[1].title, one, other }));
    stage.tell(`${this.inWords(value)}: ${first} ${second} ${stage.words("of_all", { value: this.inWords(this.axes[change][nearest]), num: this.numDigits, one, other })}`);
  }

  /**
   * @param {Network} network
   * @param {Uint8Array} grey
   */
  reading(network, grey) {
    const { digit, probabilities } = network.read(grey);
    const values = { digit, share: this.stage.figure(100 * probabilities[digit], 0), label: this.digit.label };
    return this.stage.words(digit === this.digit.label ? "right" : "wrong", values);
  }

  /** The measured change that is nearest to the one in hand. */
  nearest() {
    const away = this.axes[this.change].map((value) => Math.abs(value - this.value));
    return away.indexOf(Math.min(...away));
  }

  /** @param {Chart} chart */
  drawAccuracies(chart) {
    const { stage, change, sides, value } = this;
    const at = this.axes[change];
    const lowest = Math.min(...sides.flatMap(({ accuracy }) => accuracy[change]));
    chart.axes(
      { low: at[0], high: at[at.length - 1], label: stage.words(`${change}_axis`), inWords: (tick) => stage.plain(tick) },
      { low: Math.floor(lowest / 10) * 10, high: 100, label: stage.words("accuracy"), inWords: (tick) => stage.figure(tick, 0) });
    chart.upright(value, "demo-thin");
    // named where they are furthest from each other
    const apart = at.map((_, index) => (index && index < at.length - 1 ? Math.abs(sides[0].accuracy[change][index] - sides[1].accuracy[change][index]) : 0));
    const widest = apart.indexOf(Math.max(...apart));
    const highest = Math.max(...sides.map(({ accuracy }) => accuracy[change][widest]));
    const isLeft = widest < at.length / 2;
    sides.forEach(({ accuracy, title }, place) => {
      const points = at.map((one, index) => /** @type {Point} */ ([one, accuracy[change][index]]));
      chart.line(points, LOOKS[place]);
      for (const point of points) chart.dot(point, LOOKS[place], 2.5);
      const isAbove = accuracy[change][widest] === highest;
      const isBefore = isLeft === isAbove;
      chart.say(points[widest], title.split(" · ")[0], { dx: isBefore ? -8 : 8, dy: isAbove ? -4 : 14, anchor: isBefore ? "end" : "start" });
    });
  }
}
