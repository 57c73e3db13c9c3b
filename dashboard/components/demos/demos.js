// Things to touch, one at a time.

import { showDemo } from "../../../mnist_core/scripts/demos/demo.js";
import { isPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf, sayInAddress } from "../shared/address.js";
import { demoHost } from "../shared/demo_host.js";
import { heldBy, make, partOf } from "../shared/element.js";

/** @import { Call } from "../shared/element.js" */

/** @typedef {{ listed: { kind: string, title: string }[], chosen: string, own: { key: string, label: string } | null }} DemosData */

class Demos {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.links = /** @type {Map<string, HTMLAnchorElement>} */ (new Map());
    this.said = ""; // by the page's script, which does not hear of what is chosen here
    this.kind = "";
    this.isOwn = false;
  }

  /** @param {DemosData} data */
  take({ listed, chosen, own }) {
    if (!this.links.size) this.list(listed);
    const isOther = own?.key !== this.own?.key;
    if (isOther) this.offer(own);
    if (chosen !== this.said || (isOther && this.isOwn)) {
      this.said = chosen;
      this.show(isOther && this.kind ? this.kind : chosen);
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

  /** @param {DemosData["own"]} own */
  offer(own) {
    this.own = own;
    this.isOwn &&= own !== null;
    const group = partOf(this.section, ".network");
    group.hidden = !own;
    const options = [["The one that shows it best", false], [own?.label ?? "", true]].map(([label, isOwn]) => {
      const option = make("label");
      const input = make("input");
      input.type = "radio";
      input.name = "network";
      input.checked = isOwn === this.isOwn;
      input.onchange = () => {
        this.isOwn = Boolean(isOwn);
        this.show(this.kind);
      };
      option.append(input, make("span", "", String(label)));
      return option;
    });
    group.replaceChildren(partOf(group, "legend"), ...options);
  }

  /** @param {string} kind */
  show(kind) {
    this.kind = kind;
    this.playing?.end();
    for (const [of, link] of this.links) {
      if (of === kind) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const list = partOf(this.section, "ul");
    // where they stand in one row
    list.scrollLeft = (this.links.get(kind)?.offsetLeft ?? 0) - list.offsetLeft - 20;
    const run = this.isOwn ? this.own?.key ?? null : null;
    this.playing = showDemo(partOf(this.section, ".shown"), { kind, run }, demoHost());
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
