// One picture of an experiment: drawn while it is in sight, saved as PNG or SVG, and a click on a trial
// chooses it.

import { chartConfig, fileName, savePicture } from "../shared/charts/chart_picture.js";
import { buttonOf, isDark, make } from "../shared/element.js";
import { loadPlotly } from "../shared/charts/plotly.js";

/** @import { Picture, Sent } from "../experiments/messages.js" */
/** @import { Look } from "./axis_plots.js" */

const AHEAD = "300px";

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
    this.isInSight = this.isOld = this.isBusy = this.isGone = false;
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
    this.sight = new IntersectionObserver(([entry]) => this.see(entry.isIntersecting), { rootMargin: AHEAD });
    this.sight.observe(this.element);
    this.size = new ResizeObserver(() => this.resized());
    this.size.observe(this.element);
    this.width = 0;
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

  /** @param {boolean} isInSight */
  see(isInSight) {
    this.isInSight = isInSight;
    if (isInSight && this.isOld) this.draw();
  }

  resized() {
    const width = this.plot.clientWidth;
    if (width && Math.abs(width - this.width) > 4) this.change();
  }

  /** What it shows is not so any more; out of sight it is drawn when it comes into sight. */
  async change() {
    this.isOld = true;
    // one that had nothing to show comes into sight by no scrolling
    if (this.isInSight || this.element.hidden) await this.draw();
  }

  /** The page may have turned dark. */
  recolour() {
    if (this.theme && this.theme !== String(isDark(this.element))) this.change();
  }

  async draw() {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await loadPlotly();
      while (this.isOld && !this.isGone) {
        this.isOld = false;
        await this.drawNow();
      }
    } catch (error) {
      this.remark.textContent = error instanceof Error ? error.message : String(error);
    } finally {
      this.isBusy = false;
    }
  }

  async drawNow() {
    const dark = isDark(this.element);
    const known = this.colours[dark ? "dark" : "light"];
    const colours = { ...known, failed: dark ? "#FF7468" : "#C62828", map: dark ? "#20618C" : "#86BFEA" };
    this.theme = String(dark);
    this.element.hidden = false; // what is hidden has no width
    this.width = this.plot.clientWidth;
    const picture = this.shown.draw({ colours, width: this.width });
    this.element.hidden = !picture;
    if (!picture) return;
    this.plot.setAttribute("aria-label", `${this.title}. ${picture.words}`);
    // a finger on a picture scrolls the page
    const dragmode = matchMedia("(pointer: coarse)").matches ? false : "zoom";
    const layout = {
      uirevision: "kept", dragmode, ...picture.layout, width: this.width, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: colours.text, family: getComputedStyle(this.element).fontFamily, size: 13 },
      hoverlabel: { bgcolor: colours.surface, font: { color: colours.text }, align: "left" },
    };
    const isFirst = !this.host.data;
    await Plotly.react(this.host, picture.traces, layout, chartConfig(() => this.about(), { displayModeBar: false, responsive: false }));
    if (isFirst) this.host.on("plotly_click", ({ points: [point] }) => point?.customdata != null && this.shown.pick(Number(point.customdata)));
    this.plot.dataset.drawn = String(picture.traces.reduce((num, { x }) => num + (x?.length ?? 0), 0));
  }

  destroy() {
    this.isGone = true;
    this.sight.disconnect();
    this.size.disconnect();
    if (window.Plotly && this.host.data) Plotly.purge(this.host);
  }
}
