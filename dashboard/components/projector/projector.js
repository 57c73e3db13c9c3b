// The projector view of a page whose elements are many: all of it is made larger, and what is only
// there to choose by is left out.

import { sayInAddress } from "../shared/address.js";
import { heldBy, partOf } from "../shared/element.js";
import { letterSize, ProjectorSwitch } from "../shared/projector/projector_switch.js";

/** @import { Call } from "../shared/element.js" */

const SMALLEST = 12.8; // pixels of the smallest letters that matter: the answers below digits
const VIEW = "projector";

class Projector {
  /** @param {HTMLElement} group */
  constructor(group) {
    this.name = "";
    this.switch = new ProjectorSwitch(group, {
      apply: (on) => this.apply(on), changed: (on) => sayInAddress({ view: on ? VIEW : null }),
    });
    this.fit = () => this.switch.isOn && this.enlarge();
    window.addEventListener("resize", this.fit);
  }

  /** @param {{ name: string }} data */
  show({ name }) {
    this.name = name;
    this.switch.show(new URLSearchParams(window.location.search).get("view") === VIEW);
  }

  /** @param {boolean} on */
  apply(on) {
    const { classList, style } = document.documentElement;
    classList.toggle("projected", on);
    classList.toggle(`projected-${this.name}`, on);
    if (on) this.enlarge();
    else style.removeProperty("--enlarged");
    // charts and walls ask how wide they are only then
    window.dispatchEvent(new Event("resize"));
  }

  enlarge() {
    const { innerWidth: width, innerHeight: height } = window;
    const factor = width < 640 ? 1 : Math.max(1, letterSize({ width, height }) / SMALLEST);
    document.documentElement.style.setProperty("--enlarged", factor.toFixed(3));
  }

  destroy() {
    this.switch.destroy();
    window.removeEventListener("resize", this.fit);
  }
}

/** @param {Call<{ name: string }>} call */
export default function ({ parentElement, data }) {
  const { kept: projector, end } = heldBy(partOf(parentElement, ".projector-switch"), Projector);
  projector.show(data);
  return end;
}
