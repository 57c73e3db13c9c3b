// The worst mistakes on the test set after the last measured epoch, each a way to the Errors page.

import { addressOf } from "../shared/address.js";
import { answerOf } from "../shared/client/client.js";
import { partOf } from "../shared/element.js";
import { penOf, pngOf } from "../shared/digits/pixels.js";

/** @typedef {{ index: number, true: number, read: number, percent: number }} WorstDigit */

/**
 * @typedef {object} Worst
 * @property {string} key
 * @property {string} moment
 * @property {number} epoch
 * @property {number} wrong
 * @property {WorstDigit[]} digits
 * @property {string} sprite a PNG of them in one row
 */

const DIGIT = 28;

export class Mistakes {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.told = "";
  }

  hide() {
    this.told = "";
    this.section.hidden = true;
  }

  /**
   * Once an epoch, for the run or reference run of this key.
   * @param {string} key
   * @param {number} numEpochs
   */
  async show(key, numEpochs) {
    const told = `${key}/${numEpochs}`;
    if (told === this.told) return;
    this.told = told;
    if (!numEpochs) return this.hide();
    const answer = await answerOf(`trained/${encodeURIComponent(key)}/mistakes`).catch(() => null);
    if (!answer || this.told !== told) return;
    const sheet = await createImageBitmap(pngOf(answer.sprite));
    if (this.told !== told) return;
    this.section.hidden = !answer.digits.length;
    const epoch = `epoch ${answer.epoch}${answer.moment === "best" ? ", its best" : ""}`;
    partOf(this.section, "p").textContent = `Worst of ${answer.wrong.toLocaleString("en")} mistakes after ${epoch}, true → read`;
    partOf(this.section, "ol").replaceChildren(...answer.digits.map((/** @type {WorstDigit} */ digit, /** @type {number} */ place) => this.item(answer, digit, place, sheet)));
  }

  /**
   * @param {Worst} answer
   * @param {WorstDigit} digit
   * @param {number} place
   * @param {ImageBitmap} sheet
   */
  item(answer, digit, place, sheet) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = DIGIT;
    penOf(canvas).drawImage(sheet, place * DIGIT, 0, DIGIT, DIGIT, 0, 0, DIGIT, DIGIT);
    const caption = document.createElement("span");
    const read = document.createElement("b");
    read.textContent = String(digit.read);
    caption.append(`${digit.true} → `, read);
    const link = document.createElement("a");
    link.href = addressOf(`errors?${new URLSearchParams({ run: answer.key, epoch: answer.moment, digit: String(digit.index) })}`);
    link.setAttribute("aria-label", `Test digit ${digit.index}: ${digit.true} read as ${digit.read}, ${digit.percent} %`);
    link.append(canvas, caption);
    const item = document.createElement("li");
    item.append(link);
    return item;
  }
}
