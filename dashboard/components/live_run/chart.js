// The Plotly chart of a run: built once and then only extended, so that a zoom survives a whole run.

import { chartConfig } from "../shared/charts/chart_picture.js";
import { loadPlotly } from "../shared/charts/plotly.js";
import { batchCurves, epochCurves, epochValues, ghostCurves, ghostValues, isInLegend, LIVE, TRACE } from "./chart_lines.js";
import { CurveDetail } from "./detail.js";
import { accuracyRange, layout, layoutStyle, paletteOf, traces, traceStyle } from "./figure.js";
import { ChartView } from "./view.js";

/** @import { About } from "../shared/charts/chart_picture.js" */
/** @import { Scale, Size } from "./figure.js" */
/** @import { Epoch, LiveData, Message, Palette } from "./messages.js" */
/** @import { RunKey } from "./view.js" */

/**
 * As wide as the page allows.
 * @type {Omit<Size, "family">}
 */
const SIZE = { height: 660, width: undefined, font: 13, scale: 1 };

export class RunChart {
  /**
   * @param {PlotlyHost} host
   * @param {LiveData} data
   * @param {() => About} about of a saved picture
   */
  constructor(host, data, about) {
    this.host = host;
    this.data = data;
    this.about = about;
    this.view = new ChartView(host);
    this.detail = new CurveDetail(this);
    /** @type {Size} */
    this.size = { ...SIZE, family: getComputedStyle(host).fontFamily };
    this.run = /** @type {RunKey} */ (null);
    this.epochs = /** @type {number | null} */ (null); // of what is followed; null for those of the recipe
    this.measured = /** @type {Epoch[]} */ ([]);
    this.best = /** @type {string | null} */ (null);
    this.numPoints = 0;
    this.perEpoch = 0; // batches
    this.ghostsTold = "";
    this.palette = /** @type {Palette} */ ({});
    this.building = this.stands = this.gone = false;
  }

  /**
   * False while it is still being built: what was asked for last is shown once it stands.
   * @param {LiveData} data
   */
  async show(data) {
    this.data = data;
    if (!this.building) {
      this.building = true;
      try {
        await loadPlotly();
      } catch (error) {
        this.building = false; // whoever shows something next tries again
        throw error;
      }
      if (this.gone) return false;
      await this.build();
      this.stands = true;
    }
    if (!this.stands || this.gone) return false;
    this.ghosts();
    this.recolour();
    return true;
  }

  async build() {
    this.palette = paletteOf(this.host, this.data.colours);
    this.ghostsTold = this.ghostsAsText();
    const chart = layout(this.data, this.palette, this.size, this.view.scale);
    chart.dragmode = this.view.dragmode;
    Object.assign(chart.xaxis, { range: this.epochRange(), nticks: this.numTicks() });
    chart.yaxis2.range = this.accuracyRange();
    await Plotly.newPlot(this.host, traces(this.data, this.palette, this.size, this.view.hidden), chart,
      chartConfig(() => this.about(), { scrollZoom: false, doubleClick: false, modeBarButtonsToRemove: ["resetScale2d"] }));
    this.view.listen(() => this.rescale(), () => this.detail.look());
  }

  /**
   * Another run, or none: empty curves, and the zoom that was made on it.
   * @param {RunKey} key
   * @param {number | null} epochs
   */
  follow(key, epochs) {
    this.clear();
    this.run = key;
    this.detail.forget();
    this.epochs = epochs;
    this.view.follow(key);
    if (this.view.isZoomed) this.view.relayout(this.view.zoom);
    this.rescale();
  }

  /** @param {Message} message */
  append(message) {
    const perEpoch = this.perEpoch = message.num_batches || 1;
    const { batches, epochs } = message;
    const at = batches.at.map((batch) => (batch + 1) / perEpoch);
    const x = epochs.map((epoch) => epoch.epoch);
    if (message.reset) this.clear();
    this.numPoints += at.length;
    this.measured.push(...epochs);
    /** @type {{ x: number[][], y: (number | null)[][] }} */
    const updates = { x: [], y: [] };
    /** @type {number[]} */
    const indices = [];
    /** @type {(trace: number, xs: number[], ys: (number | null)[]) => void} */
    const push = (trace, xs, ys) => {
      if (!xs.length) return;
      updates.x.push(xs);
      updates.y.push(ys);
      indices.push(trace);
    };
    for (const [trace, y] of batchCurves(batches)) push(trace, at, y);
    for (const [trace, y] of epochCurves(epochs)) push(trace, x, y);
    if (indices.length) Plotly.extendTraces(this.host, updates, indices);
    this.host.dataset.batches = String(message.position);
    this.host.dataset.points = String(this.numPoints);
    if (message.reset) this.detail.look();
    if (epochs.length || message.reset) this.markBest(message.best_epoch);
    if (epochs.length) this.rescale();
    this.recolour();
  }

