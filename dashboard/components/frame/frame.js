// What every page has: a marked term tells what it means, and the menu of a phone closes.

import { answerOf, joinAgain, ofPerson } from "../shared/client/client.js";
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

/**
 * A tab's connection knows the cookie that it was opened with; the browser may have a newer one by now,
 * such as after other devices were signed out in another tab.
 */
async function comeIn() {
  const { nickname } = await answerOf("me");
  if (nickname === null) joinAgain();
  else window.location.reload();
}

/** @param {Call<{ is_stranger?: boolean, person?: number | null } | null>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  if (data?.is_stranger) comeIn();
  else ofPerson(data?.person ?? null);
  const { kept, end } = heldBy(parentElement, Frame);
  kept.terms.onSee = (key) => setTriggerValue("see", key);
  return end;
}
