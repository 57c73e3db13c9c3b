// The opened digit, in a tray at the foot of the window: what the page knows is there at once, and
// what the server finds out arrives part by part. Nothing here reruns the page's script.

import { answerOf, sentenceOf } from "../client/client.js";
import { make } from "../element.js";
import { showMaps, showNeighbours, showRuns } from "./digit_parts.js";
import { DIGIT_SIDE, greyCanvas } from "./pixels.js";
import { termLink } from "../words/term.js";

/**
 * What is known of a test digit and of what a network read it as.
 * @typedef {object} Digit
 * @property {number} index in the test set
 * @property {number} true its class
 * @property {number} read the class that it was taken for
 * @property {number[]} percent by class
 * @property {number} loss
 * @property {string} [badge] why its label is disputed
 * @property {string} [votes]
 * @property {string} [note]
 * @property {string} [what] "Class digit", where it is none of the test set
 * @property {string} [pixels]
 */

/** @typedef {{ key: string, weights: string }} Details whose answers they are */
const POLL = 250; // milliseconds between two questions for neighbours, which move the search on

export class DigitTray {
  /**
   * @param {HTMLElement} aside
   * @param {() => void} onClose
   */
  constructor(aside, onClose) {
    this.aside = aside;
    this.onClose = onClose;
    aside.onkeydown = (event) => {
      if (event.key === "Escape") this.onClose();
    };
  }

  get isOpen() {
    return !this.aside.hidden;
  }

  /**
   * @param {Digit | { index: number }} digit its facts, or only its index
   * @param {Details | null | undefined} details whom to ask for more
   * @param {HTMLCanvasElement} [picture] else the facts bring the pixels
   * @param {HTMLElement} [extra] a line of the page's own
   */
  async open(digit, details, picture, extra) {
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    this.index = digit.index;
    this.aside.hidden = false;
    try {
      const facts = /** @type {Digit} */ ("percent" in digit || !details ? digit : await this.ask(details, digit.index, "", signal));
      if (signal.aborted) return;
      this.show(facts, picture ?? greyCanvas(facts.pixels ?? "", DIGIT_SIDE, DIGIT_SIDE), extra);
      if (details) this.parts(facts, details, signal);
    } catch (error) {
      if (!signal.aborted) this.aside.replaceChildren(make("p", "quiet", sentenceOf(error)), this.closer());
    }
  }

  close() {
    this.asking?.abort();
    this.aside.hidden = true;
    this.aside.replaceChildren();
  }

  /**
   * @param {Details} details
   * @param {number} index
   * @param {string} part
   * @param {AbortSignal} signal
   * @returns {Promise<any>}
   */
  ask(details, index, part, signal) {
    return answerOf(`trained/${encodeURIComponent(details.key)}/digits/${index}${part}?weights=${details.weights}`,
      { signal, ...(part && { body: {} }) });
  }

  /**
   * @param {Digit} digit
   * @param {HTMLCanvasElement} picture
   * @param {HTMLElement} [extra]
   */
  show(digit, picture, extra) {
    const facts = make("div", "facts");
    const right = digit.true === digit.read;
    facts.setAttribute("role", "status");
    facts.append(
      make("p", "verdict", right ? `${digit.true}, read right` : `${digit.true} read as ${digit.read}`),
      make("p", "quiet", `${whole(digit.percent[digit.read])} sure`
        + (right ? "" : `, ${whole(digit.percent[digit.true])} for the ${digit.true}`)),
      make("p", "quiet", `loss ${digit.loss.toFixed(2)} · ${(digit.what ?? "Test digit").toLowerCase()} ${digit.index}`));
    if (digit.badge) facts.append(make("p", "badge", `Label disputed: ${digit.badge}`), make("p", "quiet", digit.votes ?? ""));
    if (extra) facts.append(extra);
    picture.classList.add("big");
    this.aside.replaceChildren(picture, facts, bars(digit), this.closer());
  }

  closer() {
    const close = make("button", "close", "×");
    close.type = "button";
    close.setAttribute("aria-label", "Close the opened digit");
    close.onclick = () => this.onClose();
    return close;
  }

  /**
   * @param {Digit} digit
   * @param {Details} details
   * @param {AbortSignal} signal
   */
  parts(digit, details, signal) {
    const looked = this.part("maps", "Where it looked");
    const alike = this.part("alike", termLink("neighbours", "Most alike in training"));
    const fate = this.part("fate", "Other networks");
    /** @type {(box: HTMLElement, part: string, draw: (box: HTMLElement, answer: any) => void) => Promise<void>} */
    const fill = async (box, part, draw) => {
      try {
        draw(box, await this.ask(details, digit.index, part, signal));
      } catch (error) {
        if (!signal.aborted) box.replaceChildren(make("p", "quiet", sentenceOf(error)));
      }
    };
    fill(looked, "/maps", (box, answer) => showMaps(box, answer, digit));
    fill(fate, "/runs", showRuns);
    this.search(alike, digit, details, signal);
  }

  /**
   * @param {string} name
   * @param {string | Node} title
   */
  part(name, title) {
    const box = make("div", "content");
    box.append(make("p", "quiet waiting", "…"));
    const section = make("section", `part ${name}`);
    const heading = make("h4", "");
    heading.append(title);
    section.append(heading, box);
    this.aside.append(section);
    return box;
  }

  /**
   * @param {HTMLElement} box
   * @param {Digit} digit
   * @param {Details} details
   * @param {AbortSignal} signal
   */
  async search(box, digit, details, signal) {
    try {
      for (;;) {
        const found = await this.ask(details, digit.index, "/neighbours", signal);
        showNeighbours(box, found, digit);
        if (found.searched >= found.total) return;
        await new Promise((resolve) => setTimeout(resolve, POLL));
        if (signal.aborted || !this.aside.isConnected) return;
      }
    } catch (error) {
      if (!signal.aborted) box.replaceChildren(make("p", "quiet", sentenceOf(error)));
    }
  }
}

/** @param {Digit} digit */
function bars(digit) {
  const list = make("ol", "bars");
  list.setAttribute("aria-label", "Probability of each class");
  digit.percent.forEach((percent, name) => {
    const item = document.createElement("li");
    item.classList.toggle("is-true", name === digit.true);
    item.classList.toggle("is-read", name === digit.read);
    const track = make("span", "track");
    const fill = make("span", "fill");
    fill.style.height = `${percent}%`;
    track.append(fill);
    item.append(make("span", "value", percent < 0.5 ? "" : String(Math.round(percent))), track, make("span", "name", String(name)));
    item.setAttribute("aria-label", `${name}: ${whole(percent)}`);
    list.append(item);
  });
  return list;
}

/** @param {number} percent */
export function whole(percent) {
  return percent > 0 && percent < 0.5 ? "<1 %" : `${Math.round(percent)} %`;
}
