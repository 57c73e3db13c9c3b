// A chart that Plotly draws anew while it is in sight, and whose points can be picked.

import { chartConfig, savePicture } from "./chart_picture.js";
import { InSight } from "./in_sight.js";
import { loadPlotly } from "./plotly.js";

/** @import { About, Format } from "./chart_picture.js" */

/**
 * @typedef {object} Chart
 * @property {(width: number) => { data: PlotlyTrace[], layout: PlotlyLayout } | null} make null where there
 *   is nothing to see
 * @property {() => About} about
 * @property {(customdata: unknown) => void} pick what the clicked point has
 * @property {(sentence: string) => void} complain why it cannot be drawn; empty once it is
 */

export class DrawnChart {
  /**
   * @param {HTMLElement} element hidden while there is nothing to see
   * @param {HTMLElement} plot the part of it that is drawn into
   * @param {Chart} chart
   */
  constructor(element, plot, chart) {
    this.element = element;
    this.plot = plot;
    this.chart = chart;
    this.host = /** @type {PlotlyHost} */ (/** @type {unknown} */ (plot));
    this.sight = new InSight(element, plot, () => this.draw());
  }

  get isDrawn() {
    return Boolean(this.host.data);
  }

  /** What it shows is not so any more. */
  change() {
    this.sight.change();
  }

  /**
   * As a picture, also where it was not drawn yet; nothing where there is nothing to see.
   * @param {Format} format
   * @param {Element} [styled] an element that knows the theme
   */
  async save(format, styled) {
    try {
      await this.sight.take();
      if (this.isDrawn) await savePicture(this.host, this.chart.about(), format, styled);
    } catch (error) {
      this.complain(error);
    }
  }

  /** @param {unknown} error */
  complain(error) {
    this.chart.complain(error instanceof Error ? error.message : String(error));
  }

  async draw() {
    try {
      await loadPlotly();
      if (!this.sight.isGone) await this.drawNow();
      this.chart.complain("");
    } catch (error) {
      this.sight.isOld = true; // whoever asks next tries again
      this.complain(error);
    }
  }

  async drawNow() {
    this.element.hidden = false; // what is hidden has no width
    const width = (this.sight.width = this.plot.clientWidth);
    const made = this.chart.make(width);
    this.element.hidden = !made;
    if (!made) return;
    const isFirst = !this.isDrawn;
    const font = { ...made.layout.font, family: getComputedStyle(this.element).fontFamily };
    await Plotly.react(this.host, made.data, { ...made.layout, width, font },
      chartConfig(this.chart.about, { displayModeBar: false, responsive: false }));
    if (isFirst) this.host.on("plotly_click", ({ points: [point] }) => point?.customdata != null && this.chart.pick(point.customdata));
    this.plot.dataset.drawn = String(made.data.reduce((num, { x }) => num + (x?.length ?? 0), 0));
  }

  destroy() {
    this.sight.destroy();
    if (window.Plotly && this.isDrawn) Plotly.purge(this.host);
  }
}
