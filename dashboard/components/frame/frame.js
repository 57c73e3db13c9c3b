// What every page has: a marked term tells what it means, and the menu of a phone closes.

import { heldBy, partOf } from "../shared/element.js";
import { closeMenuOnceChosen } from "./menu.js";
import { TermBox } from "./term_box.js";

/** @import { Call } from "../shared/element.js" */

class Frame {
  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    this.leaving = new AbortController();
    this.terms = new TermBox(partOf(root, ".term-box"), this.leaving.signal);
    closeMenuOnceChosen(this.leaving.signal);
    // a stop of the Tab key where nothing can be done; what is in it scrolls it as well
    document.querySelector("[data-testid=stMain]")?.setAttribute("tabindex", "-1");
  }

  destroy() {
    this.leaving.abort();
  }
}

/** @param {Call<object>} call */
export default function ({ parentElement, setTriggerValue }) {
  const { kept, end } = heldBy(parentElement, Frame);
  kept.terms.onSee = (key) => setTriggerValue("see", key);
  return end;
}
