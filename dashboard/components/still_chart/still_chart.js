// Saves the chart of Streamlit's own that stands above it.

import { fileName, savePicture } from "../shared/charts/chart_picture.js";
import { partOf } from "../shared/element.js";
import { loadPlotly } from "../shared/charts/plotly.js";

/** @import { Format } from "../shared/charts/chart_picture.js" */
/** @import { Call } from "../shared/element.js" */

const LOOK_MS = 100;
const MOST_LOOKS = 100;
/** @type {Format[]} */
const FORMATS = ["png", "svg"];

/**
 * Streamlit draws it a moment after this element stands.
 * @param {string} chart its key
 * @returns {Promise<PlotlyHost>}
 */
async function drawn(chart) {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const host = /** @type {PlotlyHost | null} */ (document.querySelector(`.st-key-${CSS.escape(chart)} .js-plotly-plot`));
    if (host?._fullLayout) return host;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error("The chart is not drawn.");
}

/** @param {Call<{ chart: string, title: string, file: string }>} call */
export default function ({ parentElement, data }) {
  for (const format of FORMATS) {
    const button = partOf(parentElement, `.${format}`, HTMLButtonElement);
    button.setAttribute("aria-label", `Save the chart “${data.title}” as ${format.toUpperCase()}`);
    button.onclick = async () => {
      button.disabled = true;
      try {
        const [host] = await Promise.all([drawn(data.chart), loadPlotly()]);
        await savePicture(host, { title: data.title, file: fileName(data.file) }, format, button);
      } finally {
        button.disabled = false;
      }
    };
  }
}
