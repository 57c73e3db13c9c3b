// The projector view: only curves, verdict and controls, over the whole window, in large letters.

import { partOf } from "../shared/element.js";
import { isShortcut } from "./controls.js";

/** @import { RunChart } from "./chart.js" */

const PROJECTOR_KEY = "f";

export class Projector {
  /**
   * @param {HTMLElement} root
   * @param {RunChart} chart
   * @param {(on: boolean) => void} changed keeps the link true
   */
  constructor(root, chart, changed) {
    this.root = root;
    this.chart = chart;
    this.changed = changed;
    this.isOn = false;
    this.button = partOf(root, ".project", HTMLButtonElement);
    this.words = partOf(this.button, "span");
    this.hint = partOf(this.button, "kbd");
    this.button.onclick = () => this.toggle();
    this.onKey = (/** @type {KeyboardEvent} */ event) => {
      const isWanted = isShortcut(event) && event.key.toLowerCase() === PROJECTOR_KEY;
      const isLeaving = this.isOn && event.key === "Escape";
      if (!isWanted && !isLeaving) return;
      event.preventDefault();
      this.toggle();
    };
    document.addEventListener("keydown", this.onKey);
    // the window changes, and so does what stands above the chart
    this.watcher = new ResizeObserver(() => this.isOn && this.fit());
    this.watcher.observe(chart.host);
  }

  toggle() {
    this.show(!this.isOn);
    this.changed(this.isOn);
  }

  /** @param {boolean} on */
  show(on) {
    if (on === this.isOn) return;
    this.isOn = on;
    this.root.classList.toggle("projector", on);
    this.button.setAttribute("aria-pressed", String(on));
    this.words.textContent = on ? "Leave" : "Projector";
    this.hint.textContent = on ? "Esc" : PROJECTOR_KEY.toUpperCase();
    // above everything else that the page shows, wherever this element stands in it
    if (this.root.showPopover) {
      this.root.popover = on ? "manual" : null;
      if (on) this.root.showPopover();
    }
    if (on) this.fit();
    else this.chart.resize({});
  }

  // letters that are read from the last row: a fiftieth of the window's height, if that is not narrow
  fit() {
    const font = Math.max(15, Math.round(Math.min(window.innerHeight / 50, window.innerWidth / 25)));
    this.root.style.setProperty("--unit", `${font}px`);
    const { clientWidth: width, clientHeight: height } = this.chart.host;
    this.chart.resize({ font, scale: font / 11, height, width });
  }

  destroy() {
    this.show(false);
    this.watcher.disconnect();
    document.removeEventListener("keydown", this.onKey);
  }
}
