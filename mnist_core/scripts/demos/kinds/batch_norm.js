// Batch norm: one channel's values before and after, in a batch whose members are changed by hand.

import { make } from "../../dom.js";
import { networkOf } from "../../network/network.js";
import { button, choice, figure, overGrid } from "../controls.js";
import { digitsOf, nameOf } from "../digits.js";
import { digitPicture, mapOf, Picture, reachOf, SIDE, strongestAt } from "../picture.js";
import { histogram, normalised, spreadOf } from "../sums/batch_norm_sums.js";
import { HistogramPicture } from "./histogram_picture.js";

/** @import { SavedNetwork } from "../../network/network.js" */
/** @import { Values } from "../../network/layers/layer.js" */
/** @import { SavedDigit } from "../digits.js" */
/** @import { Stage } from "../stage.js" */
/** @import { Spread } from "../sums/batch_norm_sums.js" */

/** @typedef {{ network: SavedNetwork, digits: SavedDigit[], channel: number, mode: "train" | "eval" }} BatchNormData */
/** @typedef {{ name: string, grey: Uint8Array, maps?: Values }} Member */

const NUM_IN_BATCH = 8;
const NUM_BINS = 48;
const NUMBERS = ["batch_mean", "batch_var", "kept_mean", "kept_var"];

/**
 * @param {Stage} stage
 * @param {BatchNormData} data
 */
export function showBatchNorm(stage, data) {
  new BatchNorm(stage, data).draw();
}

class BatchNorm {
  /**
   * @param {Stage} stage
   * @param {BatchNormData} data
   */
  constructor(stage, { network, digits, channel, mode }) {
    this.stage = stage;
    this.network = networkOf(network);
    this.place = this.network.layers.length - 1;
    this.layer = this.network.layers[this.place];
    this.size = this.layer.sizeIn;
    this.channel = channel - 1;
    this.isTraining = mode === "train";
    const all = digitsOf(digits);
    this.pool = /** @type {Member[]} */ ([
      ...all.map((digit) => ({ name: nameOf(stage, digit), grey: digit.grey })),
      { name: stage.words("blank"), grey: new Uint8Array(SIDE * SIDE) },
      { name: stage.words("negative"), grey: all[0].grey.map((value) => 255 - value) },
    ]);
    this.batch = this.pool.slice(0, NUM_IN_BATCH);
    this.slot = 1;
    this.pictures = ["before", "after"].map(() => new Picture(make("canvas"), this.size, this.size));
    this.charts = ["before", "after"].map(() => new HistogramPicture());
    this.numbers = make("dl", "demo-sums");
    this.sum = make("p", "demo-sum");
    /** @type {[row: number, column: number]} */
    this.at = strongestAt(this.values(this.batch[0]), this.size);
    this.build();
  }

  build() {
    const { stage } = this;
    const say = stage.words.bind(stage);
    this.slots = make("div");
    const pool = make("div", "demo-row");
    pool.setAttribute("role", "group");
    pool.setAttribute("aria-label", say("pool"));
    pool.append(...this.pool.map((member) => {
      const put = button("", () => this.put(member));
      put.setAttribute("aria-label", `${say("pool")}: ${member.name}`);
      put.title = member.name;
      put.classList.add("pictured");
      put.append(digitPicture(member.grey));
      return put;
    }));
    const channels = Array.from({ length: this.layer.outChannels }, (_, number) => ({ label: say("channel_name", { number: number + 1 }), text: String(number + 1) }));
    const choices = make("div", "demo-columns");
    choices.append(
      choice(say("mode"), [{ label: say("train") }, { label: say("eval") }], this.isTraining ? 0 : 1, (place) => { this.isTraining = place === 0; this.draw(); }),
      choice(say("channel"), channels.map(({ label, text }) => ({ label, picture: make("span", "", text) })), this.channel, (place) => { this.channel = place; this.draw(); }));
    const maps = make("div", "demo-columns");
    maps.append(...["before", "after"].map((name, which) => figure(say(`${name}_map`), this.pictures[which].canvas)));
    const charts = make("div", "demo-columns");
    charts.append(...["before", "after"].map((name, which) => histogramFigure(say(name), this.charts[which].element)), this.numbers);
    for (const { canvas } of this.pictures) {
      overGrid(canvas, { rows: this.size, columns: this.size, at: () => this.at, moved: (row, column) => { this.at = [row, column]; this.draw(); } });
    }
    const poolGroup = make("div");
    poolGroup.append(make("p", "demo-label", say("pool")), pool);
    stage.place.append(this.slots, poolGroup, choices, charts,
      make("p", "demo-note", say("band")), maps, make("p", "demo-note", say("signs")), this.sum);
    this.listBatch();
  }

