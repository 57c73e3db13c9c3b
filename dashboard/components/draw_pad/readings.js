// The readings of all models side by side, the stages from the drawing to 28 x 28, and the words
// for those who cannot see them. Only shows; what to ask and when is the pad's business.

import { make, partOf } from "../shared/element.js";
import { greyCanvas, penOf } from "../shared/digits/pixels.js";
import { termLink } from "../shared/words/term.js";
import { Reading } from "./reading.js";

/** @import { Answer } from "./asking.js" */
/** @import { Digit, Ink, Model } from "./reading.js" */

/** @typedef {keyof Digit["stages"]} StageName */

const SCALE = 4; // screen pixels of one pixel of the 28 x 28
const REST = 400; // milliseconds without a change before the answer is spoken

/** @type {[name: StageName, title: string, text: string][]} */
const STAGES = [
  ["cropped", "Cropped", "to the ink"],
  ["scaled", "Scaled", "longest side to 20 pixels"],
  ["digit", "", ""], // see markRaw
];

export class Readings {
  /**
   * @param {HTMLElement} section
   * @param {() => void} picked a person picked another digit
   */
  constructor(section, picked) {
    this.section = section;
    this.find = (/** @type {string} */ name) => partOf(section, `.${name}`);
    this.picked = picked;
    this.models = /** @type {Reading[]} */ ([]);
    this.digits = /** @type {Digit[]} */ ([]);
    this.rows = /** @type {number[][]} */ ([]);
    this.chosen = 0;
    this.spoken = "";
    this.problems = { picture: "", answer: "" };
    this.buildStages();
  }

  /** @param {Model[]} models */
  setModels(models) {
    this.models = models.map((model) => new Reading(model, (place) => this.choose(place)));
    this.find("models").replaceChildren(...this.models.map(({ root }) => root));
    this.find("models").dataset.num = String(models.length);
    if (this.digits[0]?.readings.length !== models.length) this.digits = [];
  }

  buildStages() {
    this.find("stages").replaceChildren(...STAGES.map(([name, title, text]) => {
      const figure = make("figure", name);
      const frame = make("div", `frame${name === "cropped" ? " fine" : ""}`);
      frame.append(make("canvas"));
      const caption = make("figcaption");
      caption.append(make("b", "", title), make("span", "", text));
      figure.append(frame, caption);
      return figure;
    }));
  }

  /** @returns {Digit | undefined} */
  get shown() {
    return this.digits[this.chosen];
  }

  /** @param {boolean} raw */
  blank(raw) {
    this.digits = [];
    this.spoken = "";
    for (const model of this.models) model.blank();
    this.complain("");
    this.warn([]);
    this.find("spoken").textContent = "";
    for (const frame of /** @type {NodeListOf<HTMLCanvasElement>} */ (this.section.querySelectorAll(".frame canvas"))) frame.width = frame.height = 0;
    this.markRaw(raw);
  }

  /**
   * @param {Answer} answer
   * @param {boolean} raw
   * @param {number[] | null | undefined} pen where it is, [x, y] in shares of the pad: the digit under it is the one looked at
   */
  show({ digits, rows, warnings }, raw, pen) {
    this.digits = digits;
    this.rows = rows;
    this.warn(warnings);
    const under = pen ? digits.findIndex(({ box }) => box[0] <= pen[0] && pen[0] <= box[2] && box[1] <= pen[1] && pen[1] <= box[3]) : -1;
    if (under >= 0) this.chosen = under;
    this.chosen = Math.min(this.chosen, digits.length - 1);
    this.complain("");
    this.render(raw);
  }

  /** @param {number} place */
  choose(place) {
    this.chosen = place;
    this.render(false);
    this.picked();
  }

  /** @param {boolean} raw */
  render(raw) {
    if (!this.shown) return;
    const { stages } = this.shown;
    const said = this.models.map((model, number) =>
      model.show(this.digits.map(({ readings }) => readings[number]), this.rows, this.chosen, stages.digit.pixels));
    this.spoken = said.length === 1 ? `Read as ${said[0]}` : `Read as ${said.map((words, number) => `${words} by model ${number + 1}`).join("; ")}`;
    this.speakSoon();
    for (const [name] of STAGES) this.stage(name, stages[name]);
    this.markRaw(raw);
  }

  /** @param {(number | null)[]} truths what each digit was saved as */
  markSaved(truths) {
    for (const model of this.models) model.markSaved(truths);
  }

  /** @param {string[]} sentences what could not be told apart */
  warn(sentences) {
    this.find("warnings").textContent = sentences.join(" ");
    this.find("warnings").hidden = !sentences.length;
  }

  // said once the pen rests, not many times a second
  speakSoon() {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      this.find("spoken").textContent = this.spoken;
    }, REST);
  }

  /**
   * @param {StageName} name
   * @param {Ink} ink
   */
  stage(name, ink) {
    const canvas = partOf(this.section, `.stages .${name} canvas`, HTMLCanvasElement);
    canvas.width = ink.width;
    canvas.height = ink.height;
    penOf(canvas).drawImage(greyCanvas(ink.pixels, ink.width, ink.height), 0, 0);
    const zoom = name === "cropped" ? (20 * SCALE) / Math.max(ink.width, ink.height) : SCALE;
    canvas.style.width = `${ink.width * zoom}px`;
    canvas.style.height = `${ink.height * zoom}px`;
  }

  /** @param {boolean} raw */
  markRaw(raw) {
    for (const name of ["cropped", "scaled"]) partOf(this.section, `figure.${name}`).classList.toggle("unused", raw);
    const caption = partOf(this.section, "figure.digit figcaption");
    if (caption.dataset.raw === String(raw)) return;
    caption.dataset.raw = String(raw);
    const words = make("span");
    words.append(...(raw ? ["the whole area to 28 × 28: what the network sees"]
      : [termLink("centre-of-mass", "by its mass"), " in 28 × 28: what the network sees"]));
    caption.replaceChildren(make("b", "", raw ? "Squeezed" : "Centred"), words);
  }

  /**
   * About a "picture" that was not taken, or about the "answer": a late answer to what was drawn before
   * says nothing of the picture.
   * @param {string} sentence
   * @param {"answer" | "picture"} [about]
   */
  complain(sentence, about = "answer") {
    this.problems[about] = sentence;
    const shown = this.problems.picture || this.problems.answer;
    this.find("problem").textContent = shown;
    this.find("problem").hidden = !shown;
  }

  destroy() {
    clearTimeout(this.speaking);
  }
}
