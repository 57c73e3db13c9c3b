// The round of ten digits: one after the other is drawn on the pad, and others' digits are told apart.
// What others do comes by itself; a digit that somebody looks at stays until it is answered.

import { Pen } from "../../../mnist_core/scripts/pen.js";
import { Sheet } from "../../../mnist_core/scripts/sheet.js";
import { Board } from "../draw_pad/board.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { countOf } from "../shared/words/count.js";
import { heldBy, isDark, make, partOf } from "../shared/element.js";
import { greyCanvas } from "../shared/digits/pixels.js";
import { Poll } from "../shared/client/poll.js";
import { isShortcut } from "../shared/shortcut.js";
import { STATES, stateWords, taskWords } from "./words.js";

/** @import { Call } from "../shared/element.js" */
/** @import { OwnDigit, SomebodysDigit } from "./words.js" */

/**
 * What the server says of one's round.
 * @typedef {object} Round
 * @property {number[]} asked digits to draw, in this order
 * @property {OwnDigit[]} drawn
 * @property {{ id: number, pixels: string } | null} other somebody else's digit
 * @property {number} num_others
 * @property {number} num_confirmed
 * @property {number} num_writers
 * @property {SomebodysDigit[]} others for the teacher alone
 */

const ASK_AGAIN = 3000; // milliseconds
const ASK_BEHIND = 15_000; // while the tab is hidden
const NO_DIGIT = "none of them";
const kept = new Sheet(); // a person who leaves the page finds the drawing again

