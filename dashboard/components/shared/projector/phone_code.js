// How to follow this page on a phone: a code to scan and the address to type, made by this server; or
// why no phone can reach it.

import { answerOf, sentenceOf } from "../client/client.js";
import { make } from "../element.js";

/** @typedef {{ address: string | null, code: string, size: number, problem: string }} OnAPhone code: the path of an SVG */

const SVG = "http://www.w3.org/2000/svg";

export class PhoneCode {
  /**
   * @param {HTMLElement} group where the window is put that shows it
   * @param {boolean} asShown whether a phone opens the view of the projector, too
   */
  constructor(group, asShown) {
    this.asShown = asShown;
    this.dialog = make("dialog", "phone-code");
    this.dialog.setAttribute("aria-label", "Follow on a phone");
    this.dialog.onclick = () => this.dialog.close();
    this.button = make("button", "phone", "On a phone");
    this.button.type = "button";
    this.button.onclick = () => this.open();
    group.append(this.dialog);
  }

  get isOpen() {
    return this.dialog.open;
  }

  async open() {
    this.dialog.replaceChildren(make("p", "", "…"));
    this.dialog.showModal();
    try {
      this.dialog.replaceChildren(...shown(await onAPhone(followed(window.location.href, this.asShown))));
    } catch (error) {
      this.dialog.replaceChildren(make("p", "", sentenceOf(error)));
    }
    const close = make("button", "", "Close");
    close.type = "button";
    this.dialog.append(close);
    close.focus();
  }

  destroy() {
    this.dialog.remove();
  }
}

/**
 * @param {string} page its whole address here
 * @returns {Promise<OnAPhone>}
 */
export function onAPhone(page) {
  return answerOf(`on-a-phone?${new URLSearchParams({ page })}`);
}

/**
 * The page as somebody looks at it on a phone.
 * @param {string} href
 * @param {boolean} asShown in the view of the projector
 */
export function followed(href, asShown) {
  const address = new URL(href);
  if (!asShown) address.searchParams.delete("view");
  address.hash = "";
  return address.href;
}

/** @param {OnAPhone} answer */
function shown(answer) {
  if (!answer.address) return [make("p", "", answer.problem)];
  return [codePicture(answer), make("p", "typed", answer.address.replace(/^https?:\/\//, ""))];
}

/**
 * What a camera reads.
 * @param {OnAPhone} answer
 */
export function codePicture({ address, code, size }) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", `A code to scan: ${address}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", code);
  path.setAttribute("stroke", "#000");
  picture.append(path);
  return picture;
}
