// How the curves of a run look: their colours, traces and axes. Nothing here changes a chart.

import { isDark } from "../shared/element.js";
import { epochValues, ghostCurves, ghostValues, isInLegend, LINES } from "./chart_lines.js";

/** @import { Line } from "./chart_lines.js" */
/** @import { Epoch, LiveData, Palette } from "./messages.js" */

/** @typedef {{ height: number, width: number | undefined, font: number, scale: number, family: string }} Size in pixels */
/** @typedef {"log" | "linear"} Scale of the loss */

const FEW_EPOCHS = 3;
const AXES = ["xaxis", "yaxis", "yaxis2", "yaxis3"];
// labels that can be read without knowing how logarithmic axes abbreviate; fewer in large letters
const LOSS_TICKS = [10, 5, 3, 2, 1, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001];
const FEW_LOSS_TICKS = [10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001];

/**
 * palettes: the server's, for a light and a dark page; which one it is only the browser knows for sure.
 * @param {Element} element
 * @param {LiveData["colours"]} palettes
 * @returns {Palette}
 */
export function paletteOf(element, palettes) {
  const dark = isDark(element);
  const palette = palettes[dark ? "dark" : "light"];
  return { ...palette, faint: palette.train + (dark ? "60" : "48") };
}

/**
 * @param {LiveData} data
 * @param {Palette} c
 * @param {Size} size
 * @param {string[]} hidden names of groups
 * @returns {PlotlyTrace[]}
 */
export function traces(data, c, size, hidden) {
  const ghosts = new Map(ghostCurves(data));
  return LINES.map((line, trace) => {
    const percent = line.axis === "y2";
    const ghost = ghosts.get(trace);
    return {
      type: "scatter", x: [], y: [], name: line.name, legendgroup: line.group, yaxis: line.axis,
      mode: modeOf(line, size), opacity: opacityOf(line, size),
      line: { color: c[line.colour], width: thickness(line, size), dash: line.dash || "solid" },
      marker: { color: c[line.colour], size: (line.marker || 6) * size.scale, symbol: line.symbol || "circle", line: { width: outline(line) * size.scale } },
      showlegend: isInLegend(trace, ghost),
      visible: hidden.includes(line.group) ? "legendonly" : true,
      ...(line.silent || line.only ? { hoverinfo: "skip" }
        : { hovertemplate: (percent ? "%{y:.2f} %" : "%{y:.4g}") + `<extra>${line.name}</extra>` }),
      ...(line.only ? { textposition: "top center", textfont: { color: c[line.colour] }, cliponaxis: false } : {}),
      ...ghost,
    };
  });
}

/**
 * Single batches stay faint, however large the rest is.
 * @param {Line} line
 * @param {Size} size
 */
function thickness(line, size) {
  return line.silent ? line.width : line.width * size.scale;
}

/** @param {Line} line */
function outline(line) {
  return line.only ? 2 : 0;
}

/**
 * The part of the traces that follows the theme and the size of the letters.
 * @param {Palette} c
 * @param {Size} size
 */
export function traceStyle(c, size) {
  return {
    "line.color": LINES.map((line) => c[line.colour]), "marker.color": LINES.map((line) => c[line.colour]),
    "line.width": LINES.map((line) => thickness(line, size)),
    "marker.size": LINES.map((line) => (line.marker || 6) * size.scale),
    "marker.line.width": LINES.map((line) => outline(line) * size.scale),
    "textfont.color": LINES.map((line) => c[line.colour]), mode: LINES.map((line) => modeOf(line, size)),
    opacity: LINES.map((line) => opacityOf(line, size)),
  };
}

/**
 * @param {LiveData} data
 * @param {Palette} c
 * @param {Size} size
 * @param {Scale} scale
 * @returns {PlotlyLayout}
 */
