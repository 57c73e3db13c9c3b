// "Teach it" on the page: the drawings that were corrected, each before and after, and what else changed.

import { make, partOf } from "../../../../scripts/dom.js";
import { paintGrey } from "../../../../scripts/pixels.js";
import { SIZE } from "../ink.js";
import { teach } from "../teaching.js";
import { countOf, percent } from "./words.js";

/** @import { Network, Reading } from "../../../../scripts/network/network.js" */
/** @import { Example } from "../teaching.js" */
/** @import { Sample } from "./samples.js" */

export class Lesson {
  /**
   * @param {Network} network as it was trained
   * @param {Sample[]} samples
   * @param {(network: Network) => void} learned
   */
  constructor(network, samples, learned) {
    this.network = network;
    this.samples = samples.filter(({ isMisread }) => !isMisread);
    this.learned = learned;
    this.examples = /** @type {Example[]} */ ([]);
    this.pixels = /** @type {Uint8Array | null} */ (null);
    this.outcome = partOf(document, ".outcome");
    this.list = partOf(document, ".taught");
    this.reset = partOf(document, ".reset", HTMLButtonElement);
    this.reset.onclick = () => {
      this.examples = [];
      this.learn();
      this.outcome.textContent = "Forgotten: it is again as it was trained.";
    };
    this.truths = Array.from({ length: 10 }, (_, digit) => {
      const button = make("button", "", String(digit));
      button.type = "button";
      button.onclick = () => this.correct(digit);
      return button;
    });
    partOf(document, ".truths").append(...this.truths);
    this.look(null);
  }

  /**
   * What a tap would correct now.
   * @param {Uint8Array | null} pixels
   */
  look(pixels) {
    this.pixels = pixels;
    for (const button of this.truths) button.disabled = !pixels;
  }

  /** @param {number} label */
  correct(label) {
    const { pixels } = this;
    if (!pixels) return;
    const others = this.examples.filter((example) => !isSame(example.pixels, pixels));
    this.examples = [...others, { pixels: pixels.slice(), label }];
    this.learn();
  }

  learn() {
    const { examples } = this;
    const { network, steps } = examples.length ? teach(this.network, examples) : { network: this.network, steps: 0 };
    this.list.replaceChildren(...examples.map((example) => this.card(example, network)));
    this.reset.hidden = !examples.length;
    this.say(network, steps);
    this.learned(network);
  }

  /**
   * @param {Network} network
   * @param {number} steps
   */
  say(network, steps) {
    const { examples, samples } = this;
    const right = examples.filter(({ pixels, label }) => network.read(pixels).digit === label).length;
    const did = steps ? `Learned in ${countOf(steps, "step")}` : "Nothing to learn: it was right and sure already";
    const now = `it reads ${right} of ${countOf(examples.length, "taught drawing")} right.`;
    this.outcome.replaceChildren(...(examples.length ? [`${did}; ${now}`] : []));
    if (!examples.length || !samples.length) return;
    const rightOf = (/** @type {Network} */ one) => samples.filter(({ pixels, label }) => one.read(pixels).digit === label).length;
    this.outcome.append(make("small", "", `Of the ${samples.length} test digits it reads ${rightOf(network)} right; before, ${rightOf(this.network)}.`));
  }

  /**
   * @param {Example} example
   * @param {Network} network
   */
  card(example, network) {
    const { pixels, label } = example;
    const canvas = make("canvas");
    paintGrey(canvas, pixels, SIZE, SIZE);
    const text = make("div");
    const after = network.read(pixels);
    text.append(make("p", "truth", `This is a ${label}`), make("p", "", `Before: ${answerOf(this.network.read(pixels))}`),
      make("p", after.digit === label ? "is-right" : "is-wrong", `Now: ${answerOf(after)}`));
    const forget = make("button", "", "×");
    forget.type = "button";
    forget.setAttribute("aria-label", `Forget this ${label}`);
    forget.onclick = () => {
      this.examples = this.examples.filter((other) => other !== example);
      this.learn();
      this.truths[0].focus();
    };
    const card = make("li");
    card.append(canvas, text, forget);
    return card;
  }
}

/** @param {Reading} reading */
function answerOf({ digit, probabilities }) {
  return `${digit}, ${percent(probabilities[digit])} sure`;
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
function isSame(one, other) {
  return one.every((value, place) => value === other[place]);
}
