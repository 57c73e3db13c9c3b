// Two ends of a network: what each class score does while the digit is moved.

import { make } from "../../dom.js";
import { networkOf } from "../../network/network.js";
import { Chart } from "../chart.js";
import { classAxis } from "../class_axis.js";
import { button, figure, overGrid } from "../controls.js";
import { digitChoice, digitsOf, nameOf } from "../digits.js";
import { mapOf, Picture, reachOf, SIDE } from "../picture.js";
import { shifted } from "../sums/pooling_sums.js";

/** @import { Network, Reading, SavedNetwork } from "../../network/network.js" */
/** @import { Digit, SavedDigit } from "../digits.js" */
/** @import { Stage } from "../stage.js" */

/** @typedef {{ layer: number, channels: number, size: number, averages: boolean, parameters: number, all_parameters: number, dense_parameters: number }} End */
/** @typedef {{ networks: { title: string, network: SavedNetwork, end: End, augmentation: string }[], digits: SavedDigit[] }} GlobalPoolingData */

const FURTHEST = 10; // pixels that the digit is moved
const MIDDLE = SIDE / 2;

/**
 * @param {Stage} stage
 * @param {GlobalPoolingData} data
 */
export function showGlobalPooling(stage, data) {
  const demo = new GlobalPooling(stage, data);
  demo.take(demo.digit);
}

class GlobalPooling {
  /**
   * @param {Stage} stage
   * @param {GlobalPoolingData} data
   */
  constructor(stage, { networks, digits }) {
    this.stage = stage;
    const all = digitsOf(digits);
    this.digit = all[0];
    this.moved = { down: 0, right: 0 };
    this.picture = new Picture(make("canvas"), SIDE, SIDE);
    this.sides = networks.map(({ title, network, end, augmentation }) => new Side(stage, title, networkOf(network), end, augmentation));
    this.build(all);
  }

  /** @param {Digit[]} all */
  build(all) {
    const { stage } = this;
    const say = stage.words.bind(stage);
    overGrid(this.picture.canvas, {
      rows: SIDE, columns: SIDE, at: () => [MIDDLE + this.moved.down, MIDDLE + this.moved.right],
      moved: (row, column) => this.move(row - MIDDLE, column - MIDDLE),
    });
    const pictures = make("div", "demo-columns");
    const digit = figure(say("digit"), this.picture.canvas, button(say("home"), () => this.move(0, 0)));
    digit.classList.add("demo-in-hand", "demo-in-sight");
    pictures.append(digit, ...this.sides.map(({ figure: shown }) => shown));
    stage.place.append(digitChoice(stage, all, (chosen) => this.take(chosen)), stage.told, pictures, make("p", "demo-note", say("differ")));
  }

  /** @param {Digit} digit */
  take(digit) {
    this.digit = digit;
    for (const side of this.sides) side.begin(digit);
    this.draw();
  }

  /**
   * @param {number} down
   * @param {number} right
   */
  move(down, right) {
    const within = (/** @type {number} */ value) => Math.max(-FURTHEST, Math.min(FURTHEST, value));
    const to = { down: within(down), right: within(right) };
    if (to.down === this.moved.down && to.right === this.moved.right) return;
    this.moved = to;
    this.draw();
  }

  draw() {
    const { stage, digit, moved: { down, right } } = this;
    const grey = shifted(digit.grey, SIDE, down, right);
    this.picture.paintGrey(grey);
    const place = this.place();
    this.picture.canvas.setAttribute("aria-label", stage.words("digit_picture", { name: nameOf(stage, digit), place }));
    const sentences = this.sides.map((side) => side.show(grey));
    stage.tell(`${place}: ${sentences.join(" ")}`);
  }

  place() {
    const { stage, moved: { down, right } } = this;
    if (!down && !right) return stage.words("unmoved");
    const parts = [];
    if (right) parts.push(stage.words(right > 0 ? "right" : "left", { num: Math.abs(right) }));
    if (down) parts.push(stage.words(down > 0 ? "down" : "up", { num: Math.abs(down) }));
    return stage.words("moved", { parts: parts.join(", ") });
  }
}

