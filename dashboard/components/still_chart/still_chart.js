// Saves the chart of Streamlit's own that stands above it.

import { fileName, savePicture } from "../shared/chart_picture.js";
import { loadPlotly } from "../shared/plotly.js";

const LOOK_MS = 100;
const MOST_LOOKS = 100;

// Streamlit draws it a moment after this element stands
async function drawn(chart) {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const host = document.querySelector(`.st-key-${CSS.escape(chart)} .js-plotly-plot`);
    if (host?._fullLayout) return host;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error("The chart is not drawn.");
}

export default function ({ parentElement, data }) {
  for (const format of ["png", "svg"]) {
    const button = parentElement.querySelector(`.${format}`);
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
