// What a person chose to see of the curves: a zoom, the scale of the loss, which curves. It survives
// every update, and a reload of the tab; the zoom belongs to the run that it was made on.

import { remember, remembered } from "../shared/tab_memory.js";

/** @import { Scale } from "./figure.js" */

/** @typedef {number | string | null} RunKey a run's number, or a name of what is played again */

/**
 * @typedef {object} Memory
 * @property {Scale} scale
 * @property {string[]} hidden groups of the legend
 * @property {"pan" | "zoom"} dragmode
 * @property {{ key: RunKey, ranges: PlotlyLayout }} zoom
 */

const MEMORY = "mnist-live";
const RANGE = /^[xy]axis\d?\.range/;

export class ChartView {
  /** @param {PlotlyHost} host */
  constructor(host) {
    this.host = host;
    const kept = this.read();
    this.scale = /** @type {Scale} */ (kept.scale === "linear" ? "linear" : "log");
    this.hidden = Array.isArray(kept.hidden) ? kept.hidden : [];
    this.dragmode = kept.dragmode === "pan" ? "pan" : "zoom";
    /** @type {PlotlyLayout} */
    this.zoom = {};
    this.key = /** @type {RunKey} */ (null);
    this.ours = false; // a change that no person made is under way
    this.onZoom = () => {};
  }

  /**
   * @param {() => void} onReset a person asks to see everything again
   * @param {() => void} onZoom or to see a part
   */
  listen(onReset, onZoom) {
    this.onZoom = onZoom;
    this.host.on("plotly_relayout", (change) => this.changed(change));
    this.host.on("plotly_restyle", ([change]) => this.toggled(change));
    this.host.on("plotly_doubleclick", () => {
      this.setZoom({});
      onReset();
    });
  }

  get isZoomed() {
    return Object.keys(this.zoom).length > 0;
  }

  /**
   * The zoom that was made on this run before a reload, as a change of the layout.
   * @param {RunKey} key
   */
  follow(key) {
    const { zoom } = this.read();
    this.key = key;
    this.zoom = zoom && zoom.key === key ? zoom.ranges : {};
  }

  /** @param {PlotlyLayout} change */
  changed(change) {
    if (this.ours) return;
    const ranges = Object.entries(change).filter(([name]) => RANGE.test(name));
    if (ranges.length) {
      this.setZoom({ ...this.zoom, ...Object.fromEntries(ranges) });
      this.onZoom();
    }
    if (change.dragmode) this.write({ dragmode: change.dragmode });
  }

  /** @param {PlotlyTrace} change */
  toggled(change) {
    if (!("visible" in change)) return;
    const hidden = this.host.data.filter((trace) => trace.visible === "legendonly").map((trace) => trace.legendgroup);
    this.hidden = [...new Set(hidden)];
    this.write({ hidden: this.hidden });
  }

  /** @param {Scale} scale */
  setScale(scale) {
    this.scale = scale;
    this.write({ scale });
    // a range of one scale says nothing on the other
    this.setZoom(Object.fromEntries(Object.entries(this.zoom).filter(([name]) => !name.startsWith("yaxis."))));
  }

  /** @param {PlotlyLayout} ranges */
  setZoom(ranges) {
    this.zoom = ranges;
    this.write({ zoom: { key: this.key, ranges } });
  }

  /**
   * A change that nobody asked for.
   * @param {PlotlyLayout} change
   */
  async relayout(change) {
    this.ours = true;
    await Plotly.relayout(this.host, change);
    this.ours = false;
  }

  /** @returns {Partial<Memory>} */
  read() {
    return remembered(MEMORY) ?? {};
  }

  /** @param {Partial<Memory>} change */
  write(change) {
    remember(MEMORY, { ...this.read(), ...change });
  }
}
