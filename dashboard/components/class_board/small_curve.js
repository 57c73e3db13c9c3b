// A run's accuracy in small: a line of its batches, and a dot for each epoch's test digits. The height
// is the error on a logarithmic scale, so that the last tenths are seen as well as the first minutes.

/** @import { Doing } from "./messages.js" */

export const WIDTH = 100;
export const HEIGHT = 30;
const LEAST_ERROR = 0.2; // percent, at the upper edge
const SVG = "http://www.w3.org/2000/svg";

/** @param {number} accuracy percent */
export function heightOf(accuracy) {
  const error = Math.min(100, Math.max(LEAST_ERROR, 100 - accuracy));
  return (HEIGHT * Math.log(error / LEAST_ERROR)) / Math.log(100 / LEAST_ERROR);
}

/**
 * The line of the batches, and the dots of the epochs, as paths.
 * @param {Doing} doing
 */
export function pathsOf({ batches, tests, done, epochs }) {
  const place = (/** @type {number} */ x, /** @type {number} */ accuracy) => `${x.toFixed(1)} ${heightOf(accuracy).toFixed(1)}`;
  const line = batches.map((accuracy, index) => place((WIDTH * done * (index + 1)) / batches.length, accuracy));
  const dots = tests.map((accuracy, index) => `M${place((WIDTH * (index + 1)) / epochs, accuracy)}h0`);
  return { line: line.length ? `M${line.join("L")}` : "", dots: dots.join("") };
}

export class SmallCurve {
  constructor() {
    this.element = document.createElementNS(SVG, "svg");
    this.element.setAttribute("class", "curve");
    this.element.setAttribute("viewBox", `0 -1.5 ${WIDTH} ${HEIGHT + 3}`);
    this.element.setAttribute("preserveAspectRatio", "none");
    this.element.setAttribute("aria-hidden", "true");
    this.line = this.element.appendChild(document.createElementNS(SVG, "path"));
    this.dots = this.element.appendChild(document.createElementNS(SVG, "path"));
    this.dots.setAttribute("class", "dots");
  }

  /** @param {Doing | null} doing */
  show(doing) {
    const { line, dots } = doing ? pathsOf(doing) : { line: "", dots: "" };
    this.line.setAttribute("d", line);
    this.dots.setAttribute("d", dots);
  }
}
