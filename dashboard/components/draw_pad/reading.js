// What one model takes the drawing for: the answer, ten bars, and where in the digit it looked.

import { make, partOf } from "../shared/element.js";
import { bytesOf, penOf } from "../shared/digits/pixels.js";

/** @typedef {{ key: string, label: string, title: string }} Model */
/** @typedef {{ width: number, height: number, pixels: string }} Ink */
/** @typedef {[left: number, top: number, right: number, bottom: number]} Box in shares of the sides */
/** @typedef {Ink & { method: "exact" | "gradients" }} ActivationMap */

/**
 * What a model makes of a digit.
 * @typedef {object} ModelReading
 * @property {number} digit
 * @property {number[]} probabilities
 * @property {ActivationMap | null} map
 * @property {{ digit: number, confidence: number } | null} [centred] the same drawing, cropped and centred
 * @property {string} [error]
 */

/**
 * A digit that was found in the drawing, and its reading by each model.
 * @typedef {object} Digit
 * @property {Box} box
 * @property {Record<"cropped" | "scaled" | "digit", Ink>} stages
 * @property {ModelReading[]} readings
 */

const UNSURE = 60; // percent
const MAP_SCALE = 4;

export class Reading {
  /**
   * @param {Model} model
   * @param {(place: number) => void} choose a person picks one of several digits
   */
  constructor(model, choose) {
    this.choose = choose;
    this.root = make("article", "model");
    this.root.setAttribute("aria-label", model.label);
    const answer = make("div", "answer");
    const text = make("div");
    this.big = make("div", "big", "?");
    this.words = make("p", "words");
    this.note = make("p", "note");
    text.append(this.words, this.note);
    answer.append(this.big, text);
    this.bars = make("ol", "bars");
    this.bars.setAttribute("aria-label", "Probability of each class");
    for (let name = 0; name < 10; name += 1) {
      const item = make("li");
      const track = make("span", "track");
      track.append(make("div", "fill"));
      item.append(make("span", "", String(name)), track, make("span", "percent"));
      this.bars.append(item);
    }
    this.map = make("figure", "map");
    this.canvas = make("canvas");
    this.caption = make("figcaption");
    this.map.append(this.canvas, this.caption);
    const title = make("h4", "name", model.label);
    title.title = model.title;
    this.root.append(title, answer, this.bars, this.map);
    this.map.hidden = true;
  }

  blank() {
    this.fill(Array(10).fill(0), null);
    this.big.textContent = "?";
    this.big.className = "big blank";
    this.words.textContent = "Nothing drawn yet";
    this.say("The bars move while you draw.");
    this.map.hidden = true;
  }

  /**
   * `readings` are this model's, one a digit; returns what to say aloud.
   * @param {ModelReading[]} readings
   * @param {number[][]} rows places in `readings`
   * @param {number} chosen
   * @param {string} pixels of the digit as the networks see it
   */
  show(readings, rows, chosen, pixels) {
    const reading = readings[chosen];
    if (reading.error) return this.refuse(reading.error);
    const percent = reading.probabilities.map((share) => 100 * share);
    const sure = percent[reading.digit];
    this.number(readings, rows, chosen);
    this.words.textContent = readings.length > 1 ? `${reading.digit}: ${whole(sure)} sure` : `${whole(sure)} sure`;
    this.fill(percent, reading.digit);
    const { centred } = reading;
    if (centred) {
      this.say(`Cropped and centred, the same drawing reads ${centred.digit}, ${whole(100 * centred.confidence)} sure.`,
        centred.digit !== reading.digit);
    } else {
      this.say(sure < UNSURE ? `Not sure: it could be ${second(percent)} as well.` : "");
    }
    this.look(reading.map, pixels);
    const number = rows.map((row) => row.map((place) => readings[place].digit).join(" ")).join(", ");
    return readings.length > 1 ? number : `${number}, ${whole(sure)} sure`;
  }

