// "Save it as 7": the digit that is looked at goes into the set of drawings that this server keeps.
// Saved once more, as something else, it replaces what was saved of it before.

import { answerOf, Refused, sentenceOf } from "../shared/client/client.js";
import { make, partOf } from "../shared/element.js";

/** @import { Digit } from "./reading.js" */

/** @typedef {{ id: number, digit: number }} Kept the number of a drawing in the set, and what it was saved as */

const SAID = 4000; // milliseconds that the word of thanks stays

export class Saving {
  /**
   * @param {HTMLElement} section
   * @param {Map<string, Kept>} kept what was saved, by `keyOf` its digit
   * @param {object} told
   * @param {() => Digit | undefined} told.shown the digit that is looked at
   * @param {() => object} told.drawing the same, as the server wants it
   * @param {() => void} told.saved
   */
  constructor(section, kept, { shown, drawing, saved }) {
    this.kept = kept;
    this.shown = shown;
    this.drawing = drawing;
    this.saved = saved;
    this.words = partOf(section, ".saving .saved");
    this.lasting = "";
    this.before = Promise.resolve();
    this.buttons = Array.from({ length: 10 }, (_, digit) => {
      const button = make("button", "", String(digit));
      button.type = "button";
      button.setAttribute("aria-label", `Save as ${digit}`);
      button.onclick = () => this.tapped(digit);
      return button;
    });
    partOf(section, ".saving .truths").replaceChildren(...this.buttons);
  }

  /**
   * What each of the digits was saved as; null for those that were not.
   * @param {Digit[]} digits
   */
  truths(digits) {
    return digits.map((digit) => this.kept.get(keyOf(digit))?.digit ?? null);
  }

  /**
   * @param {boolean} is
   * @param {string} [why] why not, where that cannot be seen
   */
  allow(is, why = "") {
    const shown = is ? this.shown() : undefined;
    const truth = shown ? this.truths([shown])[0] : null;
    this.buttons.forEach((button, digit) => {
      button.disabled = !is;
      button.setAttribute("aria-pressed", String(digit === truth));
    });
    const lasting = truth === null ? why : `Saved as ${truth}.`;
    if (lasting === this.lasting) return;
    this.lasting = lasting;
    clearTimeout(this.timer);
    this.words.textContent = lasting;
  }

  // one after the other, so that a second tap knows what the first one saved
  /** @param {number} digit */
  tapped(digit) {
    const shown = this.shown();
    if (!shown) return;
    const [key, body] = [keyOf(shown), { digit, ...this.drawing() }];
    this.before = this.before.then(() => this.save(key, body));
  }

  /**
   * @param {string} key
   * @param {{ digit: number }} body
   */
  async save(key, body) {
    try {
      const answer = await answerOf("drawings", { body });
      const old = this.kept.get(key);
      this.kept.set(key, { id: answer.id, digit: body.digit });
      const num = old ? await this.forget(old, answer.num) : answer.num;
      this.saved();
      const instead = old && old.digit !== body.digit ? ` instead of ${old.digit}` : "";
      this.say(`Saved as ${body.digit}${instead}: ${num === 1 ? "the first drawing" : `${num} drawings`} in the set.`);
    } catch (error) {
      this.say(sentenceOf(error));
    }
    document.dispatchEvent(new CustomEvent("drawing-saved"));
  }

  /**
   * @param {Kept} old
   * @param {number} num with it
   * @returns {Promise<number>} how many drawings there are without it
   */
  async forget({ id }, num) {
    try {
      return (await answerOf(`drawings/${id}/delete`, { body: {} })).num;
    } catch (error) {
      if (error instanceof Refused) return num; // somebody deleted it from the set
      throw error;
    }
  }

  /** @param {string} text */
  say(text) {
    clearTimeout(this.timer);
    this.words.textContent = text;
    this.timer = setTimeout(() => { this.words.textContent = this.lasting; }, SAID);
  }

  destroy() {
    clearTimeout(this.timer);
  }
}

/**
 * The same place and the same ink are the same digit, whatever is drawn beside it.
 * @param {Digit} digit
 */
function keyOf({ box, stages }) {
  return JSON.stringify([box, stages.digit.pixels]);
}