/** One of the two networks, with its end and its scores. */
class Side {
  /**
   * @param {Stage} stage
   * @param {string} title
   * @param {Network} network
   * @param {End} end
   * @param {string} augmentation
   */
  constructor(stage, title, network, end, augmentation) {
    this.stage = stage;
    this.title = title;
    this.network = network;
    this.end = end;
    this.chart = new Chart(270, (chart) => this.drawScores(chart));
    const { averages, channels, size, parameters, all_parameters, dense_parameters } = end;
    const values = { channels, size, parameters: stage.figure(parameters, 0), all: stage.figure(all_parameters, 0), dense: stage.figure(dense_parameters, 0) };
    this.figure = figure(stage.words("scores", { title }), this.chart.svg, make("p", "demo-note", stage.words(averages ? "averages" : "dense", values)),
      make("p", "demo-note", stage.words(augmentation ? "augmented" : "as_they_are", { augmentation })));
    this.figure.classList.add("demo-wide", "demo-beside");
    // where the maps are the classes themselves, the mean of one is its score
    if (averages && channels === 10 && !parameters) this.map = this.withMap(size);
  }

  /** @param {number} size */
  withMap(size) {
    const map = new Picture(make("canvas"), size, size, 20);
    const row = make("div", "demo-row");
    this.mapWords = make("p", "demo-note");
    map.canvas.classList.add("demo-small");
    map.canvas.setAttribute("role", "img");
    row.append(map.canvas, this.mapWords);
    this.figure.append(row);
    return map;
  }

  /** @param {Digit} digit in its own place */
  begin({ grey, label }) {
    this.label = label;
    this.home = this.network.read(grey);
    const scores = Array.from(this.scores(this.home));
    const reach = Math.max(...scores) - Math.min(...scores);
    this.range = [Math.min(0, ...scores) - 0.3 * reach, Math.max(0, ...scores) + 0.15 * reach];
    this.reach = this.map ? reachOf(this.classMap(this.home)) : 0;
  }

  /** @param {Reading} reading */
  scores({ outputs }) {
    return outputs[outputs.length - 1];
  }

  /** @param {Reading} reading */
  classMap({ outputs }) {
    return mapOf(outputs[this.end.layer - 1], this.label ?? 0, this.end.size);
  }

  /**
   * @param {Uint8Array} grey
   * @returns {string} what it reads
   */
  show(grey) {
    const { stage, title } = this;
    const [now, home] = [this.network.read(grey), /** @type {Reading} */ (this.home)];
    this.now = now;
    const label = this.label ?? 0;
    const [score, before] = [now, home].map((reading) => stage.figure(this.scores(reading)[label], 1));
    const sentence = stage.words("reads", { title: title.split(" · ")[0], digit: now.digit, label, score, before });
    this.chart.draw(sentence);
    if (this.map && this.mapWords) {
      this.map.paintValues(this.classMap(now), this.reach ?? 1);
      this.mapWords.textContent = stage.words("class_map", { label, score });
      this.map.canvas.setAttribute("aria-label", this.mapWords.textContent);
    }
    return sentence;
  }

  /** @param {Chart} chart */
  drawScores(chart) {
    const { stage, now, home, range: [low, high] = [0, 1], label } = this;
    if (!now || !home) return;
    chart.axes(
      { low, high, label: stage.words("score"), inWords: (value) => stage.figure(value, 0) },
      classAxis(stage, label));
    const within = (/** @type {number} */ value) => Math.max(low, Math.min(high, value));
    const scores = this.scores(now);
    const before = this.scores(home);
    for (let digit = 0; digit < 10; digit += 1) {
      const [from, to] = [chart.x(0), chart.x(within(scores[digit]))];
      const [top, bottom] = [chart.y(digit - 0.32), chart.y(digit + 0.32)];
      chart.add("rect", `demo-score ${digit === now.digit ? "demo-most" : ""}`, { x: Math.min(from, to), y: top, width: Math.abs(to - from), height: bottom - top });
      chart.line([[within(before[digit]), digit - 0.42], [within(before[digit]), digit + 0.42]], "demo-second");
    }
    chart.upright(0, "demo-zero");
  }
}
