// What the teacher offers to everybody: one line over the foot of the page, which takes neither the
// keyboard nor the place of what somebody does. Whoever answered does not see it again in this tab.

import { isPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf } from "../shared/address.js";
import { sentenceOf, replyOf } from "../shared/client/client.js";
import { buttonOf, make } from "../shared/element.js";
import { remember, remembered } from "../shared/tab_memory.js";

/** @typedef {{ key: string, at: number, words: string, address: string }} Offer */

const ANSWERED = "answered offer";
const BOARD = "/board"; // which says itself what is offered

export class OfferLine {
  /**
   * @param {HTMLElement} host
   * @param {(key: string) => void} open
   */
  constructor(host, open) {
    this.open = open;
    /** What the server offers, and what of it is shown. */
    this.told = /** @type {Offer | null} */ (null);
    this.offer = /** @type {Offer | null} */ (null);
    this.line = make("div", "offer");
    this.line.popover = "manual";
    this.line.setAttribute("role", "status");
    this.words = make("bdi", "words");
    const label = make("span", "", "Everybody here: ");
    label.append(this.words);
    this.link = make("a", "open", "Open");
    this.link.onclick = (event) => this.accept(event);
    this.later = buttonOf("Not now", () => this.answer());
    this.end = buttonOf("End", () => this.finish());
    this.line.append(label, this.link, this.later, this.end);
    host.append(this.line);
  }

  /** @param {boolean} isOwn whether whoever sees it can end it */
  show(isOwn) {
    const { told } = this;
    // whoever is there already needs no way there
    if (told && isHere(told.address)) remember(ANSWERED, told.at);
    const isSeen = isOwn && window.location.pathname.endsWith(BOARD);
    this.offer = told && !isSeen && remembered(ANSWERED) !== told.at ? told : null;
    if (this.offer) {
      if (this.words.textContent !== this.offer.words) this.words.textContent = this.offer.words;
      this.link.href = addressOf(this.offer.address);
      this.end.hidden = !isOwn;
    }
    if (Boolean(this.offer) !== this.line.matches(":popover-open")) this.line.togglePopover();
  }

  /** @param {MouseEvent} event */
  accept(event) {
    const key = this.offer?.key ?? "";
    const isHere = isPlainClick(event);
    if (isHere) event.preventDefault();
    this.answer();
    if (isHere) this.open(key);
  }

  answer() {
    remember(ANSWERED, this.offer?.at ?? null);
    this.show(false);
  }

  async finish() {
    try {
      await replyOf("class/offer/end", { body: {} });
      this.told = null;
      this.show(false);
    } catch (error) {
      this.words.textContent = sentenceOf(error);
    }
  }
}

/**
 * Whether this page shows what an address shows; it may say more in its own.
 * @param {string} address
 */
function isHere(address) {
  const { pathname, searchParams } = new URL(addressOf(address));
  const here = new URLSearchParams(window.location.search);
  return pathname === window.location.pathname && [...searchParams].every(([name, value]) => here.get(name) === value);
}
