// A chart that stays as it is, drawn while it is in sight, and what saves it as a picture.

import { fileName } from "../shared/charts/chart_picture.js";
import { DrawnChart } from "../shared/charts/drawn_chart.js";
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
    this.problem = partOf(element, ".problem");
    this.chart = new DrawnChart(element, this.plot, {
      make: () => this.sent?.chart ?? null, about: () => this.about, pick: (customdata) => this.pick(customdata),
      complain: (sentence) => this.complain(sentence) });
    for (const format of FORMATS) {
      const button = this.button(format);
      button.onclick = () => this.save(format);
      button.disabled = false; // until here a click would be lost
    }
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
    this.chart.change();
  }

  get about() {
    const title = this.sent?.title ?? "";
    return { title, file: fileName(title) };
  }

  /** @param {string} sentence */
  complain(sentence) {
    this.problem.textContent = sentence;
    this.problem.hidden = !sentence;
  }

  /** @param {Format} format */
  async save(format) {
    const button = this.button(format);
    button.disabled = true;
    await this.chart.save(format, button);
    button.disabled = false;
  }

  destroy() {
    this.chart.destroy();
  }
}

/** @param {Call<Sent>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept, end } = heldBy(partOf(parentElement, ".still-chart"), StillChart);
  kept.show(data, (customdata) => setTriggerValue("picked", customdata));
  return end;
}