  clear() {
    if (!this.numPoints && !this.measured.length) return;
    this.forget();
    Plotly.restyle(this.host, { x: LIVE.map(() => []), y: LIVE.map(() => []) }, LIVE);
    this.markBest(null);
  }

  forget() {
    this.numPoints = 0;
    this.measured = [];
    this.best = null;
  }

  /**
   * A ring around the best epoch's accuracy, and a line through all panels.
   * @param {number | null} epoch
   */
  markBest(epoch) {
    const accuracy = epoch === null ? undefined : this.measured[epoch - 1]?.test_accuracy;
    const best = accuracy === undefined ? null : `${epoch}/${accuracy}`;
    if (best === this.best) return;
    this.best = best;
    const isLate = (epoch ?? 0) > 0.85 * (this.epochs ?? this.data.epochs);
    this.view.ours = true;
    Plotly.update(this.host,
      { x: [best ? [epoch] : []], y: [best ? [accuracy] : []], text: [accuracy === undefined ? [] : [`best ${accuracy.toFixed(2)} %`]],
        textposition: isLate ? "top left" : "top center" },
      { "shapes[1].visible": Boolean(best), "shapes[1].x0": epoch ?? 0, "shapes[1].x1": epoch ?? 0 }, [TRACE.best])
      .then(() => { this.view.ours = false; });
  }

  // every call into Plotly costs a frame or two, so nothing is drawn that already stands there
  ghosts() {
    const told = this.ghostsAsText();
    if (told !== this.ghostsTold) {
      const curves = ghostCurves(this.data);
      Plotly.restyle(this.host, {
        x: curves.map(([, { x }]) => x), y: curves.map(([, { y }]) => y), name: curves.map(([, { name }]) => name),
        showlegend: curves.map(([trace, curve]) => isInLegend(trace, curve)),
      }, curves.map(([trace]) => trace));
    }
    this.ghostsTold = told;
    this.rescale();
  }

  ghostsAsText() {
    return JSON.stringify([this.data.published, this.data.reference, this.data.lr]);
  }

  rescale() {
    if (this.view.isZoomed) return;
    /** @type {PlotlyLayout} */
    const wanted = { "xaxis.range": this.epochRange(), "xaxis.nticks": this.numTicks(), "yaxis2.range": this.accuracyRange() };
    if (this.view.scale === "linear") wanted["yaxis.range"] = [0, this.linearTop()];
    else if (!this.host.layout.yaxis.autorange) wanted["yaxis.autorange"] = true;
    if (!this.host.layout.yaxis3.autorange) wanted["yaxis3.autorange"] = true;
    /** @type {(entry: [string, unknown]) => boolean} */
    const stands = ([name, value]) => {
      const [axis, property] = name.split(".");
      return String(this.host.layout[axis][property]) === String(value);
    };
    const changed = Object.entries(wanted).filter((entry) => !stands(entry));
    if (changed.length) this.view.relayout(Object.fromEntries(changed));
  }

  epochRange() {
    return [0, (this.epochs ?? this.data.epochs) * 1.01];
  }

  // a grid line an epoch, as long as their numbers find room
  numTicks() {
    const room = Math.floor(this.host.clientWidth / (2.5 * this.size.font));
    return Math.max(4, Math.min(21, (this.epochs ?? this.data.epochs) + 1, room));
  }

  accuracyRange() {
    return accuracyRange(this.measured, this.data, this.epochs ?? this.data.epochs);
  }

  // a straight scale begins high and would end flat: the first epoch's loss is cut off once it is over
  linearTop() {
    const smooth = this.host.data[TRACE.smooth];
    const from = this.measured.length > 1 ? smooth.x.findIndex((/** @type {number} */ x) => x >= 0.5) : 0;
    const known = [...smooth.y.slice(Math.max(0, from)), ...epochValues("y", this.measured)];
    return 1.1 * Math.max(0.05, ...(known.length ? known : ghostValues("y", this.data)));
  }

  /** @param {Scale} scale */
  async setScale(scale) {
    this.view.setScale(scale);
    await this.view.relayout({ ...layoutStyle(this.palette, this.size, scale), "yaxis.autorange": true });
    this.rescale();
  }

  /**
   * For a projector, and back.
   * @param {Partial<Size>} size
   */
  resize(size) {
    const wanted = { ...this.size, ...SIZE, ...size };
    if (JSON.stringify(wanted) === JSON.stringify(this.size)) return;
    this.size = wanted;
    if (this.host.layout) this.restyle();
  }

  recolour() {
    if (paletteOf(this.host, this.data.colours).text !== this.palette.text) this.restyle();
  }

  restyle() {
    this.palette = paletteOf(this.host, this.data.colours);
    Plotly.restyle(this.host, traceStyle(this.palette, this.size));
    this.view.relayout(layoutStyle(this.palette, this.size, this.view.scale));
  }

  destroy() {
    this.gone = true;
    this.detail.forget();
    if (window.Plotly) Plotly.purge(this.host);
  }
}
