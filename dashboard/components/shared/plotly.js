// Plotly from this server: one script for all elements of the page, whichever asks first.

import { routeOf } from "./element.js";

export function loadPlotly() {
  if (window.Plotly) return Promise.resolve();
  window.plotlyLoading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = routeOf("api/assets/plotly.min.js");
    script.onload = resolve;
    script.onerror = () => reject(new Error("The chart's script could not be loaded."));
    document.head.append(script);
  });
  return window.plotlyLoading;
}
