// A chart of curves over the epochs: an SVG that is as wide as its place, with the names beside it.

import { make } from "../dom.js";
import { makeSvg, textAt } from "../svg.js";
import { axesOf } from "./curve_axes.js";
import { CurveScale, pathOf } from "./curve_scale.js";

/** @import { Words } from "./words.js" */

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {(number | null)[]} values an epoch each, from the first
 * @property {string} kind `run-1` to `run-3` for measured ones, `guess` for a prediction
 */

/**
 * @typedef {object} Axes
 * @property {number} epochs
 * @property {number} low
 * @property {number} high
 * @property {string} measure such as `test_accuracy`
 * @property {Words} words
 */

const WIDEST = 760;
const MARGIN = { left: 52, right: 12, top: 12, bottom: 44 };

export class CurveChart {
  /**
   * @param {HTMLElement} box at whose beginning it stands
   * @param {Axes} axes
   */
  constructor(box, axes) {
    this.axes = axes;
    this.lines = /** @type {Line[]} */ ([]);
    this.marked = 0; // the epoch that the keyboard is at
    this.invitation = ""; // what an empty chart says
    this.svg = makeSvg("svg", "chart");
    this.svg.setAttribute("role", "img");
    this.names = make("ul", "names");
    this.place = make("div", "curve-chart");
    this.place.append(this.svg, this.names);
    box.prepend(this.place);
    this.scale = this.scaleOf(WIDEST);
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.place);
    this.leaving = new AbortController();
    window.addEventListener("resize", () => this.fit(), { signal: this.leaving.signal });
  }

  /** @param {Line[]} lines */
  draw(lines) {
    this.lines = lines;
    this.names.replaceChildren(...lines.map(({ name, kind }) => {
      const entry = make("li", kind);
      const key = makeSvg("svg", "key");
      key.setAttribute("viewBox", "0 0 30 12");
      key.setAttribute("aria-hidden", "true");
      key.append(...markOf(kind, "M2 6L28 6", [[15, 6]]));
      entry.append(key, make("span", "", name));
      return entry;
    }));
    this.svg.setAttribute("aria-label", lines.map((line) => this.heard(line)).join(" ") || this.measure);
    this.paint();
  }

  /** @param {number} epoch 0 marks none */
  mark(epoch) {
    this.marked = epoch;
    this.paint();
  }

  get measure() {
    return this.axes.words.say(`picture.${this.axes.measure.replaceAll("_", "-")}`);
  }

  /** @param {Line} line */
  heard({ name, values }) {
    const { words } = this.axes;
    const said = values.map((value) => (value === null ? "–" : words.number(value, 2))).join(", ");
    return words.say("picture.curve", { name, values: `${this.measure}: ${said}` });
  }

  fit() {
    const width = Math.round(Math.min(WIDEST, this.place.clientWidth));
    const { frame } = this.scale;
    const next = this.scaleOf(width || frame.width);
    if (next.frame.width === frame.width && next.frame.height === frame.height) return;
    this.scale = next;
    this.paint();
  }

  /** @param {number} width */
  scaleOf(width) {
    // a page that is enlarged as a whole has fewer pixels of its own in sight
    const enlarged = this.place.clientWidth ? this.place.getBoundingClientRect().width / this.place.clientWidth : 1;
    const height = Math.round(Math.min(380, Math.max(200, Math.min(width * 0.65, (0.6 * window.innerHeight) / enlarged))));
    return new CurveScale(this.axes.epochs, this.axes.low, this.axes.high, {
      width, height, left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom,
    });
  }

  paint() {
    const { scale, svg } = this;
    const { width, height } = scale.frame;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
    svg.replaceChildren(...this.grid(), ...this.lines.flatMap(({ values, kind }) => {
      const points = values.flatMap((value, index) => (value === null ? [] : [[scale.x(index + 1), scale.y(value)]]));
      return markOf(kind, pathOf(values, scale), points);
    }));
  }

  grid() {
    const { scale } = this;
    const { left, right, top, bottom } = scale.frame;
    const parts = axesOf(scale, this.measure, this.axes.words);
    for (const epoch of scale.epochTicks) parts.push(textAt(scale.x(epoch), bottom + 19, String(epoch), "middle"));
    if (this.invitation) parts.push(textAt((left + right) / 2, (top + bottom) / 2, this.invitation, "middle", "invitation"));
    if (this.marked) parts.push(makeSvg("line", "here", { x1: scale.x(this.marked), x2: scale.x(this.marked), y1: top, y2: bottom }));
    return parts;
  }

  destroy() {
    this.watch.disconnect();
    this.leaving.abort();
    this.place.remove();
  }
}

/**
 * A line with a mark at each point: a form for each kind, so that nothing is told by colour alone.
 * @param {string} kind
 * @param {string} path
 * @param {number[][]} points
 */
function markOf(kind, path, points) {
  const line = makeSvg("path", `line ${kind}`, { d: path });
  return [line, ...points.map(([x, y]) => {
    if (kind === "run-2") return makeSvg("rect", `mark ${kind}`, { x: x - 4, y: y - 4, width: 8, height: 8 });
    if (kind === "run-3") return makeSvg("path", `mark ${kind}`, { d: `M${x} ${y - 5}l5 9h-10z` });
    return makeSvg("circle", `mark ${kind}`, { cx: x, cy: y, r: kind === "guess" ? 5 : 4 });
  })];
}
