// What max pooling keeps, what it does to the jump, and to a digit that moves by a pixel.

import { make } from "../../dom.js";
import { networkOf } from "../../network/network.js";
import { button, choice, figure, overGrid } from "../controls.js";
import { digitChoice, digitsOf } from "../digits.js";
import { numberGrid } from "../number_grid.js";
import { colourOf, FRAME, mapOf, Picture, reachOf, SECOND, SIDE, strongestAt } from "../picture.js";
import { beginOf } from "../sums/field_sums.js";
import { difference, shifted, windowAt } from "../sums/pooling_sums.js";

/** @import { SavedNetwork } from "../../network/network.js" */
/** @import { Values } from "../../network/layers/layer.js" */
/** @import { SavedDigit } from "../digits.js" */
/** @import { Stage } from "../stage.js" */
/** @import { Sight } from "../sums/field_sums.js" */

/** @typedef {{ network: SavedNetwork, digits: SavedDigit[], channel: number, before: Sight | null, after: Sight }} PoolingData */

const FURTHEST = 4; // pixels that the digit is moved
const DROPPED = 0.3;
const PIXEL = { size: SIDE, field: 1, jump: 1, left: 0 };

/**
 * @param {Stage} stage
 * @param {PoolingData} data
 */
export function showPooling(stage, data) {
  new Pooling(stage, data).draw();
}

class Pooling {
  /**
   * @param {Stage} stage
   * @param {PoolingData} data
   */
  constructor(stage, { network, digits, channel, before, after }) {
    this.stage = stage;
    this.network = networkOf(network);
    this.layer = this.network.layers[this.network.layers.length - 1];
    this.sights = { before: before ?? PIXEL, after };
    this.channel = channel - 1;
    this.moved = { down: 0, right: 0 };
    const all = digitsOf(digits);
    this.grey = all[0].grey;
    this.home = this.read(this.grey);
    this.now = this.home;
    const { sizeIn, sizeOut, kernel } = this.layer;
    /** @type {[row: number, column: number]} */
    this.at = strongestAt(this.map(this.home.after), sizeOut);
    this.picture = new Picture(make("canvas"), SIDE, SIDE);
    this.before = new Picture(make("canvas"), sizeIn, sizeIn);
    this.after = new Picture(make("canvas"), sizeOut, sizeOut, 10 * kernel);
    this.window = numberGrid(kernel);
    this.kept = make("p", "demo-note");
    this.change = make("p");
    this.thumbs = Array.from({ length: this.layer.inChannels }, () => new Picture(make("canvas"), sizeIn, sizeIn, 2));
    const pictures = make("div", "demo-columns");
    const say = stage.words.bind(stage);
    pictures.append(figure(say("digit_heading"), this.picture.canvas), ...this.maps());
    const jump = make("p", "", say("jump", { before: this.apart(this.sights.before.jump), after: this.apart(after.jump) }));
    jump.prepend(key(SECOND), key(FRAME));
    const names = this.thumbs.map(({ canvas }, number) => ({ label: say("map_name", { number: number + 1 }), picture: canvas }));
    stage.place.append(digitChoice(stage, all, ({ grey }) => this.take(grey)),
      choice(say("map"), names, this.channel, (place) => { this.channel = place; this.draw(); }),
      pictures, jump, this.change, make("p", "demo-note", `${say("change_how")} ${say("signs")}`));
    this.drawThumbs();
  }

  maps() {
    const { stage, layer: { sizeIn, sizeOut, kernel }, sights } = this;
    const go = (/** @type {number} */ row, /** @type {number} */ column) => { this.at = [row, column]; this.draw(); };
    const within = (/** @type {number} */ place) => Math.min(sizeOut - 1, place);
    // no window reads what is left over of the map before
    for (const [{ canvas }, num] of /** @type {[Picture, number][]} */ ([[this.before, sizeIn / kernel], [this.after, sizeOut]])) {
      overGrid(canvas, { rows: num, columns: num, at: () => this.at, moved: (row, column) => go(within(row), within(column)) });
    }
    return [
      figure(stage.words("before", { size: sizeIn, jump: sights.before.jump }), this.before.canvas, make("p", "demo-note", stage.words("dropped"))),
      figure(stage.words("window"), this.window.element, this.kept, make("span", "demo-label", stage.words("move")), this.pad()),
      figure(stage.words("after", { size: sizeOut, jump: sights.after.jump }), this.after.canvas),
    ];
  }

  pad() {
    const pad = make("div", "demo-pad");
    const say = this.stage.words.bind(this.stage);
    /** @type {[string, string, number, number][]} */
    const arrows = [["up", "↑", -1, 0], ["left", "←", 0, -1], ["home", "⌂", 0, 0], ["right", "→", 0, 1], ["down", "↓", 1, 0]];
    const buttons = arrows.map(([name, sign, down, right]) => {
      const made = button(sign, () => this.move(name === "home" ? null : [down, right]));
      made.setAttribute("aria-label", say(name));
      made.title = say(name);
      made.style.gridArea = { up: "1 / 2", left: "2 / 1", home: "2 / 2", right: "2 / 3", down: "3 / 2" }[name] ?? "";
      return made;
    });
    pad.append(...buttons);
    return pad;
  }

