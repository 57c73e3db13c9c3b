// Runs that race, in one small chart: a line a run, of the training digits that it reads right while it
// learns, and a mark after each epoch for the test digits.

import { make } from "../../dom.js";
import { makeSvg, textAt } from "../../svg.js";
import { axesOf } from "../curve_axes.js";
import { brokenPath, CurveScale } from "../curve_scale.js";
import { lowest, reached } from "./race.js";

/** @import { RacingRun } from "../messages.js" */
/** @import { Words } from "../words.js" */

const MARGIN = { left: 52, right: 14, top: 12, bottom: 44 };

export class RaceChart {
  /**
   * @param {HTMLElement} box which it is added to
   * @param {Map<string, string>} labels of the runs, by name
   * @param {Words} words
   */
  constructor(box, labels, words) {
    this.labels = labels;
    this.words = words;
    this.runs = /** @type {RacingRun[]} */ ([]);
    this.width = 0;
    this.svg = makeSvg("svg", "chart");
    this.svg.setAttribute("role", "img");
    this.place = make("div", "curve-chart race-chart");
    this.place.append(this.svg);
    box.append(this.place);
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.place);
  }

  /** @param {RacingRun[]} runs */
  draw(runs) {
    this.runs = runs;
    this.svg.setAttribute("aria-label", this.heard());
    this.paint();
  }

  fit() {
    const width = Math.round(this.place.clientWidth);
    if (!width || width === this.width) return;
    this.width = width;
    this.paint();
  }

  paint() {
    const width = this.width;
    if (!width) return;
    const height = Math.round(Math.min(300, Math.max(200, width * 0.5)));
    const epochs = Math.max(1, ...this.runs.map((run) => run.num_epochs));
    const frame = { width, height, left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom };
    const scale = new CurveScale(epochs, lowest(this.runs), 100, frame);
    /** @param {number} place in epochs */
    const x = (place) => frame.left + (place / epochs) * (frame.right - frame.left);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("width", String(width));
    this.svg.setAttribute("height", String(height));
    this.svg.replaceChildren(...this.grid(scale, x), ...this.runs.flatMap((run) => this.line(run, scale, x)));
  }

  /**
   * @param {CurveScale} scale
   * @param {(place: number) => number} x
   */
  grid(scale, x) {
    const { bottom } = scale.frame;
    const parts = axesOf(scale, this.words.say("train.axis"), this.words);
    for (const epoch of scale.epochTicks) {
      parts.push(makeSvg("line", "rule", { x1: x(epoch), x2: x(epoch), y1: bottom, y2: bottom + 5 }));
      parts.push(textAt(x(epoch), bottom + 19, this.words.number(epoch), "middle"));
    }
    return parts;
  }

  /**
   * @param {RacingRun} run
   * @param {CurveScale} scale
   * @param {(place: number) => number} x
   */
  line(run, scale, x) {
    const kind = this.kindOf(run.name);
    const line = makeSvg("path", `line ${kind}`, { d: linePath(run, scale, x) });
    return [line, ...run.epochs.map((epoch) => markAt(kind, x(epoch.epoch), scale.y(epoch.test_accuracy)))];
  }

  /** Of the line and the marks of a run. @param {string} name */
  kindOf(name) {
    return `run-${[...this.labels.keys()].indexOf(name) + 1}`;
  }

  heard() {
    const { words } = this;
    return this.runs.map((run) => words.say("train.heard", {
      name: this.labels.get(run.name) ?? run.name, epochs: words.number(reached(run), 1),
      accuracy: words.number(run.accuracy.at(-1) ?? 0, 1),
    })).join(" ");
  }

  destroy() {
    this.watch.disconnect();
    this.place.remove();
  }
}

/**
 * What stands below the axis is not drawn.
 * @param {RacingRun} run
 * @param {CurveScale} scale
 * @param {(place: number) => number} x
 */
function linePath(run, scale, x) {
  return brokenPath(run.at.map((place, index) => {
    const value = run.accuracy[index];
    return value < scale.low ? null : [x(place), scale.y(value)];
  }));
}

/**
 * A form for each run, so that nothing is told by colour alone.
 * @param {string} kind
 * @param {number} x
 * @param {number} y
 */
export function markAt(kind, x, y) {
  if (kind === "run-2") return makeSvg("rect", `mark ${kind}`, { x: x - 5, y: y - 5, width: 10, height: 10 });
  if (kind === "run-3") return makeSvg("path", `mark ${kind}`, { d: `M${x} ${y - 6}l6 11h-12z` });
  return makeSvg("circle", `mark ${kind}`, { cx: x, cy: y, r: 5.5 });
}
