// Things to touch, one at a time.

import { showDemo } from "../../../mnist_core/scripts/demos/demo.js";
import { addressOf, sayInAddress } from "../shared/address.js";
import { demoHost } from "../shared/demo_host.js";
import { heldBy, make, partOf } from "../shared/element.js";
import { isPlainClick } from "../shared/link.js";

/** @import { Call } from "../shared/element.js" */

/** @typedef {{ listed: { kind: string, title: string }[], chosen: string, run: string | null }} DemosData */

class Demos {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.links = /** @type {Map<string, HTMLAnchorElement>} */ (new Map());
    this.shown = "";
    this.said = "";
  }

  /** @param {DemosData} data */
  take({ listed, chosen, run }) {
    if (!this.links.size) this.list(listed);
    // what was chosen since is in the address, of which the page's script has not heard
    if (chosen !== this.said || run !== this.run) {
      this.said = chosen;
      this.run = run;
      this.show(chosen);
    }
  }

  /** @param {DemosData["listed"]} listed */
  list(listed) {
    const list = partOf(this.section, "ul");
    for (const { kind, title } of listed) {
      const link = make("a", "", title);
      link.href = addressOf(`touch?demo=${kind}`);
      link.onclick = (event) => {
        if (!isPlainClick(event)) return;
        event.preventDefault();
        sayInAddress({ demo: kind });
        this.show(kind);
      };
      this.links.set(kind, link);
      const item = make("li");
      item.append(link);
      list.append(item);
    }
  }

  /** @param {string} kind */
  show(kind) {
    this.playing?.end();
    for (const [of, link] of this.links) {
      if (of === kind) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const list = partOf(this.section, "ul");
    // where they stand in one row
    list.scrollLeft = (this.links.get(kind)?.offsetLeft ?? 0) - list.offsetLeft - 20;
    this.playing = showDemo(partOf(this.section, ".shown"), { kind, run: this.run ?? null }, demoHost());
  }

  destroy() {
    this.playing?.end();
  }
}

/** @param {Call<DemosData>} call */
export default function ({ parentElement, data }) {
  const { kept: demos, end } = heldBy(partOf(parentElement, ".demos"), Demos);
  demos.take(data);
  return end;
}
