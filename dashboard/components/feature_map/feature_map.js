// The test set as points: asked for until it is laid out, then drawn once; a click opens a digit.

import { sayInAddress } from "../shared/address.js";
import { chartConfig, fileName } from "../shared/charts/chart_picture.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { DigitTray } from "../shared/digits/digit_tray.js";
import { heldBy, isDark, partOf } from "../shared/element.js";
import { loadPlotly } from "../shared/charts/plotly.js";

/** @import { Call } from "../shared/element.js" */

/**
 * @typedef {object} MapData
 * @property {string} key whose features
 * @property {string} run what it is called
 * @property {string} weights
 * @property {"pca" | "tsne"} method
 * @property {string} title of the method
 * @property {unknown} version of the network
 * @property {number | null} opened to begin with
 */

/** @typedef {Record<"x" | "y" | "index" | "true" | "read", number[]> & { words: string }} Layout of the test digits */

const CLASSES = 10;
const ASK_AGAIN = 300; // milliseconds; every question moves the work on
// Okabe and Ito's eight, and two greys that hold on white and on black
const COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8F7A00", "#7A5BB5", "#8A8A8A", "#B03A5B"];

class FeatureMap {
  /**
   * @param {HTMLElement} section
   * @param {MapData} data
   */
  constructor(section, data) {
    this.section = section;
    this.data = data;
    this.told = "";
    this.chart = /** @type {PlotlyHost} */ (partOf(section, ".chart"));
    this.doing = partOf(section, ".doing span");
    this.progress = partOf(section, "progress", HTMLProgressElement);
    this.words = partOf(section, ".words");
    this.tray = new DigitTray(partOf(section, ".opened"), () => this.close());
  }

  /** @param {MapData} data */
  show(data) {
    const dark = isDark(this.section);
    const told = JSON.stringify([data.key, data.weights, data.method, data.version, dark]);
    if (told === this.told) return;
    this.told = told;
    this.section.classList.toggle("dark", dark);
    this.data = data;
    this.asking?.abort();
    this.asking = new AbortController();
    // what stands in the tray is of the run that was shown before
    const index = this.tray.isOpen ? this.tray.index : data.opened;
    if (index != null) this.tray.open({ index }, data);
    this.layOut(this.asking.signal, dark);
  }

  /**
   * @param {AbortSignal} signal
   * @param {boolean} dark
   */
  async layOut(signal, dark) {
    const path = `trained/${encodeURIComponent(this.data.key)}/map?weights=${this.data.weights}&method=${this.data.method}`;
    this.tell("Asking for the map", 0);
    try {
      const loading = loadPlotly();
      for (;;) {
        const answer = await answerOf(path, { body: {}, signal });
        if (answer.x) {
          await loading;
          if (signal.aborted) return;
          await this.draw(answer, dark);
          return this.tell("", null);
        }
        this.tell(`${answer.doing}: ${Math.round(100 * answer.share)} %`, answer.share);
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN));
        if (signal.aborted) return;
      }
    } catch (error) {
      if (!signal.aborted) this.tell(sentenceOf(error), null);
    }
  }

  /**
   * @param {string} sentence
   * @param {number | null} share how much of it is done
   */
  tell(sentence, share) {
    this.doing.textContent = sentence;
    this.progress.hidden = share === null;
    if (share !== null) this.progress.value = share;
  }

  /**
   * @param {Layout} answer
   * @param {boolean} dark
   */
  async draw(answer, dark) {
    const style = getComputedStyle(this.section);
    const ink = style.getPropertyValue("--st-text-color").trim();
    const ground = style.getPropertyValue("--st-background-color").trim();
    const wrong = dark ? "#FF8A3D" : "#C24E00";
    const narrow = this.chart.clientWidth < 600;
    const errors = answer.true.filter((name, place) => name !== answer.read[place]).length;
    const axis = { showgrid: false, zeroline: false, showticklabels: false, ticks: "" };
    await Plotly.react(this.chart, traces(answer, ink, dark ? 0.85 : 0.6), {
      dragmode: "pan", hovermode: "closest", showlegend: true, uirevision: this.told,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: ink, family: style.fontFamily, size: 13 }, margin: { l: 4, r: 4, t: 32, b: 4 },
      legend: narrow ? { orientation: "h", y: -0.01, yanchor: "top", itemsizing: "constant" } : { itemsizing: "constant" },
      hoverlabel: { bgcolor: ground, bordercolor: wrong, font: { color: ink } },
      xaxis: axis, yaxis: { ...axis, scaleanchor: "x" },
    }, chartConfig(() => this.about(errors, answer.index.length), { scrollZoom: true }));
    this.chart.setAttribute("aria-label", `${answer.words} ${errors} of them are misread.`);
    this.words.textContent = `${answer.words} Drag to move, scroll to zoom, click a point to open its digit.`;
    this.chart.removeAllListeners?.("plotly_click");
    this.chart.on("plotly_click", (event) => this.open(event.points[0].customdata));
  }

  /**
   * Of a saved picture.
   * @param {number} errors
   * @param {number} num
   */
  about(errors, num) {
    const { run, method, title } = this.data;
    return { title: `${run} · test digits by its features (${title}) · ${errors} of ${num} misread`, file: fileName(run, "map", method) };
  }

  /** @param {number} index */
  open(index) {
    this.tray.open({ index }, this.data);
    this.fit();
    sayInAddress({ digit: index });
  }

  close() {
    this.tray.close();
    this.fit();
    sayInAddress({ digit: null });
  }

  // the opened digit takes a part of the width, and the chart only looks when the window changes
  fit() {
    window.dispatchEvent(new Event("resize"));
  }

  destroy() {
    this.asking?.abort();
    this.tray.close();
    if (window.Plotly) Plotly.purge(this.chart);
  }
}

/**
 * Ten classes of points, and over them those that were misread, each on its class' colour.
 * @param {Layout} answer
 * @param {string} ink
 * @param {number} opacity
 * @returns {PlotlyTrace[]}
 */
function traces(answer, ink, opacity) {
  /** @type {(test: (place: number) => boolean) => number[]} */
  const chosen = (test) => answer.true.map((_, place) => place).filter(test);
  /** @type {(name: string, places: number[], marker: object) => PlotlyTrace} */
  const trace = (name, places, marker) => ({
    type: "scattergl", mode: "markers", name, marker,
    x: places.map((place) => answer.x[place]), y: places.map((place) => answer.y[place]),
    customdata: places.map((place) => answer.index[place]),
    text: places.map((place) => `test digit ${answer.index[place]}: ${answer.true[place]}`
      + (answer.true[place] === answer.read[place] ? "" : ` read as ${answer.read[place]}`)),
    hovertemplate: "%{text}<extra></extra>",
  });
  const wrong = chosen((place) => answer.true[place] !== answer.read[place]);
  return [
    ...Array.from({ length: CLASSES }, (_, name) => trace(String(name),
      chosen((place) => answer.true[place] === name && answer.read[place] === name),
      { color: COLOURS[name], size: 4, opacity })),
    trace(`misread (${wrong.length})`, wrong,
      { color: wrong.map((place) => COLOURS[answer.true[place]]), size: 10, symbol: "circle", line: { color: ink, width: 2 } }),
  ];
}

/** @param {Call<MapData>} call */
export default function ({ parentElement, data }) {
  const { kept: map, end } = heldBy(partOf(parentElement, ".feature-map"), FeatureMap, data);
  map.show(data);
  return end;
}
