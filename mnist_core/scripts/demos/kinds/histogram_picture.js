// How often which value comes: bars, the mean as a line, and a band as wide as the deviation.

import { makeSvg, textAt } from "../../svg.js";

const [WIDTH, HEIGHT, FOOT] = [420, 140, 22];

/** @typedef {{ low: number, high: number, mean: number, deviation: number }} Axis */

export class HistogramPicture {
  constructor() {
    this.element = makeSvg("svg", "", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
  }

  /**
   * @param {number[]} bins
   * @param {Axis} axis
   * @param {(value: number) => string} inWords
   * @param {string} label
   */
  draw(bins, { low, high, mean, deviation }, inWords, label) {
    const across = (/** @type {number} */ value) => Math.max(0, Math.min(WIDTH, (WIDTH * (value - low)) / (high - low || 1)));
    // most values are those of the black around a digit: by the root the others are seen, too
    const highest = Math.sqrt(Math.max(...bins));
    const floor = HEIGHT - FOOT;
    const width = WIDTH / bins.length;
    const bars = bins.map((num, bin) => {
      const height = num ? Math.max(1, (floor * Math.sqrt(num)) / highest) : 0;
      return makeSvg("rect", "bar", { x: bin * width + 0.5, y: floor - height, width: width - 1, height });
    });
    const [from, to] = [across(mean - deviation), across(mean + deviation)];
    const band = makeSvg("rect", "band", { x: from, y: 0, width: to - from, height: floor });
    const middle = makeSvg("line", "mean", { x1: across(mean), x2: across(mean), y1: 0, y2: floor });
    const axis = makeSvg("line", "axis", { x1: 0, x2: WIDTH, y1: floor, y2: floor });
    const near = WIDTH / 8; // labels would lie over each other
    const ends = Math.min(across(0), WIDTH - across(0)) < near ? [low, high] : [low, 0, high];
    const marks = ends.map((value) => textAt(Math.max(20, Math.min(WIDTH - 20, across(value))), HEIGHT - 4, inWords(value), "middle"));
    this.element.replaceChildren(band, ...bars, middle, axis, ...marks);
    this.element.setAttribute("aria-label", label);
  }
}
