// Plotly from this server: one script for all elements of the page, whichever asks first.

import { addressOf } from "../address.js";

/** @type {Promise<void> | undefined} */
let loading;

/** @returns {Promise<void>} */
export function loadPlotly() {
  if (window.Plotly) return Promise.resolve();
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = addressOf("api/assets/plotly.min.js");
    script.onload = () => resolve();
    script.onerror = () => {
      loading = undefined; // whoever asks next tries again
      reject(new Error("The chart's script could not be loaded."));
    };
    document.head.append(script);
  });
  return loading;
}
