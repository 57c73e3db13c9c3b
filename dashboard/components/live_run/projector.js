// The projector view of a run: its number, curves and mistakes over the whole window, in large letters.

import { partOf } from "../shared/element.js";
import { letterSize, ProjectorSwitch } from "../shared/projector/projector_switch.js";

/** @import { RunChart } from "./chart.js" */

const PLAIN_LETTERS = 11; // of which lines and marks of the chart are a multiple

export class Projector {
  /**
   * @param {HTMLElement} root
   * @param {RunChart} chart
   * @param {(on: boolean) => void} changed keeps the link true
   */
  constructor(root, chart, changed) {
    this.root = root;
    this.chart = chart;
    this.switch = new ProjectorSwitch(partOf(root, ".views"), {
      apply: (on) => this.apply(on), changed,
      // who follows sees the run, not the controls that start another one
      fitsPhone: true,
    });
    // the window changes, and so does what stands above the chart
    this.watcher = new ResizeObserver(() => this.switch.isOn && this.fit());
    this.watcher.observe(chart.host);
  }

  /** @param {boolean} on */
  show(on) {
    this.switch.show(on);
  }

  /** @param {boolean} on */
  apply(on) {
    this.root.classList.toggle("projector", on);
    // above everything else that the page shows, wherever this element stands in it
    if (this.root.showPopover) {
      this.root.popover = on ? "manual" : null;
      if (on) this.root.showPopover();
    }
    if (on) this.fit();
    else this.chart.resize({});
  }

  fit() {
    const font = letterSize({ width: window.innerWidth, height: window.innerHeight });
    this.root.style.setProperty("--unit", `${font}px`);
    const { clientWidth: width, clientHeight: height } = this.chart.host;
    this.chart.resize({ font, scale: font / PLAIN_LETTERS, height, width });
  }

  destroy() {
    this.switch.destroy();
    this.watcher.disconnect();
  }
}
