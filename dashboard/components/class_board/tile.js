// One person on the board.

import { onPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf } from "../shared/address.js";
import { make } from "../shared/element.js";
import { NUM_PARTS, PART_WORDS, partsDone } from "../shared/words/lesson_parts.js";
import { SmallCurve } from "./small_curve.js";
import { bestWords, MARKS, placeWords, stateWords } from "./words.js";

/** @import { Tile } from "./messages.js" */

/**
 * @typedef {object} Asks
 * @property {(tile: Tile) => void} choose a person
 * @property {(run: number) => void} open
 */

export class TileElement {
  /** @param {Asks} asks */
  constructor(asks) {
    this.asks = asks;
    this.tile = /** @type {Tile | null} */ (null);
    this.element = make("li", "tile");
    this.name = make("button", "name");
    this.name.type = "button";
    this.nameText = this.name.appendChild(make("bdi"));
    this.name.onclick = () => this.tile && asks.choose(this.tile);
    this.marks = make("span", "marks");
    this.place = make("span", "place");
    this.run = runLink((run) => asks.open(run));
    this.state = make("span", "state");
    this.accuracy = make("b", "accuracy");
    this.changes = make("p", "changes");
    this.curve = new SmallCurve();
    this.best = runLink((run) => asks.open(run));
    this.best.className = "best";
    const head = make("div", "head");
    head.append(this.name, this.place);
    const line = make("p", "line");
    line.append(this.state, this.marks, this.accuracy);
    const foot = make("p", "foot");
    foot.append(this.run, this.best);
    this.part = make("p", "part");
    this.steps = make("span", "steps");
    this.steps.setAttribute("aria-hidden", "true");
    this.steps.append(...Array.from({ length: NUM_PARTS }, () => make("i")));
    this.partWords = make("span");
    this.part.append(this.steps, this.partWords);
    this.element.append(head, this.part, line, this.curve.element, this.changes, foot);
  }

  /**
   * @param {Tile} tile
   * @param {number} now UNIX seconds
   */
  show(tile, now) {
    this.tile = tile;
    const { doing, best, best_try: quick, marks, name, seen } = tile;
    this.element.dataset.state = doing?.state ?? "none";
    this.element.classList.toggle("is-away", seen !== null);
    this.element.classList.toggle("is-marked", marks.length > 0);
    say(this.nameText, name);
    this.name.title = `More about ${name}`;
    say(this.marks, marks.map((mark) => MARKS[mark]).join(", "));
    say(this.place, placeWords(tile, now));
    this.place.title = tile.place;
    this.part.hidden = tile.lesson === null;
    if (tile.lesson) {
      say(this.partWords, PART_WORDS[tile.lesson]);
      const done = partsDone(tile.lesson);
      [...this.steps.children].forEach((step, order) => step.classList.toggle("on", order < done));
    }
    say(this.state, stateWords(doing, now));
    say(this.accuracy, doing?.accuracy ? doing.accuracy.toFixed(2) : "");
    this.curve.show(doing);
    say(this.changes, doing ? [doing.is_quick_try ? "quick try" : "", doing.changes].filter(Boolean).join(": ") : "");
    this.changes.title = doing?.changes ?? "";
    lead(this.run, doing?.run, doing ? `Run ${doing.run} · ${doing.step}` : "");
    lead(this.best, (best ?? quick)?.run, bestWords(tile));
    this.best.classList.toggle("is-try", !best);
  }
}

/**
 * Only what changed, so that neither a selection nor a voice is interrupted.
 * @param {Element} element
 * @param {string} words
 */
function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** @param {(run: number) => void} open */
function runLink(open) {
  const link = make("a", "run");
  onPlainClick(link, () => open(Number(link.dataset.run)));
  return link;
}

/**
 * @param {HTMLAnchorElement} link
 * @param {number | undefined} run
 * @param {string} words
 */
function lead(link, run, words) {
  say(link, words);
  link.hidden = run === undefined;
  if (run === undefined || link.dataset.run === String(run)) return;
  link.dataset.run = String(run);
  link.href = addressOf(`train?run=${run}`);
}