export function layout(data, c, size, scale) {
  /** @type {(title: string, domain: number[], extra?: PlotlyLayout) => PlotlyLayout} */
  const axis = (title, domain, extra) => ({ title: { text: title, standoff: 6 }, domain, gridcolor: c.grid,
    zeroline: false, fixedrange: false, automargin: true, ...extra });
  const room = panels(size);
  return {
    ...frame(size), hovermode: "x unified", dragmode: "zoom",
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: c.text, family: size.family, size: size.font },
    hoverlabel: { bgcolor: c.surface, font: { color: c.text } },
    legend: { orientation: "h", x: 0, y: 1.005, yanchor: "bottom", itemclick: "toggle" },
    uirevision: "kept",
    xaxis: { title: { text: "epoch" }, gridcolor: c.grid, zeroline: false, anchor: room["xaxis.anchor"] },
    yaxis: axis("loss", room["yaxis.domain"], lossAxis(scale, size)),
    yaxis2: axis("accuracy, %", room["yaxis2.domain"]),
    yaxis3: axis("lr", room["yaxis3.domain"], { visible: room["yaxis3.visible"], rangemode: "tozero", nticks: 3, tickformat: ".3~g" }),
    shapes: [
      { type: "line", xref: "paper", x0: 0, x1: 1, yref: "y2", y0: data.target, y1: data.target,
        line: { color: c.target, width: 1.5 * size.scale, dash: "dash" } },
      { type: "line", xref: "x", x0: 0, x1: 0, yref: "paper", y0: 0, y1: 1, visible: false,
        line: { color: c.test, width: size.scale, dash: "dot" } },
    ],
    annotations: [{ xref: "paper", x: 0, xanchor: "left", yref: "y2", y: data.target, yanchor: "bottom",
      text: `target ${data.target} %`, showarrow: false, font: { color: c.target, size: size.font } }],
  };
}

/**
 * In large letters nothing is written onto the curves.
 * @param {Line} line
 * @param {Size} size
 */
function modeOf(line, size) {
  if (line.only) return isLarge(size) ? "markers" : line.only;
  return line.marker ? "lines+markers" : "lines";
}

/**
 * @param {Line} line
 * @param {Size} size
 */
function opacityOf(line, size) {
  return line.group === "lr" && isLarge(size) ? 0 : line.opacity ?? 1;
}

/**
 * For a projector, where two panels find room.
 * @param {Size} size
 */
function isLarge(size) {
  return size.scale > 1;
}

/**
 * @param {Size} size
 * @returns {PlotlyLayout}
 */
function panels(size) {
  return isLarge(size)
    ? { "yaxis.domain": [0.54, 1], "yaxis2.domain": [0, 0.44], "yaxis3.domain": [0, 0.01], "yaxis3.visible": false, "xaxis.anchor": "y2" }
    : { "yaxis.domain": [0.6, 1], "yaxis2.domain": [0.18, 0.56], "yaxis3.domain": [0, 0.12], "yaxis3.visible": true, "xaxis.anchor": "y3" };
}

/** @param {Size} size */
function frame(size) {
  const unit = size.font;
  return { height: size.height, width: size.width, autosize: !size.width, margin: { l: 5 * unit, r: 1.5 * unit, t: 2.6 * unit, b: 3.4 * unit } };
}

/**
 * @param {Scale} scale
 * @param {Size} size
 */
function lossAxis(scale, size) {
  if (scale === "linear") return { type: "linear", tickmode: "auto" };
  const ticks = isLarge(size) ? FEW_LOSS_TICKS : LOSS_TICKS;
  return { type: "log", tickmode: "array", tickvals: ticks, ticktext: ticks.map(String) };
}

/**
 * The part of the layout that follows the theme and the size of the letters.
 * @param {Palette} c
 * @param {Size} size
 * @param {Scale} scale
 * @returns {PlotlyLayout}
 */
export function layoutStyle(c, size, scale) {
  const grid = Object.fromEntries(AXES.map((axis) => [`${axis}.gridcolor`, c.grid]));
  const loss = Object.fromEntries(Object.entries(lossAxis(scale, size)).map(([name, value]) => [`yaxis.${name}`, value]));
  return { ...grid, ...loss, ...frame(size), ...panels(size), "font.color": c.text, "font.size": size.font, "hoverlabel.bgcolor": c.surface,
    "hoverlabel.font.color": c.text, "shapes[0].line.color": c.target, "shapes[0].line.width": 1.5 * size.scale,
    "shapes[1].line.color": c.test, "shapes[1].line.width": size.scale,
    "annotations[0].font.color": c.target, "annotations[0].font.size": size.font };
}

/**
 * Zoom to where it matters: near the target once the network is near it.
 * @param {Epoch[]} epochs measured so far
 * @param {LiveData} data
 * @param {number} numEpochs of the whole run
 */
export function accuracyRange(epochs, data, numEpochs) {
  const shown = epochValues("y2", epochs);
  const best = Math.max(...(epochs.length ? epochs.map((epoch) => epoch.test_accuracy) : ghostValues("y2", data)), 0);
  const top = Math.max(...shown, best) > 99.75 ? 100.05 : 99.8;
  // all that a run of few epochs has would lie below what matters of a long one
  if (epochs.length && numEpochs <= FEW_EPOCHS) return [Math.min(97.5, Math.floor(Math.min(...shown)) - 1), top];
  if (!best || best >= 98.5) return [97.5, top];
  if (best >= 96) return [94, 100];
  return [Math.max(0, Math.floor(best / 10) * 10 - 20), 100];
}