  /** @param {[down: number, right: number] | null} by null: back to where it was */
  move(by) {
    const within = (/** @type {number} */ value) => Math.max(-FURTHEST, Math.min(FURTHEST, value));
    const { down, right } = this.moved;
    this.moved = by ? { down: within(down + by[0]), right: within(right + by[1]) } : { down: 0, right: 0 };
    this.now = this.read(this.shown());
    this.draw();
  }

  shown() {
    return shifted(this.grey, SIDE, this.moved.down, this.moved.right);
  }

  /** @param {Uint8Array} grey */
  take(grey) {
    this.grey = grey;
    this.home = this.read(grey);
    this.now = this.read(this.shown());
    this.drawThumbs();
    this.draw();
  }

  /** @param {Uint8Array} grey */
  read(grey) {
    const { outputs } = this.network.read(grey);
    return { before: outputs.at(-2) ?? this.network.input(grey), after: outputs[outputs.length - 1] };
  }

  /** @param {Values} maps the one in sight of these */
  map(maps) {
    return mapOf(maps, this.channel, maps === this.home.before || maps === this.now?.before ? this.layer.sizeIn : this.layer.sizeOut);
  }

  drawThumbs() {
    this.thumbs.forEach((picture, channel) => {
      const values = mapOf(this.home.before, channel, this.layer.sizeIn);
      picture.paintValues(values, reachOf(values));
    });
  }

  draw() {
    const { stage, layer: { sizeIn, kernel }, at: [row, column] } = this;
    const [before, after] = [this.map(this.now.before), this.map(this.now.after)];
    const reach = reachOf(this.map(this.home.before));
    const numWindows = this.layer.sizeOut;
    this.before.paint((place) => {
      const [y, x] = [Math.floor(place / sizeIn), place % sizeIn];
      const [top, left] = [Math.floor(y / kernel), Math.floor(x / kernel)];
      const isKept = top < numWindows && left < numWindows
        && windowAt(before, sizeIn, kernel, top, left).kept === (y % kernel) * kernel + (x % kernel);
      return colourOf(before[place], reach).map((part) => part * (isKept ? 1 : DROPPED));
    });
    this.before.frame(kernel * row, kernel * column, kernel);
    this.after.paintValues(after, reach);
    this.after.frame(row, column, 1);
    const { values, kept } = windowAt(before, sizeIn, kernel, row, column);
    const figureOf = (/** @type {number} */ value) => stage.figure(value);
    this.window.fill(values, reach, figureOf, kept);
    this.kept.textContent = stage.words("kept", { value: figureOf(values[kept]) });
    const place = stage.words("row_column", { row: row + 1, column: column + 1 });
    this.before.canvas.setAttribute("aria-label", stage.words("before_picture", { place }));
    this.after.canvas.setAttribute("aria-label", stage.words("after_picture", { place }));
    this.drawDigit();
    this.compare(before, after);
    stage.tell(stage.words("told", { values: values.map(figureOf).join(", "), value: figureOf(values[kept]) }));
  }

  drawDigit() {
    const { at: [row, column], layer: { kernel, sizeOut }, sights } = this;
    this.picture.paintGrey(this.shown());
    // beside the last value of a row there is none
    const first = Math.min(column, sizeOut - 2);
    for (const [sight, times, colour] of /** @type {[Sight, number, string][]} */ ([[sights.after, 1, FRAME], [sights.before, kernel, SECOND]])) {
      for (const next of [0, 1]) this.picture.frame(beginOf(sight, times * row), beginOf(sight, times * first + next), sight.field, colour, 2);
    }
    const { right, down } = this.moved;
    this.picture.canvas.setAttribute("role", "img");
    this.picture.canvas.setAttribute("aria-label", this.stage.words("digit_picture", { right: this.apart(right), down: this.apart(down) }));
  }

  /**
   * @param {Values} before
   * @param {Values} after
   */
  compare(before, after) {
    const { stage, moved: { down, right } } = this;
    if (!down && !right) {
      this.change.textContent = stage.words("moved_home");
      return;
    }
    const [was, wasAfter] = [this.map(this.home.before), this.map(this.home.after)];
    this.change.textContent = stage.words("moved", {
      right: this.apart(right), down: this.apart(down),
      before: stage.figure(difference(was, before), 0), after: stage.figure(difference(wasAfter, after), 0),
    });
  }

  /** @param {number} num of pixels */
  apart(num) {
    return num === 1 ? this.stage.words("pixel") : this.stage.words("pixels", { num: this.stage.figure(num, 0) });
  }
}

/** @param {string} colour */
function key(colour) {
  const made = make("span", "demo-key");
  made.style.borderColor = colour;
  return made;
}