  /** @param {boolean} [isFocused] whether the keyboard was here */
  listBatch(isFocused = false) {
    const { stage } = this;
    const group = choice(stage.words("batch"), this.batch.map(({ name, grey }, place) => ({
      label: stage.words("member", { number: place + 1, name }), picture: digitPicture(grey),
    })), this.slot, (place) => { this.slot = place; });
    this.slots?.replaceChildren(group);
    if (isFocused) group.querySelectorAll("input")[this.slot].focus();
  }

  /** @param {Member} member */
  put(member) {
    this.batch = this.batch.map((one, place) => (place === this.slot ? member : one));
    this.listBatch();
    this.draw();
  }

  /**
   * What comes to batch norm of a member.
   * @param {Member} member
   */
  maps(member) {
    member.maps ??= this.network.before(member.grey, this.place);
    return member.maps;
  }

  /** @param {Member} member */
  values(member) {
    return mapOf(this.maps(member), this.channel, this.size);
  }

  /** @returns {Spread} */
  get kept() {
    const { running_mean: means, running_var: variances } = this.layer.weights;
    return { mean: means[this.channel], variance: variances[this.channel] };
  }

  draw() {
    const { stage, channel, layer: { weights } } = this;
    const before = this.batch.map((member) => this.values(member));
    const batch = spreadOf(before);
    const used = this.isTraining ? batch : this.kept;
    const [scale, shift] = [weights.weight[channel], weights.bias[channel]];
    const after = before.map((map) => map.map((value) => normalised(value, used, scale, shift)));
    this.say(batch, scale, shift);
    const spreads = [batch, spreadOf(after)];
    // both on one axis, so that what batch norm moves is seen to move
    const ends = [before, after].flat().reduce(([low, high], map) => [Math.min(low, ...map), Math.max(high, ...map)], [0, 0]);
    [before, after].forEach((maps, which) => {
      const [low, high] = ends;
      const { mean, variance } = spreads[which];
      this.charts[which].draw(histogram(maps, low, high, NUM_BINS), { low, high, mean, deviation: Math.sqrt(variance) },
        (value) => stage.figure(value, 1), stage.words("histogram", {
          when: stage.words(which ? "after" : "before").toLowerCase(), mean: stage.figure(mean), var: stage.figure(variance),
        }));
    });
    this.drawMaps([before[0], after[0]], used, scale, shift);
  }

  /**
   * @param {Values[]} maps of the first member, before and after
   * @param {Spread} used
   * @param {number} scale
   * @param {number} shift
   */
  drawMaps(maps, used, scale, shift) {
    const { stage, at: [row, column], size } = this;
    const place = stage.words("row_column", { row: row + 1, column: column + 1 });
    const reach = Math.max(reachOf(maps[0]), 3);
    maps.forEach((map, which) => {
      this.pictures[which].paintValues(map, reach);
      this.pictures[which].frame(row, column, 1);
      this.pictures[which].canvas.setAttribute("aria-label", stage.words("tracked_picture", { when: stage.words(which ? "after" : "before").toLowerCase(), place }));
    });
    const [x, y] = maps.map((map) => stage.figure(map[row * size + column]));
    const [mean, variance] = [stage.figure(used.mean), stage.figure(used.variance)];
    this.sum.textContent = stage.words("sum", { x, y, mean, var: variance, scale: stage.figure(scale), shift: stage.figure(shift) }).replace("+ −", "− ").replace("− −", "+ ");
    stage.tell(stage.words(this.isTraining ? "told_train" : "told_eval", { x, y, mean, var: variance, num: this.batch.length }));
  }

  /**
   * @param {Spread} batch
   * @param {number} scale
   * @param {number} shift
   */
  say(batch, scale, shift) {
    const { stage, kept, isTraining } = this;
    const values = [batch.mean, batch.variance, kept.mean, kept.variance];
    const rows = NUMBERS.flatMap((name, place) => {
      const isUsed = place < 2 === isTraining;
      const value = make("dd", "", stage.figure(values[place]));
      const label = make("dt", isUsed ? "used" : "", isUsed ? `${stage.words(name)} (${stage.words("used")})` : stage.words(name));
      return [label, value];
    });
    const learned = make("dt", "wide", stage.words("scale", { scale: stage.figure(scale), shift: stage.figure(shift) }));
    this.numbers.replaceChildren(...rows, learned);
  }
}

/**
 * @param {string} heading
 * @param {Element} chart
 */
function histogramFigure(heading, chart) {
  const made = figure(heading, chart);
  made.classList.add("demo-histogram");
  return made;
}