  /** @param {string} sentence */
  refuse(sentence) {
    this.blank();
    this.words.textContent = "No answer";
    this.say(sentence, true);
    return "no answer";
  }

  /**
   * @param {ModelReading[]} readings
   * @param {number[][]} rows
   * @param {number} chosen
   */
  number(readings, rows, chosen) {
    this.big.className = rows.length > 1 ? "big page" : "big";
    this.big.style.setProperty("--digits", String(Math.max(...rows.map((row) => row.length))));
    if (readings.length === 1) {
      this.big.textContent = String(readings[0].digit);
      return;
    }
    // rebuilt only when there are more or fewer: a button that is gone cannot keep the focus
    const shape = String(rows.map((row) => row.length));
    if (this.big.dataset.shape !== shape || !this.big.querySelector("button")) {
      this.big.dataset.shape = shape;
      this.big.replaceChildren(...rows.map((row) => {
        const line = make("div", "line");
        line.append(...row.map((place) => {
          const button = make("button");
          button.type = "button";
          button.onclick = () => this.choose(place);
          return button;
        }));
        return line;
      }));
    }
    this.big.querySelectorAll("button").forEach((button, place) => {
      button.dataset.digit = String(readings[place].digit);
      button.setAttribute("aria-pressed", String(place === chosen));
    });
  }

  /**
   * Behind each of several digits, what it was saved as.
   * @param {(number | null)[]} truths
   */
  markSaved(truths) {
    this.big.querySelectorAll("button").forEach((button, place) => {
      const [digit, truth] = [Number(button.dataset.digit), truths[place] ?? null];
      button.replaceChildren(String(digit));
      if (truth !== null) button.append(make("small", "", savedWord(digit, truth)));
      const saved = truth === null ? "" : `, saved as ${truth}`;
      button.setAttribute("aria-label", `Digit ${place + 1} of ${truths.length}: ${digit}${saved}`);
    });
  }

  /**
   * @param {number[]} percent
   * @param {number | null} top
   */
  fill(percent, top) {
    [...this.bars.children].forEach((item, name) => {
      item.classList.toggle("top", name === top);
      partOf(item, ".fill").style.transform = `scaleX(${percent[name] / 100})`;
      partOf(item, ".percent").textContent = top === null ? "" : whole(percent[name]);
    });
  }

  /**
   * The class activation map over the digit: the more orange, the more it speaks for the answer.
   * @param {ActivationMap | null} map
   * @param {string} pixels
   */
  look(map, pixels) {
    this.map.hidden = !map;
    if (!map) return;
    const { canvas, caption } = this;
    canvas.width = map.width;
    canvas.height = map.height;
    const image = new ImageData(map.width, map.height);
    const grey = bytesOf(pixels);
    bytesOf(map.pixels).forEach((value, place) => {
      const share = (0.8 * value) / 255;
      const ink = 0.75 * grey[place];
      image.data.set([240, 150, 30].map((colour) => ink * (1 - share) + colour * share).concat(255), 4 * place);
    });
    penOf(canvas).putImageData(image, 0, 0);
    canvas.style.width = canvas.style.height = `${MAP_SCALE * map.width}px`;
    caption.replaceChildren(make("b", "", "Where it looked"),
      make("span", "", map.method === "exact" ? "exact for this network" : "by gradients"));
  }

  /**
   * @param {string} text
   * @param {boolean} [warn]
   */
  say(text, warn = false) {
    this.note.textContent = text;
    this.note.classList.toggle("warn", warn);
  }
}

/**
 * " → 9" behind what was read; nothing behind what was not saved.
 * @param {number} digit as it was read
 * @param {number | null} truth as it was saved
 */
export function savedWord(digit, truth) {
  if (truth === null) return "";
  return truth === digit ? " ✓" : ` → ${truth}`;
}

/** @param {number} percent */
function whole(percent) {
  return `${Math.round(percent)} %`;
}

/** @param {number[]} percent */
function second(percent) {
  return percent.map((value, name) => [value, name]).sort((one, two) => two[0] - one[0])[1][1];
}
