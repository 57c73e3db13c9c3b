// One picture of an experiment: drawn while it is in sight, saved as PNG or SVG, and a click on a trial
// chooses it.

import { fileName } from "../shared/charts/chart_picture.js";
import { DrawnChart } from "../shared/charts/drawn_chart.js";
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
    this.remark = make("p", "remark");
    this.element.append(this.head, this.plot, this.remark);
    this.chart = new DrawnChart(this.element, this.plot, {
      make: (width) => this.made(width), about: () => this.about(), pick: (customdata) => shown.pick(Number(customdata)),
      complain: (sentence) => { this.remark.textContent = sentence; } });
  }

  saveButtons() {
    return /** @type {const} */ (["png", "svg"]).map((format) => {
      const button = buttonOf(format.toUpperCase(), () => this.chart.save(format), "save");
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
    this.chart.change();
  }

  /** The page may have turned dark. */
  recolour() {
    if (this.theme && this.theme !== String(isDark(this.element))) this.change();
  }

  /** @param {number} width */
  made(width) {
    const dark = isDark(this.element);
    const known = this.colours[dark ? "dark" : "light"];
    const colours = { ...known, failed: dark ? "#FF7468" : "#C62828", map: dark ? "#20618C" : "#86BFEA" };
    this.theme = String(dark);
    const picture = this.shown.draw({ colours, width });
    if (!picture) return null;
    this.plot.setAttribute("aria-label", `${this.title}. ${picture.words}`);
    // a finger on a picture scrolls the page
    const dragmode = matchMedia("(pointer: coarse)").matches ? false : "zoom";
    return { data: picture.traces, layout: {
      uirevision: "kept", dragmode, ...picture.layout, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: colours.text, size: 13 }, hoverlabel: { bgcolor: colours.surface, font: { color: colours.text }, align: "left" },
    } };
  }

  destroy() {
    this.chart.destroy();
  }
}
