// The opened digit, in a tray at the foot of the window: what the page knows is there at once, and
// what the server finds out arrives part by part. Nothing here reruns the page's script.

import { answerOf, sentenceOf } from "../client/client.js";
import { make, partOf } from "../element.js";
import { bytesOf, greyCanvas, penOf } from "./pixels.js";
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
/** @typedef {{ class: number, pixels: string }} ClassMap */
/** @typedef {{ digit: string, activation: ClassMap[], gradients: ClassMap, words: string }} Maps */

/**
 * @typedef {object} Neighbours
 * @property {{ index: number, true: number, distance: number, pixels: string }[]} neighbours
 * @property {number} searched training digits so far
 * @property {number} total that will be searched
 * @property {number} available
 * @property {number} width values that the last layer decides by
 */

/** @typedef {{ label: string, step: string | null, read: number, loss: number, is_this?: boolean }} OtherReading */

/**
 * @typedef {object} OtherNetworks
 * @property {OtherReading[]} ladder the networks of the same ladder
 * @property {OtherReading[]} others
 * @property {number} true
 * @property {number} num networks that read well, this one among them whatever it reads
 * @property {number} num_wrong of these
 */

const SIDE = 28;
const FOR = [255, 138, 61]; // speaks for the class, against it: both on a dark digit
const AGAINST = [86, 180, 233];
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
      this.show(facts, picture ?? greyCanvas(facts.pixels ?? "", SIDE, SIDE), extra);
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

/**
 * @param {HTMLElement} box
 * @param {Maps} answer
 * @param {Digit} digit
 */
function showMaps(box, answer, digit) {
  const row = make("div", "row");
  const grey = bytesOf(answer.digit);
  for (const { class: name, pixels } of answer.activation) {
    row.append(figure(heat(grey, signedBytes(pixels)), row.childElementCount ? `for ${name}` : termLink("class-activation-map", `for ${name}`),
      name === digit.true ? "right" : "wrong", `Class activation map for ${name}. ${answer.words}`));
  }
  const { class: name, pixels } = answer.gradients;
  row.append(figure(heat(grey, signedBytes(pixels), 0.25), termLink("integrated-gradients", `pixels, for ${name}`),
    name === digit.true ? "right" : "wrong", `Integrated gradients for ${name}: what each pixel adds to its logit.`));
  const key = make("p", "quiet key");
  key.append(make("i", "for"), " for the class ", make("i", "against"), " against it");
  box.replaceChildren(row, key, make("p", "quiet", answer.words));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string | Node} caption
 * @param {string} kind
 * @param {string} told
 */
function figure(canvas, caption, kind, told) {
  const holder = make("figure", "");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", told);
  canvas.title = told;
  holder.append(canvas, make("figcaption", kind));
  partOf(holder, "figcaption").append(caption);
  return holder;
}

/**
 * @param {HTMLElement} box
 * @param {Neighbours} found
 * @param {Digit} digit
 */
function showNeighbours(box, found, digit) {
  const row = make("div", "row");
  for (const near of found.neighbours) {
    const kind = near.true === digit.true ? "right" : near.true === digit.read ? "wrong" : "";
    row.append(figure(greyCanvas(near.pixels, SIDE, SIDE), String(near.true), kind,
      `Training digit ${near.index}, a ${near.true}; distance ${near.distance}`));
  }
  const all = found.searched === found.available;
  box.replaceChildren(row, make("p", "quiet", `${found.searched.toLocaleString("en")} of ${found.available.toLocaleString("en")} `
    + `training digits searched${all || found.searched === found.total ? "" : " so far"}, by the ${found.width} values that the last layer decides by.`));
}

/**
 * @param {HTMLElement} box
 * @param {OtherNetworks} answer
 */
function showRuns(box, answer) {
  const list = make("ul", "ladder");
  for (const row of answer.ladder) {
    const item = make("li", row.is_this ? "is-this" : "");
    item.append(make("span", "", row.is_this ? `${row.label} (this)` : row.label),
      make("b", row.read === answer.true ? "right" : "wrong", String(row.read)),
      make("span", "quiet", `loss ${row.loss.toFixed(2)}`));
    list.append(item);
  }
  /** @type {HTMLElement[]} */
  const parts = [list];
  if (answer.others.length) {
    const others = make("p", "others");
    for (const row of answer.others) {
      const right = row.read === answer.true;
      const mark = make("b", right ? "right" : "wrong", String(row.read));
      mark.title = `${row.label}: read ${row.read}, loss ${row.loss.toFixed(2)}`;
      others.append(mark);
    }
    parts.push(make("p", "quiet", "Of other ladders and recipes:"), others);
  }
  const told = answer.num > 1 ? `${answer.num_wrong} of ${answer.num} networks misread it: this one and all that read at least 95 % right.`
    : "No other network that reads at least 95 % right was measured on these digits yet.";
  box.replaceChildren(make("p", "", told), ...parts);
}

/**
 * A digit in grey under what speaks for a class (orange) and against it (blue); strongest 127.
 * @param {Uint8Array} grey
 * @param {Int8Array} values
 * @param {number} [ground]
 */
function heat(grey, values, ground = 0.7) {
  return painted((place) => {
    const share = values[place] / 127;
    const colour = share > 0 ? FOR : AGAINST;
    const cover = 0.8 * Math.min(1, Math.abs(share));
    return colour.map((channel) => Math.round(cover * channel + (1 - cover) * ground * grey[place]));
  });
}

/** @param {(place: number) => number[]} colourAt */
function painted(colourAt) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const context = penOf(canvas);
  const image = context.createImageData(SIDE, SIDE);
  for (let place = 0; place < SIDE * SIDE; place += 1) {
    image.data.set([...colourAt(place), 255], 4 * place);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** @param {string} base64 */
function signedBytes(base64) {
  return new Int8Array(bytesOf(base64).buffer);
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
