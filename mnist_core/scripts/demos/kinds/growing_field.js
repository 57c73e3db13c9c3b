// A stack of layers: step through it, and the field of one value grows on the digit.

import { make } from "../../dom.js";
import { networkOf } from "../../network/network.js";
import { button, choice, choose, figure, overGrid } from "../controls.js";
import { digitChoice, digitsOf } from "../digits.js";
import { FRAME, Picture, reachOf, SIDE } from "../picture.js";
import { beginOf, borderOf, middleOf, outside, valueOver } from "../sums/field_sums.js";

/** @import { SavedNetwork } from "../../network/network.js" */
/** @import { SavedDigit } from "../digits.js" */
/** @import { Stage } from "../stage.js" */
/** @import { Sight } from "../sums/field_sums.js" */

/** @typedef {Sight & { place: number, end: number, token: string, kernel: number, dilation: number, stride: number, between: string[] }} Stop */
/** @typedef {{ network: SavedNetwork, digits: SavedDigit[], stops: Stop[], stop: number }} FieldData */

const STEP_MS = 1100;
const BORDER = [52, 58, 66];

/**
 * @param {Stage} stage
 * @param {FieldData} data
 */
export function showGrowingField(stage, data) {
  const demo = new GrowingField(stage, data);
  demo.draw();
  return { end: () => demo.rest() };
}

class GrowingField {
  /**
   * @param {Stage} stage
   * @param {FieldData} data
   */
  constructor(stage, { network, digits, stops, stop }) {
    this.stage = stage;
    this.network = networkOf(network);
    this.stops = stops;
    this.number = stop;
    this.middle = [(SIDE - 1) / 2, (SIDE - 1) / 2];
    this.border = borderOf(stops);
    const all = digitsOf(digits);
    this.grey = all[0].grey;
    const side = SIDE + 2 * this.border;
    this.picture = new Picture(make("canvas"), side, side, this.border ? 8 : 10);
    this.mapCanvas = make("canvas");
    this.mapTitle = make("figcaption");
    this.sum = make("div", "demo-sum");
    this.list = this.listed();
    this.timer = /** @type {number | undefined} */ (undefined);
    this.read();
    const pictures = make("div", "demo-columns");
    const map = make("figure", "demo-figure");
    map.append(this.mapTitle, this.mapCanvas, make("p", "demo-note", stage.words("bright")));
    overGrid(this.picture.canvas, {
      rows: side, columns: side, at: () => /** @type {[number, number]} */ (this.middle.map((pixel) => Math.floor(pixel) + this.border)),
      moved: (row, column) => this.look([row - this.border, column - this.border]),
    });
    pictures.append(figure(stage.words("seen"), this.picture.canvas), map);
    const beside = make("div", "demo-beside");
    beside.append(pictures, this.sum);
    const stack = make("div", "demo-columns");
    stack.append(this.list, beside);
    stage.place.append(digitChoice(stage, all, ({ grey }) => { this.grey = grey; this.read(); this.draw(); }), this.buttons(), stack);
  }

  get stop() {
    return this.stops[this.number];
  }

  /** @returns {[row: number, column: number]} of the value in hand, in its map */
  get at() {
    return [valueOver(this.stop, this.middle[0]), valueOver(this.stop, this.middle[1])];
  }

  listed() {
    const widest = Math.max(...this.stops.map(({ field }) => field));
    const list = choice(this.stage.words("layers"), this.stops.map(({ token, field }) => {
      const bar = make("span", "demo-bar");
      const length = make("i");
      length.style.width = `${(100 * field) / widest}%`;
      bar.append(make("code", "", token), length, make("span", "", String(field)));
      return { label: `${token}: ${this.stage.words("pixels", { field })}`, picture: bar };
    }), this.number, (place) => { this.rest(); this.go(place); });
    list.classList.add("demo-list");
    return list;
  }

  buttons() {
    const row = make("div", "demo-row");
    const by = (/** @type {number} */ steps) => () => { this.rest(); this.go(this.number + steps); };
    this.back = button(this.stage.words("back"), by(-1));
    this.next = button(this.stage.words("next"), by(1));
    this.playing = button(this.stage.words("play"), () => (this.timer ? this.rest() : this.play()));
    row.append(this.back, this.next, this.playing);
    return row;
  }

