// Where an epoch and a value stand in a chart of curves, and back.

import { roundStep, roundValues } from "../ticks.js";

/** @typedef {{ width: number, height: number, left: number, right: number, top: number, bottom: number }} Frame in pixels */

const NUM_TICKS = 5;

export class CurveScale {
  /**
   * @param {number} epochs
   * @param {number} low
   * @param {number} high
   * @param {Frame} frame
   */
  constructor(epochs, low, high, frame) {
    this.epochs = epochs;
    this.low = low;
    this.high = high > low ? high : low + 1;
    this.frame = frame;
  }

  /** @param {number} epoch from 1 */
  x(epoch) {
    const { left, right } = this.frame;
    // the first and the last one stand half a step within
    return left + ((epoch - 0.5) / this.epochs) * (right - left);
  }

  /** @param {number} value */
  y(value) {
    const { top, bottom } = this.frame;
    return bottom - ((Math.min(this.high, Math.max(this.low, value)) - this.low) / (this.high - this.low)) * (bottom - top);
  }

  /** @param {number} x */
  epochAt(x) {
    const { left, right } = this.frame;
    const epoch = Math.floor(((x - left) / (right - left)) * this.epochs) + 1;
    return Math.min(this.epochs, Math.max(1, epoch));
  }

  /** @param {number} y */
  valueAt(y) {
    const { top, bottom } = this.frame;
    const value = this.low + ((bottom - y) / (bottom - top)) * (this.high - this.low);
    return this.rounded(value);
  }

  /**
   * To the steps that somebody can mean, within the axis.
   * @param {number} value
   */
  rounded(value) {
    const within = Math.min(this.high, Math.max(this.low, value));
    return Number((Math.round(within / this.increment) * this.increment).toFixed(this.decimals));
  }

  /** What an arrow key moves. */
  get increment() {
    return 10 ** Math.floor(Math.log10((this.high - this.low) / 50));
  }

  get decimals() {
    return Math.max(0, -Math.floor(Math.log10(this.increment)));
  }

  /** Values at the axis: at most six, and round. */
  get ticks() {
    return roundValues(this.low, this.high, NUM_TICKS);
  }

  get tickDecimals() {
    return Math.max(0, -Math.floor(Math.log10(roundStep((this.high - this.low) / NUM_TICKS)) + 1e-9));
  }

  /** Epochs that are written at the axis: all, or the first, the last and round ones between. */
  get epochTicks() {
    const step = Math.max(1, roundStep(this.epochs / 8));
    return Array.from({ length: this.epochs }, (_, index) => index + 1)
      .filter((epoch) => step === 1 || epoch === 1 || epoch % step === 0);
  }
}

/**
 * A line through the values, broken where there is none.
 * @param {(number | null)[]} values an epoch each
 * @param {CurveScale} scale
 */
export function pathOf(values, scale) {
  return brokenPath(values.map((value, index) => (value === null || !Number.isFinite(value) ? null : [scale.x(index + 1), scale.y(value)])));
}

/** @param {([x: number, y: number] | null)[]} points */
export function brokenPath(points) {
  return points.map((point, index) => {
    if (!point) return "";
    const [x, y] = point;
    return `${points[index - 1] ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
  }).join("");
}
