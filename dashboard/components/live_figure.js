// How the curves of a run look: their colours, traces and axes. Nothing here changes a chart.

const TRACE = { batch: 0, smooth: 1, testLoss: 2, ghostLoss: 3, train: 4, test: 5, ghost: 6, lr: 7, plan: 8 };
const LOSS_TICKS = [10, 5, 3, 2, 1, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001];

function colours(element) {
  const style = getComputedStyle(element);
  const get = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const text = get("--st-text-color", "#1C2126");
  const dark = luminance(get("--st-background-color", "#FFFFFF")) < 0.4;
  return {
    key: text + dark, text,
    grid: get("--st-border-color", dark ? "#2B323A" : "#E2E5E9"),
    muted: dark ? "#9AA5AF" : "#5B6670",
    train: dark ? "#56B4E9" : "#0072B2", faint: dark ? "rgba(86,180,233,.38)" : "rgba(0,114,178,.28)",
    test: dark ? "#FF8A3D" : "#D55E00", target: dark ? "#5BE39A" : "#00694A",
    ghost: dark ? "#98A3AD" : "#6B7680", surface: get("--st-secondary-background-color", "#F5F6F8"),
  };
}

function luminance(hex) {
  const value = parseInt(hex.replace("#", "").slice(0, 6), 16);
  return ((value >> 16) * 0.3 + ((value >> 8) & 255) * 0.59 + (value & 255) * 0.11) / 255;
}

function ghostCurves(data) {
  const ghost = data.ghost || { test_loss: [], test_accuracy: [] };
  return { x: ghost.test_accuracy.map((_, index) => index + 1), loss: ghost.test_loss,
    accuracy: ghost.test_accuracy, plan: data.lr || { at: [], value: [] } };
}

function traces(data, c) {
  const { x, loss, accuracy, plan } = ghostCurves(data);
  const line = (name, color, extra = {}) => ({ type: "scatter", mode: "lines", x: [], y: [], name,
    line: { color, width: 2 }, hovertemplate: "%{y:.4g}<extra>" + name + "</extra>", ...extra });
  return [
    line("batch", c.faint, { line: { color: c.faint, width: 1 }, hoverinfo: "skip", hovertemplate: null }),
    line("train, smoothed", c.train),
    line("test", c.test, { mode: "lines+markers", marker: { size: 6 } }),
    line("published", c.ghost, { x, y: loss, line: { color: c.ghost, width: 1.5, dash: "dot" } }),
    line("train", c.train, { yaxis: "y2", mode: "lines+markers", marker: { size: 5 }, showlegend: false, hovertemplate: "%{y:.2f} %<extra>train</extra>" }),
    line("test", c.test, { yaxis: "y2", mode: "lines+markers", marker: { size: 6 }, showlegend: false, hovertemplate: "%{y:.2f} %<extra>test</extra>" }),
    line("published", c.ghost, { x, y: accuracy, yaxis: "y2", line: { color: c.ghost, width: 1.5, dash: "dot" }, showlegend: false, hovertemplate: "%{y:.2f} %<extra>published</extra>" }),
    line("learning rate", c.muted, { yaxis: "y3", showlegend: false }),
    line("planned", c.muted, { x: plan.at, y: plan.value, yaxis: "y3", showlegend: false, opacity: 0.6, line: { color: c.muted, width: 1.5, dash: "dot" } }),
  ];
}

function traceColours(c) {
  return [c.faint, c.train, c.test, c.ghost, c.train, c.test, c.ghost, c.muted, c.muted];
}

function layout(data, c, font, accuracyRange) {
  const axis = (title, domain, extra) => ({ title: { text: title, standoff: 6 }, domain, gridcolor: c.grid,
    zeroline: false, fixedrange: false, automargin: true, ...extra });
  return {
    height: 640, margin: { l: 64, r: 16, t: 34, b: 44 }, hovermode: "x unified",
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: c.text, family: font, size: 13 },
    hoverlabel: { bgcolor: c.surface, font: { color: c.text } },
    legend: { orientation: "h", x: 0, y: 1.005, yanchor: "bottom", itemclick: "toggle" },
    uirevision: "kept",
    xaxis: { title: { text: "epoch" }, range: [0, data.epochs * 1.01], gridcolor: c.grid, zeroline: false, anchor: "y3" },
    // 1, 0.5, 0.2: labels that can be read without knowing how logarithmic axes abbreviate
    yaxis: axis("loss", [0.56, 1], { type: "log", tickvals: LOSS_TICKS, ticktext: LOSS_TICKS.map(String) }),
    yaxis2: axis("accuracy, %", [0.17, 0.52], { range: accuracyRange }),
    yaxis3: axis("lr", [0, 0.12], { rangemode: "tozero", nticks: 3, tickformat: ".3~g" }),
    shapes: [{ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y2", y0: data.target, y1: data.target,
      line: { color: c.target, width: 1.5, dash: "dash" } }],
    annotations: [{ xref: "paper", x: 0, xanchor: "left", yref: "y2", y: data.target, yanchor: "bottom",
      text: `target ${data.target} %`, showarrow: false, font: { color: c.target, size: 12 } }],
  };
}
