// A chart that stays as it is, drawn while it is in sight, and what saves it as a picture.

import { chartConfig, fileName, savePicture } from "../shared/charts/chart_picture.js";
import { InSight } from "../shared/charts/in_sight.js";
import { loadPlotly } from "../shared/charts/plotly.js";
import { heldBy, partOf } from "../shared/element.js";

/** @import { Format } from "../shared/charts/chart_picture.js" */
/** @import { Call } from "../shared/element.js" */

/** @typedef {{ chart: { data: PlotlyTrace[], layout: PlotlyLayout }, title: string, alt: string }} Sent */

/** @type {Format[]} */
const FORMATS = ["png", "svg"];

class StillChart {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.sent = /** @type {Sent | null} */ (null);
    this.pick = (/** @type {unknown} */ _) => {};
    this.plot = partOf(element, ".plot");
    this.host = /** @type {PlotlyHost} */ (/** @type {unknown} */ (this.plot));
    this.problem = partOf(element, ".problem");
    this.drawing = new InSight(element, this.plot, () => this.draw());
    for (const format of FORMATS) this.button(format).onclick = () => this.save(format);
  }

  /** @param {Format} format */
  button(format) {
    return partOf(this.element, `.${format}`, HTMLButtonElement);
  }

  /**
   * @param {Sent} sent
   * @param {(customdata: unknown) => void} pick what was clicked
   */
  show(sent, pick) {
    this.sent = sent;
    this.pick = pick;
    this.plot.setAttribute("aria-label", sent.alt);
    // its room from the start, so that nothing below it moves when it is drawn
    this.plot.style.height = `${sent.chart.layout.height}px`;
    for (const format of FORMATS) this.button(format).setAttribute("aria-label", `Save the chart “${sent.title}” as ${format.toUpperCase()}`);
    this.drawing.change();
  }

  get about() {
    const title = this.sent?.title ?? "";
    return { title, file: fileName(title) };
  }

  async draw() {
    try {
      await loadPlotly();
      if (this.sent && !this.drawing.isGone) await this.drawNow(this.sent.chart);
      this.problem.textContent = "";
    } catch (error) {
      this.problem.textContent = error instanceof Error ? error.message : String(error);
    }
    this.problem.hidden = !this.problem.textContent;
  }

  /** @param {Sent["chart"]} chart */
  async drawNow({ data, layout }) {
    const width = (this.drawing.width = this.plot.clientWidth);
    const font = { ...layout.font, family: getComputedStyle(this.element).fontFamily };
    const isFirst = !this.host.data;
    await Plotly.react(this.host, data, { ...layout, width, font }, chartConfig(() => this.about, { displayModeBar: false, responsive: false }));
    if (isFirst) this.host.on("plotly_click", ({ points: [point] }) => point?.customdata != null && this.pick(point.customdata));
  }

  /** @param {Format} format */
  async save(format) {
    const button = this.button(format);
    button.disabled = true;
    try {
      await this.drawing.take();
      if (this.host.data) await savePicture(this.host, this.about, format, button);
    } finally {
      button.disabled = false;
    }
  }

  destroy() {
    this.drawing.destroy();
    if (window.Plotly && this.host.data) Plotly.purge(this.host);
  }
}

/** @param {Call<Sent>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept, end } = heldBy(partOf(parentElement, ".still-chart"), StillChart);
  kept.show(data, (customdata) => setTriggerValue("picked", customdata));
  return end;
}
