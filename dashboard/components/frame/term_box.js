// The box that says what a marked term means. A term is any link to `glossary?term=KEY`, in the page
// or in an element, so that it leads somewhere without this script, too.

import { isPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf } from "../shared/address.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { make, partOf } from "../shared/element.js";
import { placeBeside, termOf } from "./term_place.js";

/** @typedef {{ name: string, text: string, seen: string, address: string, demo: string, touched: string }} Term demo: the thing to touch that shows it */

const REST_MS = 250; // a pointer that passes over a term asks nothing
const LEAVE_MS = 250; // and may cross the gap to the box

export class TermBox {
  /**
   * @param {HTMLElement} box
   * @param {AbortSignal} signal
   */
  constructor(box, signal) {
    this.box = box;
    /** @type {(key: string) => void} */
    this.onSee = () => {};
    this.link = /** @type {HTMLAnchorElement | null} */ (null);
    this.isPinned = false;
    this.timer = /** @type {number | undefined} */ (undefined);
    /** @type {Promise<Record<string, Term>> | null} */
    this.terms = null;
    /** @type {<Kind extends Event>(name: string, heard: (event: Kind) => void) => void} */
    const on = (name, heard) => document.addEventListener(name, /** @type {EventListener} */ (heard), { signal, capture: true });
    on("pointerover", (/** @type {PointerEvent} */ event) => this.pointed(event));
    on("pointerout", (/** @type {PointerEvent} */ event) => this.left(event));
    on("keyup", (/** @type {KeyboardEvent} */ event) => this.tabbed(event));
    on("click", (/** @type {MouseEvent} */ event) => this.clicked(event));
    on("keydown", (/** @type {KeyboardEvent} */ event) => this.pressed(event));
    on("scroll", () => this.place());
    signal.addEventListener("abort", () => this.hide());
  }

  /** @param {PointerEvent} event */
  pointed(event) {
    if (event.pointerType !== "mouse") return;
    const link = this.linkOf(event);
    if (!link && !this.isWithin(event)) return this.hideOfGone();
    clearTimeout(this.timer);
    if (link && link !== this.link) this.timer = setTimeout(() => this.show(link), REST_MS);
  }

  /** @param {PointerEvent} event */
  left(event) {
    if (event.pointerType !== "mouse" || !(this.linkOf(event) || this.isWithin(event))) return;
    clearTimeout(this.timer);
    if (this.link && !this.isPinned) this.timer = setTimeout(() => this.hide(), LEAVE_MS);
  }

  /**
   * By its key: a focus that moves within one element is not told outside of it.
   * @param {KeyboardEvent} event
   */
  tabbed(event) {
    if (event.key !== "Tab") return;
    const link = this.linkOf(event);
    if (link) this.show(link);
    else if (!this.isWithin(event)) this.hide();
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const link = this.linkOf(event);
    const isPlain = isPlainClick(event);
    if (link && isPlain) {
      event.preventDefault();
      event.stopPropagation();
      return this.pin(link);
    }
    const shown = event.composedPath().find((part) => part instanceof HTMLAnchorElement && part.dataset.term);
    if (shown instanceof HTMLAnchorElement && isPlain) {
      // a plain link would load the whole lab anew, and lose what is typed on this page
      event.preventDefault();
      this.onSee(shown.dataset.term ?? "");
    }
    if (shown || !this.isWithin(event)) this.hide();
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.key !== "Escape" || !this.link) return;
    const { link } = this;
    event.stopPropagation();
    this.hide();
    link.focus();
  }

  /** @param {HTMLAnchorElement} link */
  pin(link) {
    this.show(link);
    this.isPinned = true;
    this.box.focus();
  }

  /** @param {HTMLAnchorElement} link */
  async show(link) {
    if (link === this.link) return;
    this.hide();
    this.link = link;
    link.setAttribute("aria-expanded", "true");
    try {
      this.terms ??= answerOf("glossary");
      const term = (await this.terms)[termOf(link.href) ?? ""];
      if (this.link === link && term) this.fill(termOf(link.href) ?? "", term);
    } catch (error) {
      this.terms = null;
      if (this.link === link) this.fill("", { name: link.textContent, text: sentenceOf(error), seen: "", address: "", demo: "", touched: "" });
    }
  }

  /**
   * @param {string} key
   * @param {Term} term
   */
  fill(key, { name, text, seen, address, demo, touched }) {
    const see = partOf(this.box, ".see", HTMLAnchorElement);
    partOf(this.box, "#term-name").textContent = name;
    partOf(this.box, "#term-text").textContent = text;
    see.replaceChildren(make("span", "", seen && `See ${seen}`));
    see.href = addressOf(address);
    see.dataset.term = key;
    const touch = partOf(this.box, ".touch", HTMLAnchorElement);
    touch.hidden = !demo;
    touch.textContent = demo && `Touch: ${touched}`;
    touch.href = addressOf(`touch?demo=${demo}`);
    touch.dataset.term = `touch/${demo}`;
    const all = partOf(this.box, ".all", HTMLAnchorElement);
    all.href = addressOf(`glossary?term=${key}`);
    all.dataset.term = `glossary/${key}`;
    this.box.showPopover();
    this.place();
    if (this.isPinned) this.box.focus();
  }

  place() {
    this.hideOfGone();
    if (!this.link || !this.box.matches(":popover-open")) return;
    const [left, top] = placeBeside(this.link.getBoundingClientRect(), this.box.getBoundingClientRect(),
      document.documentElement.clientWidth, window.innerHeight);
    this.box.style.left = `${left}px`;
    this.box.style.top = `${top}px`;
  }

  /** A run of the page's script may take the term away from under the pointer, which tells nothing. */
  hideOfGone() {
    if (this.link && !this.link.isConnected) this.hide();
  }

  hide() {
    clearTimeout(this.timer);
    this.link?.removeAttribute("aria-expanded");
    this.link = null;
    this.isPinned = false;
    if (this.box.matches(":popover-open")) this.box.hidePopover();
  }

  /**
   * The term that an event began at, also within an element's own tree.
   * @param {Event} event
   */
  linkOf(event) {
    const link = event.composedPath().find((part) => part instanceof HTMLAnchorElement);
    return link instanceof HTMLAnchorElement && termOf(link.href) && !link.dataset.term ? link : null;
  }

  /** @param {Event} event */
  isWithin(event) {
    return event.composedPath().includes(this.box);
  }
}
