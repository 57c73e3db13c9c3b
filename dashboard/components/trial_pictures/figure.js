// One picture of an experiment: drawn while it is in sight, saved as PNG or SVG, and a click on a trial
// chooses it.

import { chartConfig, fileName, savePicture } from "../shared/charts/chart_picture.js";
import { InSight } from "../shared/charts/in_sight.js";
import { loadPlotly } from "../shared/charts/plotly.js";
import { buttonOf, isDark, make } from "../shared/element.js";

/** @import { Picture, Sent } from "../experiments/messages.js" */
/** @import { Look } from "./axis_plots.js" */

/**
 * @typedef {object} Shown
 * @property {(look: Pick<Look, "colours" | "width">) => Picture | null} draw null where there is nothing to see
 * @property {(trial: number) => void} pick
 * @property {() => string} about of the experiment, for the title of a saved picture
 */

export class Figure {
  /**
   * @param {string} title
   * @param {Sent["colours"]} colours
   * @param {Shown} shown
   */
  constructor(title, colours, shown) {
    this.title = title;
    this.colours = colours;
    this.shown = shown;
    this.theme = "";
    this.element = make("figure");
    this.head = make("figcaption");
    this.tools = make("span", "tools");
    this.tools.append(...this.saveButtons());
    this.head.append(make("h3", "", title), this.tools);
    this.plot = make("div", "plot");
    this.plot.setAttribute("role", "img");
    this.plot.setAttribute("aria-label", title);
    this.host = /** @type {PlotlyHost} */ (/** @type {unknown} */ (this.plot));
    this.remark = make("p", "remark");
    this.element.append(this.head, this.plot, this.remark);
    this.drawing = new InSight(this.element, this.plot, () => this.draw());
  }

  saveButtons() {
    return /** @type {const} */ (["png", "svg"]).map((format) => {
      const button = buttonOf(format.toUpperCase(), () => savePicture(this.host, this.about(), format), "save");
      button.title = `Save the picture as ${format.toUpperCase()}`;
      button.setAttribute("aria-label", `${this.title}: save as ${format.toUpperCase()}`);
      return button;
    });
  }

  about() {
    const about = this.shown.about();
    return { title: `${this.title} · ${about}`, file: fileName(about, this.title) };
  }

  change() {
    this.drawing.change();
  }

  /** The page may have turned dark. */
  recolour() {
    if (this.theme && this.theme !== String(isDark(this.element))) this.change();
  }

  async draw() {
    try {
      await loadPlotly();
      if (!this.drawing.isGone) await this.drawNow();
    } catch (error) {
      this.remark.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  async drawNow() {
    const dark = isDark(this.element);
    const known = this.colours[dark ? "dark" : "light"];
    const colours = { ...known, failed: dark ? "#FF7468" : "#C62828", map: dark ? "#20618C" : "#86BFEA" };
    this.theme = String(dark);
    this.element.hidden = false; // what is hidden has no width
    const width = (this.drawing.width = this.plot.clientWidth);
    const picture = this.shown.draw({ colours, width });
    this.element.hidden = !picture;
    if (!picture) return;
    this.plot.setAttribute("aria-label", `${this.title}. ${picture.words}`);
    // a finger on a picture scrolls the page
    const dragmode = matchMedia("(pointer: coarse)").matches ? false : "zoom";
    const layout = {
      uirevision: "kept", dragmode, ...picture.layout, width, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: colours.text, family: getComputedStyle(this.element).fontFamily, size: 13 },
      hoverlabel: { bgcolor: colours.surface, font: { color: colours.text }, align: "left" },
    };
    const isFirst = !this.host.data;
    await Plotly.react(this.host, picture.traces, layout, chartConfig(() => this.about(), { displayModeBar: false, responsive: false }));
    if (isFirst) this.host.on("plotly_click", ({ points: [point] }) => point?.customdata != null && this.shown.pick(Number(point.customdata)));
    this.plot.dataset.drawn = String(picture.traces.reduce((num, { x }) => num + (x?.length ?? 0), 0));
  }

  destroy() {
    this.drawing.destroy();
    if (window.Plotly && this.host.data) Plotly.purge(this.host);
  }
}
