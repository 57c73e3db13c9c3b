// The answer for what is drawn: the digit, ten bars, and the 28 x 28 pixels that the network was given.

import { make, partOf } from "../../../../scripts/dom.js";
import { paintGrey } from "../../../../scripts/pixels.js";
import { SIZE } from "../ink.js";
import { percent } from "./words.js";

/** @import { Reading } from "../../../../scripts/network/network.js" */

const UNSURE = 0.6;
const REST = 400; // milliseconds without a change before the answer is spoken
const NO_INK = new Uint8Array(SIZE * SIZE);

export class Answer {
  constructor() {
    this.root = partOf(document, ".answer");
    this.digit = partOf(document, ".answer .digit");
    this.words = partOf(document, ".answer .words");
    this.note = partOf(document, ".answer .note");
    this.spoken = partOf(document, ".answer .spoken");
    this.seen = partOf(document, ".seen canvas", HTMLCanvasElement);
    this.bars = Array.from({ length: 10 }, (_, digit) => {
      const bar = make("li");
      const [track, fill, words] = [make("span", "track"), make("div", "fill"), make("span", "percent")];
      track.append(fill);
      bar.append(make("span", "", String(digit)), track, words);
      return { bar, fill, words };
    });
    partOf(document, ".bars").append(...this.bars.map(({ bar }) => bar));
  }

  blank() {
    this.digit.textContent = "?";
    this.digit.classList.add("blank");
    this.words.textContent = "Nothing drawn yet";
    this.note.textContent = "The bars move while you draw.";
    this.fill(Array(10).fill(0), null);
    paintGrey(this.seen, NO_INK, SIZE, SIZE);
    this.speakSoon("");
  }

  /**
   * @param {Reading} reading
   * @param {Uint8Array} pixels
   * @param {boolean} isTaught whether the network has learned on this page
   */
  show({ digit, probabilities }, pixels, isTaught) {
    const sure = `${percent(probabilities[digit])} sure`;
    this.digit.textContent = String(digit);
    this.digit.classList.remove("blank");
    this.words.textContent = sure;
    const doubt = probabilities[digit] < UNSURE ? `Not sure: it could be ${second(probabilities)} as well.` : "";
    this.note.textContent = [doubt, isTaught ? "As you taught it." : ""].join(" ").trim();
    this.fill(probabilities, digit);
    paintGrey(this.seen, pixels, SIZE, SIZE);
    this.speakSoon(`Read as ${digit}, ${sure}`);
  }

  /**
   * How long it took from the strokes to this answer, for whoever measures.
   * @param {number} milliseconds
   */
  tell(milliseconds) {
    this.root.dataset.milliseconds = String(milliseconds);
  }

  /**
   * @param {number[]} shares
   * @param {number | null} top
   */
  fill(shares, top) {
    this.bars.forEach(({ bar, fill, words }, digit) => {
      bar.classList.toggle("top", digit === top);
      // the exact share, for whoever wants more than whole percents
      bar.dataset.share = String(shares[digit]);
      fill.style.transform = `scaleX(${shares[digit]})`;
      words.textContent = top === null ? "" : percent(shares[digit]);
    });
  }

  /**
   * Once the pen rests, not many times a second.
   * @param {string} text
   */
  speakSoon(text) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => { this.spoken.textContent = text; }, REST);
  }
}

/** @param {number[]} shares */
function second(shares) {
  return shares.map((share, digit) => ({ share, digit })).sort((one, other) => other.share - one.share)[1].digit;
}
