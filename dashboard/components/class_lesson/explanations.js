// What all wrote, beside each other: plain text, covered until the teacher shows it, and each can be
// hidden. This tab remembers what was hidden.

import { countOf } from "../shared/words/count.js";
import { buttonOf, make } from "../shared/element.js";
import { remember, remembered } from "../shared/tab_memory.js";

/** @import { Explanation } from "./messages.js" */

const HIDDEN = "hidden explanations";

export class Explanations {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    this.isOpen = false;
    this.hidden = new Set(/** @type {string[]} */ (remembered(HIDDEN) ?? []));
  }

  /**
   * @param {Explanation[]} all
   * @returns {HTMLElement[]}
   */
  shown(all) {
    const num = all.length;
    if (!num) return [make("p", "", "Nobody has written an explanation yet.")];
    if (!this.isOpen) {
      return [make("p", "", `${countOf(num, "explanation")}, without names, in no order.`), this.button(num === 1 ? "Show it" : "Show them", () => { this.isOpen = true; })];
    }
    const list = make("ul", "explanations");
    list.append(...all.filter(({ key }) => !this.hidden.has(key)).map(({ key, text }) => {
      const entry = make("li");
      const hide = this.button("Hide", () => this.hide(key));
      hide.setAttribute("aria-label", `Hide: ${text.slice(0, 60)}`);
      entry.append(make("p", "text", text), hide);
      return entry;
    }));
    const away = all.filter(({ key }) => this.hidden.has(key)).length;
    const foot = make("p", "foot");
    foot.append(...(away ? [`${away} hidden. `, this.button("Show all again", () => this.hide(null))] : []),
      this.button("Cover all", () => { this.isOpen = false; }));
    return [list, foot];
  }

  /** @param {string | null} key null hides none any more */
  hide(key) {
    if (key === null) this.hidden.clear();
    else this.hidden.add(key);
    remember(HIDDEN, [...this.hidden]);
  }

  /**
   * @param {string} words
   * @param {() => void} act
   */
  button(words, act) {
    return buttonOf(words, () => { act(); this.changed(); });
  }
}
