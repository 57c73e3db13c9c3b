// "Save as 7": the digit that is looked at goes into the set of drawings that this server keeps.

import { answerOf, sentenceOf } from "../shared/client.js";
import { make, partOf } from "../shared/element.js";

const SAID = 4000; // milliseconds that the word of thanks stays

export class Saving {
  /**
   * @param {HTMLElement} section
   * @param {{ drawing: () => object, saved: () => void }} told
   */
  constructor(section, { drawing, saved }) {
    this.drawing = drawing;
    this.saved = saved;
    this.words = partOf(section, ".saving .saved");
    this.why = "";
    this.buttons = Array.from({ length: 10 }, (_, digit) => {
      const button = make("button", "", String(digit));
      button.type = "button";
      button.setAttribute("aria-label", `Save as ${digit}`);
      button.onclick = () => this.save(digit);
      return button;
    });
    partOf(section, ".saving .truths").replaceChildren(...this.buttons);
  }

  /**
   * Why not, where that cannot be seen.
   * @param {boolean} is
   * @param {string} [why]
   */
  allow(is, why = "") {
    for (const button of this.buttons) button.disabled = !is;
    if (this.words.textContent === this.why) this.words.textContent = why;
    this.why = why;
  }

  /** @param {number} digit */
  async save(digit) {
    try {
      const answer = await answerOf("drawings", { body: { digit, ...this.drawing() } });
      this.say(`Saved as ${digit}: ${answer.num === 1 ? "the first drawing" : `${answer.num} drawings`} in the set.`);
      document.dispatchEvent(new CustomEvent("drawing-saved"));
      this.saved();
    } catch (error) {
      this.say(sentenceOf(error));
    }
  }

  /** @param {string} text */
  say(text) {
    clearTimeout(this.timer);
    this.words.textContent = text;
    this.timer = setTimeout(() => { this.words.textContent = this.why; }, SAID);
  }

  destroy() {
    clearTimeout(this.timer);
  }
}
