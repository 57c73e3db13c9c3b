// What every element with a Plotly chart needs: the script and the colours.

// one script for all elements of the page, whichever asks first
function loadPlotly() {
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

function colours(element) {
  const text = getComputedStyle(element).getPropertyValue("--st-text-color").trim() || "#1C2126";
  const dark = isDark(element);
  return {
    key: text + dark, text, grid: dark ? "#2B323A" : "#E2E5E9", surface: dark ? "#1A1F25" : "#F5F6F8",
    lr: dark ? "#56B4E9" : "#0072B2", other: dark ? "#FF8A3D" : "#D55E00",
  };
}

