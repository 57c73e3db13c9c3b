// A chart of lines and dots as SVG, as wide as its place, in the page's own colours.

import { makeSvg, textAt } from "../svg.js";
import { shareOf, ticksOf } from "./chart_scale.js";

/** @import { Axis } from "./chart_scale.js" */

/** @typedef {[x: number, y: number]} Point */

const MARGIN = { left: 50, right: 14, top: 10, bottom: 42 };
const NARROWEST = 240;

export class Chart {
  /**
   * @param {number} height
   * @param {(chart: Chart) => void} draw everything, on an empty chart: at first and whenever its width changes
   */
  constructor(height, draw) {
    this.height = height;
    this.width = NARROWEST;
    this.fill = draw;
    this.svg = makeSvg("svg", "demo-chart", { role: "img", height });
    // leaves with the element: nothing else holds it
    new ResizeObserver(([entry]) => {
      const width = Math.max(NARROWEST, Math.round(entry.contentRect.width));
      if (width === this.width) return;
      this.width = width;
      this.draw();
    }).observe(this.svg);
  }

  /** @param {string} [label] what is seen, for those who hear it */
  draw(label) {
    if (label) this.svg.setAttribute("aria-label", label);
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.svg.replaceChildren();
    this.fill(this);
  }

  /**
   * @param {Axis} x
   * @param {Axis} y
   */
  axes(x, y) {
    this.xAxis = x;
    this.yAxis = y;
    const [left, right, top, bottom] = [MARGIN.left, this.width - MARGIN.right, MARGIN.top, this.height - MARGIN.bottom];
    for (const value of y.ticks ?? ticksOf(y, 5)) {
      const at = this.y(value);
      this.add("line", "demo-grid", { x1: left, x2: right, y1: at, y2: at });
      this.svg.append(textAt(left - 6, at + 4, y.inWords(value), "end"));
    }
    for (const value of x.ticks ?? ticksOf(x, Math.max(3, Math.floor(this.width / 90)))) {
      const at = this.x(value);
      this.add("line", "demo-grid", { x1: at, x2: at, y1: top, y2: bottom });
      this.svg.append(textAt(at, bottom + 16, x.inWords(value), "middle"));
    }
    const name = textAt(0, 0, y.label, "middle");
    name.setAttribute("transform", `translate(11 ${(top + bottom) / 2}) rotate(-90)`);
    this.svg.append(textAt((left + right) / 2, this.height - 6, x.label, "middle"), name);
  }

  /** @param {number} value */
  x(value) {
    return MARGIN.left + shareOf(/** @type {Axis} */ (this.xAxis), value) * (this.width - MARGIN.left - MARGIN.right);
  }

  /** @param {number} value */
  y(value) {
    return this.height - MARGIN.bottom - shareOf(/** @type {Axis} */ (this.yAxis), value) * (this.height - MARGIN.top - MARGIN.bottom);
  }

  /**
   * Where on the axes, from 0 to 1, a pointer is.
   * @param {PointerEvent} event
   */
  at({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect();
    const [x, y] = [((clientX - box.left) / box.width) * this.width, ((clientY - box.top) / box.height) * this.height];
    return { x, y, share: Math.max(0, Math.min(1, (x - MARGIN.left) / (this.width - MARGIN.left - MARGIN.right))) };
  }

  /**
   * @param {Point[]} points
   * @param {string} className
   */
  line(points, className) {
    this.add("polyline", `demo-line ${className}`, { points: points.map(([x, y]) => `${this.x(x).toFixed(1)},${this.y(y).toFixed(1)}`).join(" ") });
  }

  /**
   * @param {Point} point
   * @param {string} className
   * @param {number} [radius]
   */
  dot([x, y], className, radius = 5) {
    this.add("circle", `demo-dot ${className}`, { cx: this.x(x).toFixed(1), cy: this.y(y).toFixed(1), r: radius });
  }

  /**
   * Hundreds of dots as one shape, which is drawn as quickly as one.
   * @param {Point[]} points
   * @param {string} className
   */
  cloud(points, className) {
    this.add("path", `demo-cloud ${className}`, { d: points.map(([x, y]) => `M${this.x(x).toFixed(1)} ${this.y(y).toFixed(1)}h0`).join("") });
  }

  /**
   * A square, where dots mean something else.
   * @param {Point} point
   * @param {string} className
   * @param {number} [radius]
   */
  square([x, y], className, radius = 5) {
    this.add("rect", `demo-dot ${className}`, { x: (this.x(x) - radius).toFixed(1), y: (this.y(y) - radius).toFixed(1), width: 2 * radius, height: 2 * radius });
  }

  /**
   * @param {number} x
   * @param {string} className
   */
  upright(x, className) {
    this.add("line", `demo-line ${className}`, { x1: this.x(x), x2: this.x(x), y1: MARGIN.top, y2: this.height - MARGIN.bottom });
  }

  /**
   * @param {number} y
   * @param {string} className
   */
  level(y, className) {
    this.add("line", `demo-line ${className}`, { x1: MARGIN.left, x2: this.width - MARGIN.right, y1: this.y(y), y2: this.y(y) });
  }

  /**
   * @param {Point} point
   * @param {string} text
   * @param {{ dx?: number, dy?: number, anchor?: "start" | "middle" | "end" }} [placing]
   */
  say([x, y], text, { dx = 0, dy = 0, anchor = "middle" } = {}) {
    this.svg.append(textAt(this.x(x) + dx, this.y(y) + dy, text, anchor, "demo-said"));
  }

  /**
   * @param {keyof SVGElementTagNameMap} tag
   * @param {string} className
   * @param {Record<string, string | number>} attributes
   */
  add(tag, className, attributes) {
    this.svg.append(makeSvg(tag, className, attributes));
  }
}
