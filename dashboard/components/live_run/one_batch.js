// The batch that was just trained by itself: its digits before and after the step, and how far each
// layer moved.

import { answerOf } from "../shared/client/client.js";
import { make, partOf } from "../shared/element.js";
import { termLink } from "../shared/words/term.js";
import { change, GROUPS, groupOf, share } from "./batch_words.js";

/** @import { BatchDigit, LayerStep, Look } from "./batch_words.js" */
/** @import { Message } from "./messages.js" */

const STILL_SIZE = 28; // right before and after
const TOLD_SIZE = 48;

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
    const num = look.counts.reduce((sum, count) => sum + count);
    const kept = look.digits.length < num ? ` The ${look.digits.length} that were hardest are shown.` : "";
    find("batch-title").textContent = `Batch ${look.batch} of ${look.num_batches} in epoch ${look.epoch}, before → after its step`;
    find("batch-facts").replaceChildren(termLink("cross-entropy", "Loss"),
      ` ${change(look.loss, 4)} · ${change(look.num_wrong, 0)} of ${num} wrong.${kept}`);
    find("gradient-term").replaceChildren(termLink("gradient", "Gradient norm"));
    find("batch-counts").replaceChildren(...columns(look.counts));
    find("batch-digits").replaceChildren(...GROUPS.flatMap((group) => this.group(look, group)));
    const highest = Math.max(...look.layers.map(({ gradient }) => gradient ?? 0)) || 1;
    find("layer-steps").replaceChildren(...look.layers.map((layer) => row(layer, highest)));
  }

  /**
   * The digits of one fate, the hardest first; nothing where there are none.
   * @param {Look} look
   * @param {string} group
   */
  group(look, group) {
    const places = look.digits.map((_, place) => place).filter((place) => groupOf(look.digits[place]) === group);
    if (!places.length) return [];
    const title = make("p", "batch-group", `${group}: ${places.length}`);
    const list = make("ol");
    list.dataset.group = group;
    list.append(...places.map((place) => this.cell(look, look.digits[place], place)));
    return [title, list];
  }

  /**
   * @param {Look} look
   * @param {BatchDigit} digit
   * @param {number} place
   */
  cell(look, { true: label, read, percent }, place) {
    const isStill = label === read[0] && label === read[1];
    const size = isStill ? STILL_SIZE : TOLD_SIZE;
    const cell = make("li");
    const picture = make("i");
    const [column, row] = [place % look.columns, Math.floor(place / look.columns)];
    picture.style.cssText = `width: ${size}px; height: ${size}px; background-image: url(data:image/png;base64,${look.sprite});`
      + `background-size: ${look.columns * size}px; background-position: ${-column * size}px ${-row * size}px`;
    cell.append(picture);
    cell.title = `${label} read as ${read[0]} before and ${read[1]} after; the right answer had ${percent[0]} %, then ${percent[1]} %`;
    cell.setAttribute("aria-label", cell.title);
    if (isStill) return cell;
    const answers = make("span");
    answers.append(`${label}: `, answer(read[0], label), " → ", answer(read[1], label));
    cell.append(answers, make("span", "", `${percent[0]} → ${percent[1]} %`));
    return cell;
  }
}

/**
 * @param {number} read
 * @param {number} label
 */
function answer(read, label) {
  return make("b", read === label ? "" : "wrong", String(read));
}

/**
 * How often each digit stands in the batch.
 * @param {number[]} counts of 0 to 9
 */
function columns(counts) {
  const most = Math.max(...counts, 1);
  return counts.map((count, digit) => {
    const item = make("li");
    const bar = make("i");
    bar.style.setProperty("--share", String(count / most));
    item.append(make("span", "", String(count)), bar, make("b", "", String(digit)));
    item.setAttribute("aria-label", `${digit}: ${count} times`);
    return item;
  });
}

/**
 * @param {LayerStep} layer
 * @param {number} highest gradient
 */
function row({ token, gradient, moved }, highest) {
  const item = make("li");
  const bar = make("i");
  bar.style.setProperty("--share", String(gradient === null ? 1 : gradient / highest));
  item.append(make("code", "", token), bar, make("span", "", gradient === null ? "not finite" : gradient.toPrecision(2)),
    make("span", "", share(moved)));
  return item;
}
