// "Save as 7": the digit that is looked at goes into the set of drawings that this server keeps.

import { answerOf } from "../shared/client.js";
import { make } from "../shared/element.js";

const SAID = 4000; // milliseconds that the word of thanks stays

export class Saving {
  // saved() is told the digit that was kept
  constructor(section, { drawing, saved }) {
    Object.assign(this, { drawing, saved });
    this.section = section.querySelector(".saving");
    this.words = this.section.querySelector(".saved");
    this.why = "";
    this.buttons = Array.from({ length: 10 }, (_, digit) => {
      const button = make("button", "", String(digit));
      button.type = "button";
      button.setAttribute("aria-label", `Save as ${digit}`);
      button.onclick = () => this.save(digit);
      return button;
    });
    this.section.querySelector(".truths").replaceChildren(...this.buttons);
  }

  // why not, where that cannot be seen
  allow(is, why = "") {
    for (const button of this.buttons) button.disabled = !is;
    if (this.words.textContent === this.why) this.words.textContent = why;
    this.why = why;
  }

  async save(digit) {
    try {
      const answer = await answerOf("drawings", { body: { digit, ...this.drawing() } });
      this.say(`Saved as ${digit}: ${answer.num === 1 ? "the first drawing" : `${answer.num} drawings`} in the set.`);
      document.dispatchEvent(new CustomEvent("drawing-saved"));
      this.saved();
    } catch (error) {
      this.say(error.message);
    }
  }

  say(text) {
    clearTimeout(this.timer);
    this.words.textContent = text;
    this.timer = setTimeout(() => { this.words.textContent = this.why; }, SAID);
  }

  destroy() {
    clearTimeout(this.timer);
  }
}
