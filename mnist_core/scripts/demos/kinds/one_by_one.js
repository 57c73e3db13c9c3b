// A 1x1 convolution as a mix of maps: their weights are sliders that begin at the trained ones.

import { make } from "../../dom.js";
import { networkOf } from "../../network/network.js";
import { button, choice, figure, slider } from "../controls.js";
import { digitChoice, digitsOf } from "../digits.js";
import { mapOf, Picture, reachOf } from "../picture.js";
import { mixed } from "../sums/mix_sums.js";
import { difference } from "../sums/pooling_sums.js";

/** @import { SavedNetwork } from "../../network/network.js" */
/** @import { Digit, SavedDigit } from "../digits.js" */
/** @import { Stage } from "../stage.js" */

/** @typedef {{ network: SavedNetwork, digits: SavedDigit[], channel: number }} OneByOneData */

const STEP = 0.01;

/**
 * @param {Stage} stage
 * @param {OneByOneData} data
 */
export function showOneByOne(stage, data) {
  new OneByOne(stage, data).draw();
}

class OneByOne {
  /**
   * @param {Stage} stage
   * @param {OneByOneData} data
   */
  constructor(stage, { network, digits, channel }) {
    this.stage = stage;
    this.network = networkOf(network);
    this.place = this.network.layers.length - 1;
    this.layer = this.network.layers[this.place];
    this.size = this.layer.sizeOut;
    this.channel = channel - 1;
    const { inChannels, outChannels } = this.layer;
    const small = () => new Picture(make("canvas"), this.size, this.size, 3);
    this.sources = Array.from({ length: inChannels }, small);
    this.mixes = Array.from({ length: outChannels }, small);
    this.pictures = ["mixed", "trained"].map(() => new Picture(make("canvas"), this.size, this.size, 20));
    this.weights = Float32Array.from(this.trained);
    const all = digitsOf(digits);
    this.read(all[0].grey);
    this.build(all);
  }

  get trained() {
    const { inChannels, weights: { weight } } = this.layer;
    return weight.subarray(this.channel * inChannels, (this.channel + 1) * inChannels);
  }

  get bias() {
    return this.layer.weights.bias?.[this.channel] ?? 0;
  }

  /** @param {Digit[]} digits */
  build(digits) {
    const { stage, size } = this;
    const say = stage.words.bind(stage);
    const most = Math.ceil(10 * 1.25 * reachOf(this.layer.weights.weight)) / 10;
    this.sliders = this.sources.map(({ canvas }, map) => {
      const made = slider(say("weight", { number: map + 1 }), { low: -most, high: most, step: STEP, value: this.weights[map] },
        (value) => stage.figure(value), (value) => {
          // the trained weight is not a whole number of steps
          this.weights[map] = Math.abs(value - this.trained[map]) < STEP / 2 ? this.trained[map] : value;
          this.draw();
        });
      made.row.prepend(canvas);
      return made;
    });
    const mixer = make("div", "demo-mixer");
    mixer.append(...this.sliders.map(({ row }) => row));
    const buttons = make("div", "demo-row");
    buttons.append(button(say("reset"), () => this.set(this.trained)), button(say("zero"), () => this.set(new Float32Array(this.weights.length))));
    const pictures = make("div", "demo-columns demo-in-sight");
    const sides = ["mixed", "trained"].map((name, which) => {
      const { canvas } = this.pictures[which];
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", say(`${name}_picture`, { size }));
      return figure(say(name), canvas);
    });
    pictures.append(...sides);
    this.biasLine = make("p", "demo-note");
    const names = this.mixes.map(({ canvas }, number) => ({ label: say("mix_name", { number: number + 1 }), picture: canvas }));
    stage.place.append(
      digitChoice(stage, digits, ({ grey }) => { this.read(grey); this.draw(); }),
      choice(say("mix"), names, this.channel, (place) => { this.channel = place; this.set(this.trained); }),
      pictures, make("p", "demo-note", say("signs")), buttons, make("p", "demo-label", say("weights")), mixer, this.biasLine);
  }

  /** @param {Uint8Array} grey */
  read(grey) {
    this.maps = this.network.before(grey, this.place);
    const { inChannels, weights: { weight, bias } } = this.layer;
    this.sources.forEach((picture, map) => paint(picture, mapOf(this.maps ?? new Float32Array(), map, this.size)));
    this.mixes.forEach((picture, number) => paint(picture, mixed(this.maps ?? [], this.size ** 2,
      weight.subarray(number * inChannels, (number + 1) * inChannels), bias?.[number] ?? 0)));
  }

  /** @param {ArrayLike<number>} weights */
  set(weights) {
    this.weights = Float32Array.from(weights);
    this.sliders?.forEach((one, map) => one.set(this.weights[map]));
    this.draw();
  }

  draw() {
    const { stage, trained, weights, bias } = this;
    const area = this.size ** 2;
    const [mine, theirs] = [weights, trained].map((these) => mixed(this.maps ?? [], area, these, bias));
    // one scale for both, so that they can be compared
    const reach = reachOf(theirs);
    [mine, theirs].forEach((values, which) => this.pictures[which].paintValues(values, reach));
    const changed = weights.reduce((num, weight, map) => num + (weight === trained[map] ? 0 : 1), 0);
    const [number, num] = [this.channel + 1, weights.length];
    stage.tell(changed ? stage.words("told", { changed, num, share: stage.figure(difference(theirs, mine), 0) })
      : stage.words("told_trained", { number, num }));
    if (!this.biasLine) return;
    this.biasLine.hidden = !bias;
    this.biasLine.textContent = stage.words("bias", { bias: stage.figure(bias) });
  }
}

/**
 * @param {Picture} picture
 * @param {ArrayLike<number>} values
 */
function paint(picture, values) {
  picture.paintValues(values, reachOf(values));
}
