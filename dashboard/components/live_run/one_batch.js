// The batch that was just trained by itself: its digits, hardest first, and the gradient of every layer.

import { answerOf } from "../shared/client.js";
import { make, partOf } from "../shared/element.js";

/** @import { Message } from "./messages.js" */

/** @typedef {{ true: number, read: number, percent: number }} BatchDigit */
/** @typedef {{ token: string, norm: number | null }} Gradient of a layer; null where it is not finite */

/**
 * @typedef {object} Look
 * @property {number} batch of its epoch
 * @property {number} num_batches of an epoch
 * @property {number} epoch
 * @property {number} loss
 * @property {number} num_digits
 * @property {number} num_wrong
 * @property {BatchDigit[]} digits the hardest, as many as are shown
 * @property {string} sprite a PNG of them
 * @property {number} columns of the sprite
 * @property {Gradient[]} gradients
 */

const RIGHT_SIZE = 28;
const WRONG_SIZE = 48;

export class OneBatch {
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
   * A run that stands still may stand behind such a batch; nothing is asked of one that trains.
   * @param {number} run
   * @param {Message} message
   */
  async show(run, { state, position }) {
    if (["running", "queued", "finished"].includes(state) || !position) return this.hide();
    const told = `${run}/${position}`;
    if (told === this.told) return;
    this.told = told;
    const answer = await answerOf(`runs/${run}/batch`).catch(() => null);
    const look = answer?.look;
    if (this.told !== told) return;
    this.section.hidden = !look;
    if (look) this.fill(look);
  }

  /** @param {Look} look */
  fill(look) {
    /** @type {(name: string) => HTMLElement} */
    const find = (name) => partOf(this.section, `.${name}`);
    const { num_digits: num, num_wrong: wrong, digits } = look;
    const kept = digits.length < num ? ` The hardest ${digits.length} are shown.` : "";
    find("batch-title").textContent = `Batch ${look.batch} of ${look.num_batches} in epoch ${look.epoch}, as the network was trained on it`;
    find("batch-facts").textContent = `Loss ${look.loss.toFixed(4)} · ${wrong} of ${num} wrong, the hardest first.${kept}`;
    const cells = digits.map((digit, place) => this.cell(look, digit, place));
    find("wrong-digits").replaceChildren(...cells.filter((_, place) => digits[place].true !== digits[place].read));
    find("right-digits").replaceChildren(...cells.filter((_, place) => digits[place].true === digits[place].read));
    find("right-digits").setAttribute("aria-label", `${num - wrong} digits read right`);
    const highest = Math.max(...look.gradients.map(({ norm }) => norm ?? 0)) || 1;
    find("gradients").replaceChildren(...look.gradients.map((layer) => bar(layer, highest)));
  }

  /**
   * @param {Look} look
   * @param {BatchDigit} digit
   * @param {number} place
   */
  cell(look, { true: label, read, percent }, place) {
    const isWrong = label !== read;
    const size = isWrong ? WRONG_SIZE : RIGHT_SIZE;
    const cell = document.createElement(isWrong ? "li" : "span");
    const picture = document.createElement("i");
    const [column, row] = [place % look.columns, Math.floor(place / look.columns)];
    picture.style.cssText = `width: ${size}px; height: ${size}px; background-image: url(data:image/png;base64,${look.sprite});`
      + `background-size: ${look.columns * size}px; background-position: ${-column * size}px ${-row * size}px`;
    cell.append(picture);
    cell.title = isWrong ? `${label} read as ${read}, ${percent} % sure` : `${label}, ${percent} % sure`;
    if (isWrong) {
      cell.setAttribute("aria-label", cell.title);
      const caption = document.createElement("span");
      const bold = document.createElement("b");
      bold.textContent = String(read);
      caption.append(`${label} → `, bold);
      cell.append(caption);
    }
    return cell;
  }
}

/**
 * @param {Gradient} layer
 * @param {number} highest
 */
function bar({ token, norm }, highest) {
  const item = document.createElement("li");
  const [name, track, value] = [make("code", "", token), make("i"), make("span")];
  track.style.setProperty("--share", String(norm === null ? 1 : norm / highest));
  value.textContent = norm === null ? "not finite" : norm.toPrecision(2);
  item.append(name, track, value);
  return item;
}