class DigitRound {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.part = (/** @type {string} */ selector) => partOf(section, selector);
    const button = (/** @type {string} */ name) => partOf(section, `.${name}`, HTMLButtonElement);
    this.buttons = { undo: button("undo"), clear: button("clear"), keep: button("keep") };
    this.state = partOf(section, ".state", HTMLSelectElement);
    this.state.append(...STATES.map((state) => new Option(state, state)));
    this.round = /** @type {Round | null} */ (null);
    this.looked = /** @type {Round["other"]} */ (null); // what is looked at now
    this.isBusy = false;
    this.leaving = new AbortController();
    this.board = new Board(section, () => {});
    this.pen = new Pen(this.board.canvas, kept, {
      begin: () => this.complain(""), changed: () => this.paint(), moved: () => this.paint(),
      undo: () => this.undo(), redo: () => { kept.redo(); this.paint(); }, clear: () => this.clear(),
    });
    this.poll = new Poll("class-digits", {
      heard: (reply) => this.hear(reply),
      lost: (sentence) => this.complain(sentence || "The server does not answer; trying again."),
      found: () => this.complain(""),
      again: () => ASK_AGAIN, behind: ASK_BEHIND });
    this.listen();
    this.paint();
    this.poll.begin();
  }

  listen() {
    const { signal } = this.leaving;
    this.buttons.undo.onclick = () => this.undo();
    this.buttons.clear.onclick = () => this.clear();
    this.buttons.keep.onclick = () => this.keep();
    this.state.onchange = () => this.everybody();
    this.board.canvas.addEventListener("keydown", (event) => { if (event.key === "Enter") this.keep(); });
    const answers = [...Array(10).keys()].map((digit) => this.answerButton(String(digit), digit));
    this.part(".answers").replaceChildren(...answers, this.answerButton(NO_DIGIT, null));
    document.addEventListener("keydown", (event) => {
      if (isShortcut(event) && /^\d$/.test(event.key) && this.looked) this.answer(Number(event.key));
    }, { signal });
  }

  /**
   * @param {string} words
   * @param {number | null} digit
   */
  answerButton(words, digit) {
    const button = make("button", digit === null ? "none" : "", words);
    button.type = "button";
    button.onclick = () => this.answer(digit);
    return button;
  }

  // -- the pad ---------------------------------------------------------------------------------

  paint() {
    this.board.paint(kept, kept.strokes, this.pen);
    this.buttons.undo.disabled = !kept.past.length;
    this.buttons.clear.disabled = kept.isBlank;
    this.buttons.keep.disabled = kept.isBlank || this.isBusy || !this.round?.asked.length;
  }

  undo() {
    this.pen.lift();
    kept.undo();
    this.paint();
  }

  clear() {
    this.pen.lift();
    kept.clear();
    this.paint();
  }

  async keep() {
    const digit = this.round?.asked[0];
    if (digit === undefined || kept.isBlank || this.isBusy) return;
    this.pen.lift();
    if (await this.send("class-digits", { digit, ...kept.drawing() })) {
      kept.clear();
      kept.past = [];
    }
    this.paint();
  }

  // -- others' digits --------------------------------------------------------------------------

  /** @param {number | null} digit */
  async answer(digit) {
    const { looked } = this;
    if (!looked || this.isBusy) return;
    this.looked = null;
    const isHeard = await this.send(`class-digits/${looked.id}/answer`, { digit }, ".said");
    if (isHeard) this.say(".said", digit === null ? "You said: no digit." : `You said: ${digit}.`);
    else {
      this.poll.version = null;
      await this.poll.ask();
    }
  }

  // -- what is asked of the server -------------------------------------------------------------

  /**
   * Whether the server did it.
   * @param {string} path
   * @param {object} body
   * @param {string} told where a refusal is told
   */
  async send(path, body, told = ".problem") {
    this.isBusy = true;
    this.paint();
    try {
      this.show(await answerOf(path, { body, signal: this.leaving.signal }));
      this.poll.version = null;
      this.say(told, "");
      return true;
    } catch (error) {
      if (!this.leaving.signal.aborted) this.say(told, sentenceOf(error));
      return false;
    } finally {
      this.isBusy = false;
      this.paint();
    }
  }

  /** @param {Response} reply */
  async hear(reply) {
    // what is said at this moment is answered with a newer one
    if (this.isBusy) this.poll.version = null;
    else if (reply.status !== 304) this.show(await reply.json());
  }

  // -- what is shown ---------------------------------------------------------------------------

  /** @param {Round} round */
  show(round) {
    this.round = round;
    this.part("#digit-task").replaceChildren(...taskWords(round.asked[0]).map((words, place) => make(place % 2 ? "b" : "span", "", words)));
    const numDrawn = 10 - round.asked.length;
    this.part(".progress").textContent = round.asked.length ? `${numDrawn + 1} of 10, as you always write it`
      : "All ten of yours are drawn. Now say what others' digits are.";
    this.part(".pad").hidden = !round.asked.length;
    this.look(round);
    this.part(".own-title").hidden = !round.drawn.length;
    this.part(".own").replaceChildren(...round.drawn.map((digit) => this.card(digit)));
    this.part(".everybody").hidden = !round.others.length;
    this.everybody();
    this.paint();
  }

  /** @param {Round} round */
  look({ other, num_others: num, num_confirmed: confirmed, num_writers: writers }) {
    this.looked ??= other;
    const { looked } = this;
    this.part(".question").hidden = !looked;
    const set = confirmed ? ` ${countOf(confirmed, "digit")} of ${writers === 1 ? "1 person" : `${writers} people`} ${confirmed === 1 ? "is" : "are"} confirmed.` : "";
    this.part(".waiting").textContent = (looked ? `${countOf(num, "digit")} of others ${num === 1 ? "waits" : "wait"}.` : "Nobody else's digit waits at the moment.") + set;
    const canvas = looked ? greyCanvas(looked.pixels, 28, 28) : null;
    canvas?.setAttribute("role", "img");
    canvas?.setAttribute("aria-label", "Somebody's digit");
    this.part(".other").replaceChildren(...(canvas ? [canvas] : []));
  }

  everybody() {
    const shown = this.round?.others.filter(({ state }) => state === this.state.value) ?? [];
    this.part(".all").replaceChildren(...shown.map((digit) => this.card(digit)));
    for (const option of this.state.options) {
      const num = this.round?.others.filter(({ state }) => state === option.value).length ?? 0;
      option.textContent = `${option.value} (${num})`;
    }
  }

  /**
   * One's own digit, or for the teacher anybody's.
   * @param {OwnDigit | SomebodysDigit} digit
   */
  card(digit) {
    const card = make("li", digit.state);
    const words = make("p", "words");
    const isAnothers = "name" in digit;
    words.append(make("b", "", String(digit.digit)), ` ${stateWords(digit)}`);
    card.append(greyCanvas(digit.pixels, 28, 28), words);
    if ("name" in digit) card.append(make("bdi", "name", digit.name));
    const isSettled = digit.state === "confirmed";
    if (isAnothers && !isSettled) card.append(this.small("Confirm", `Confirm digit ${digit.id} as ${digit.digit}`, `class-digits/${digit.id}/confirm`));
    card.append(this.small("Remove", `Remove digit ${digit.id}, a ${digit.digit}`, `class-digits/${digit.id}/delete`));
    return card;
  }

  /**
   * @param {string} words
   * @param {string} told
   * @param {string} path
   */
  small(words, told, path) {
    const button = make("button", "small", words);
    button.type = "button";
    button.setAttribute("aria-label", told);
    button.onclick = () => this.send(path, {});
    return button;
  }

  /** @param {string} sentence */
  complain(sentence) {
    this.say(".problem", sentence);
  }

  /**
   * @param {string} where
   * @param {string} words
   */
  say(where, words) {
    this.part(where).textContent = words;
    if (where === ".problem") this.part(where).hidden = !words;
  }

  destroy() {
    this.leaving.abort();
    this.poll.end();
  }
}

/** @param {Call<object>} call */
export default function ({ parentElement }) {
  const section = partOf(parentElement, ".round");
  section.classList.toggle("dark", isDark(section));
  return heldBy(section, DigitRound).end;
}
