// The readings of all models side by side, the stages from the drawing to 28 x 28, and the words
// for those who cannot see them. Only shows; what to ask and when is the pad's business.

import { make } from "../shared/element.js";
import { inkOf } from "./picture.js";
import { Reading } from "./reading.js";

const SCALE = 4; // screen pixels of one pixel of the 28 x 28
const REST = 400; // milliseconds without a change before the answer is spoken

const STAGES = [
  ["cropped", "Cropped", "to the ink"],
  ["scaled", "Scaled", "longest side to 20 pixels"],
  ["digit", "Centred", "by its mass in 28 × 28: what the network sees"],
];

export class Readings {
  constructor(section, picked) {
    this.section = section;
    this.find = (name) => section.querySelector(`.${name}`);
    this.picked = picked;
    this.models = [];
    this.digits = [];
    this.chosen = 0;
    this.problems = { picture: "", answer: "" };
    this.buildStages();
  }

  setModels(models) {
    this.models = models.map((model) => new Reading(model, (place) => this.choose(place)));
    this.find("models").replaceChildren(...this.models.map(({ root }) => root));
    this.find("models").dataset.num = models.length;
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

  get shown() {
    return this.digits[this.chosen];
  }

  blank(raw) {
    this.digits = [];
    this.spoken = "";
    for (const model of this.models) model.blank();
    this.complain("");
    this.find("spoken").textContent = "";
    for (const frame of this.section.querySelectorAll(".frame canvas")) frame.width = frame.height = 0;
    this.markRaw(raw);
  }

  // `pen` is where it is, [x, y] in shares of the pad: the digit under it is the one looked at
  show(digits, raw, pen) {
    this.digits = digits;
    const under = pen ? digits.findIndex(({ box }) => box[0] <= pen[0] && pen[0] <= box[2] && box[1] <= pen[1] && pen[1] <= box[3]) : -1;
    if (under >= 0) this.chosen = under;
    this.chosen = Math.min(this.chosen, digits.length - 1);
    this.complain("");
    this.render(raw);
  }

  choose(place) {
    this.chosen = place;
    this.render(false);
    this.picked();
  }

  render(raw) {
    const { stages } = this.shown;
    const said = this.models.map((model, number) =>
      model.show(this.digits.map(({ readings }) => readings[number]), this.chosen, stages.digit.pixels));
    this.spoken = said.length === 1 ? `Read as ${said[0]}` : `Read as ${said.map((words, number) => `${words} by model ${number + 1}`).join("; ")}`;
    this.speakSoon();
    for (const [name] of STAGES) this.stage(name, stages[name]);
    this.markRaw(raw);
  }

  // said once the pen rests, not many times a second
  speakSoon() {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      this.find("spoken").textContent = this.spoken;
    }, REST);
  }

  stage(name, pixels) {
    const canvas = this.section.querySelector(`.stages .${name} canvas`);
    const ink = inkOf(pixels);
    canvas.width = ink.width;
    canvas.height = ink.height;
    canvas.getContext("2d").drawImage(ink, 0, 0);
    const zoom = name === "cropped" ? (20 * SCALE) / Math.max(ink.width, ink.height) : SCALE;
    canvas.style.width = `${ink.width * zoom}px`;
    canvas.style.height = `${ink.height * zoom}px`;
  }

  markRaw(raw) {
    for (const name of ["cropped", "scaled"]) this.section.querySelector(`figure.${name}`).classList.toggle("unused", raw);
    const caption = this.section.querySelector("figure.digit figcaption");
    caption.children[0].textContent = raw ? "Squeezed" : STAGES[2][1];
    caption.children[1].textContent = raw ? "the whole area to 28 × 28: what the network sees" : STAGES[2][2];
  }

  // about a "picture" that was not taken, or about the "answer": a late answer to what was drawn before
  // says nothing of the picture
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