  /** @param {number} number */
  go(number) {
    this.number = Math.max(0, Math.min(this.stops.length - 1, number));
    choose(this.list, this.number);
    this.readMap();
    this.draw();
  }

  play() {
    this.go(this.number === this.stops.length - 1 ? 0 : this.number);
    if (this.playing) this.playing.textContent = this.stage.words("pause");
    this.timer = setInterval(() => {
      if (this.number === this.stops.length - 1) this.rest();
      else this.go(this.number + 1);
    }, STEP_MS);
  }

  rest() {
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.playing) this.playing.textContent = this.stage.words("play");
  }

  /** @param {number[]} pixel that the value in hand shall look at */
  look(pixel) {
    this.middle = pixel;
    this.draw();
  }

  read() {
    this.outputs = this.network.read(this.grey).outputs;
    this.readMap();
  }

  /** What does not change while only the place does. */
  readMap() {
    const { stage, stop: { token, size, end }, mapCanvas: canvas } = this;
    this.values = meanSize(this.outputs?.[end] ?? new Float32Array(size * size), size);
    this.map = new Picture(canvas, size, size, Math.max(4, Math.round(240 / size)));
    this.mapTitle.textContent = stage.words("map", { token, size });
    overGrid(canvas, {
      rows: size, columns: size, at: () => this.at,
      moved: (row, column) => this.look([middleOf(this.stop, row), middleOf(this.stop, column)]),
    });
  }

  draw() {
    const { stage, stop, at: [row, column], border } = this;
    const [top, left] = [beginOf(stop, row), beginOf(stop, column)];
    this.picture.paint((place) => {
      const [y, x] = [Math.floor(place / this.picture.columns) - border, (place % this.picture.columns) - border];
      if (x < 0 || y < 0 || x >= SIDE || y >= SIDE) return BORDER;
      const isSeen = y >= top && x >= left && y < top + stop.field && x < left + stop.field;
      const grey = this.grey[y * SIDE + x] * (isSeen ? 1 : 0.35);
      return isSeen ? [Math.max(grey, 26), Math.max(grey, 20), grey] : [grey, grey, grey];
    });
    this.picture.frame(top + border, left + border, stop.field, FRAME, 3);
    const place = stage.words("row_column", { row: row + 1, column: column + 1 });
    this.picture.canvas.setAttribute("aria-label", stage.words("seen_picture", { field: stop.field, place }));
    this.drawMap(place);
    this.sum.replaceChildren(...this.arithmetic().map((line) => make("p", "", line)));
    if (this.back) this.back.disabled = this.number === 0;
    if (this.next) this.next.disabled = this.number === this.stops.length - 1;
    const { token, field } = stop;
    const beyond = outside(top, left, field);
    stage.tell(stage.words(beyond ? "told_border" : "told", { token, field, outside: beyond }));
  }

  /** @param {string} place */
  drawMap(place) {
    const { stage, stop: { token }, map, values = new Float32Array() } = this;
    map?.paintValues(values, reachOf(values), false);
    map?.frame(...this.at, 1);
    this.mapCanvas.setAttribute("aria-label", stage.words("map_picture", { token, place }));
  }

  /** How this layer's field and jump follow from those before it. */
  arithmetic() {
    const { stage, stop, number } = this;
    const { field: before, jump } = this.stops[number - 1] ?? { field: 1, jump: 1 };
    const say = stage.words.bind(stage);
    const { kernel, dilation, field, stride } = stop;
    const lines = [];
    if (kernel === 1) lines.push(say("stays", { field }));
    else if (dilation > 1) lines.push(say("widens_dilated", { before, kernel, dilation, jump, field }));
    else lines.push(say("widens", { before, kernel, jump, field }));
    if (stride > 1) lines.push(say("jumps", { stride, before: jump, jump: stop.jump }));
    else lines.push(say(stop.jump === 1 ? "keeps_jump_one" : "keeps_jump", { jump: stop.jump }));
    if (stop.between.length) lines.push(say("between", { tokens: stop.between.join(", ") }));
    return lines;
  }
}

/**
 * The mean size of all channels at each place.
 * @param {Float32Array} maps
 * @param {number} size
 */
function meanSize(maps, size) {
  const area = size * size;
  const mean = new Float32Array(area);
  for (let at = 0; at < maps.length; at += 1) mean[at % area] += (Math.abs(maps[at]) * area) / maps.length;
  return mean;
}
