// A filter moved over a digit: nine products, their sum, and the map that grows.

import { make } from "../../dom.js";
import { kindOf, networkOf } from "../../network/network.js";
import { button, choice, figure, overGrid } from "../controls.js";
import { digitChoice, digitsOf } from "../digits.js";
import { numberGrid } from "../number_grid.js";
import { colourOf, mapOf, mapPicture, Picture, reachOf, SIDE, strongestAt } from "../picture.js";
import { productsAt } from "../sums/filter_sums.js";

/** @import { SavedNetwork } from "../../network/network.js" */
/** @import { Digit, SavedDigit } from "../digits.js" */
/** @import { Stage } from "../stage.js" */

/** @typedef {{ network: SavedNetwork, digits: SavedDigit[], channel: number }} FilterData */

const UNSEEN = [44, 48, 54];

/**
 * @param {Stage} stage
 * @param {FilterData} data
 */
export function showFilter(stage, data) {
  new FilterDemo(stage, data).draw();
}

class FilterDemo {
  /**
   * @param {Stage} stage
   * @param {FilterData} data
   */
  constructor(stage, { network, digits, channel }) {
    this.stage = stage;
    this.network = networkOf(network);
    this.layer = this.network.layers[0];
    this.size = this.layer.sizeOut;
    this.channel = channel - 1;
    const all = digitsOf(digits);
    this.digit = all[0];
    this.seen = new Uint8Array(this.size * this.size);
    this.picture = new Picture(make("canvas"), SIDE, SIDE);
    this.map = new Picture(make("canvas"), this.size, this.size);
    this.nines = ["pixels", "weights", "products"].map(() => numberGrid(3));
    this.sums = make("dl", "demo-sums");
    this.done = make("p", "demo-note");
    this.compute();
    /** @type {[row: number, column: number]} */
    this.at = strongestAt((this.values ?? new Float32Array()).map(Math.abs), this.size);
    this.build(all);
  }

  get weights() {
    return this.layer.weights.weight.subarray(9 * this.channel, 9 * this.channel + 9);
  }

  get bias() {
    return this.layer.weights.bias?.[this.channel] ?? null;
  }

  /** @param {Digit[]} digits */
  build(digits) {
    const { stage, size } = this;
    const say = stage.words.bind(stage);
    const filters = Array.from({ length: this.layer.outChannels }, (_, number) => ({
      label: say("filter_name", { number: number + 1 }),
      picture: mapPicture(this.layer.weights.weight.subarray(9 * number, 9 * number + 9), 3),
    }));
    const go = (/** @type {number} */ row, /** @type {number} */ column) => {
      this.at = [row, column];
      this.draw();
    };
    // the frame's middle follows the finger
    const middle = 1 - this.layer.padding;
    overGrid(this.picture.canvas, {
      rows: SIDE, columns: SIDE, at: () => [this.at[0] + middle, this.at[1] + middle],
      moved: (row, column) => {
        const within = (/** @type {number} */ value) => Math.max(0, Math.min(size - 1, value - middle));
        if (within(row) !== this.at[0] || within(column) !== this.at[1]) go(within(row), within(column));
      },
    });
    overGrid(this.map.canvas, { rows: size, columns: size, at: () => this.at, moved: go });
    const [pixels, weights, products] = this.nines.map(({ element }, place) => figure(say(["pixels", "weights", "products"][place]), element));
    const sums = make("div", "demo-nines");
    sums.append(pixels, make("span", "demo-sign", "×"), weights, make("span", "demo-sign", "="), products);
    const work = make("div", "demo-work");
    work.append(sums, this.sums);
    const buttons = make("div", "demo-row");
    const fill = (/** @type {number} */ value) => () => {
      this.seen.fill(value);
      this.draw();
    };
    buttons.append(button(say("fill"), fill(1)), button(say("clear"), fill(0)));
    const pictures = make("div", "demo-columns");
    pictures.append(figure(say("digit"), this.picture.canvas), work, figure(say("map"), this.map.canvas, this.done, buttons));
    const [black, white] = [0, 255].map((grey) => stage.figure((grey / 255 - this.network.mean) / this.network.std));
    stage.place.append(
      digitChoice(stage, digits, (digit) => { this.digit = digit; this.compute(); this.draw(); }),
      choice(say("filter"), filters, this.channel, (place) => { this.channel = place; this.compute(); this.draw(); }),
      pictures, make("p", "demo-note", `${say("scale", { black, white })} ${say("signs")}`));
  }

  compute() {
    this.input = this.network.input(this.digit.grey);
    this.values = mapOf(kindOf(this.layer).forward(this.layer, this.input), this.channel, this.size);
    this.reach = reachOf(this.values);
  }

  draw() {
    const { stage, at: [row, column], size, layer: { padding } } = this;
    this.seen[row * size + column] = 1;
    const { pixels, products, sum } = productsAt(this.input ?? [], SIDE, this.weights, row - padding, column - padding);
    const say = stage.words.bind(stage);
    const place = say("row_column", { row: row + 1, column: column + 1 });
    this.picture.paintGrey(this.digit.grey);
    this.picture.frame(row - padding, column - padding, 3);
    this.picture.canvas.setAttribute("aria-label", say("picture", { place }));
    const [most, weight] = [this.network.input(Uint8Array.of(255))[0], reachOf(this.weights)];
    /** @type {[ArrayLike<number>, number][]} */
    const nines = [[pixels, most], [this.weights, weight], [products, most * weight]];
    nines.forEach(([values, reach], which) => this.nines[which].fill(values, reach, (value) => stage.figure(value)));
    this.sum(sum);
    this.map.paint((cell) => (this.seen[cell] ? colourOf(this.values?.[cell] ?? 0, this.reach ?? 1) : UNSEEN));
    this.map.frame(row, column, 1);
    const [done, total] = [this.seen.reduce((num, cell) => num + cell, 0), size * size];
    this.map.canvas.setAttribute("aria-label", say("map_picture", { number: this.channel + 1, done, total }));
    this.done.textContent = say("done", { done, total });
    stage.tell(say("told", { place, sum: stage.figure(sum) }));
  }

  /** @param {number} sum */
  sum(sum) {
    const { stage, bias } = this;
    const lines = [[stage.words("sum"), sum]];
    if (bias !== null) lines.push([stage.words("bias", { bias: stage.figure(bias) }), sum + bias]);
    lines.push([stage.words("relu"), Math.max(0, sum + (bias ?? 0))]);
    this.sums.replaceChildren(...lines.flatMap(([name, value]) => [make("dt", "", String(name)), make("dd", "", stage.figure(Number(value)))]));
  }
}
