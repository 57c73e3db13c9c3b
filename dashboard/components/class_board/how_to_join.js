// How to join, as it is read from the last row: an address to type, the code, and one to scan.

import { addressOf } from "../shared/address.js";
import { sentenceOf } from "../shared/client/client.js";
import { make } from "../shared/element.js";
import { codePicture, onAPhone } from "../shared/projector/phone_code.js";

export class HowToJoin {
  /**
   * @param {HTMLElement} host
   * @param {HTMLButtonElement} button shows it while there are people to be seen instead
   * @param {() => void} changed
   */
  constructor(host, button, changed) {
    this.host = host;
    this.button = button;
    this.code = "";
    this.isWanted = false;
    this.isAsked = false;
    button.onclick = () => { this.isWanted = !this.isWanted; changed(); };
  }

  /** @param {boolean} isEmpty whether nobody has joined yet */
  show(isEmpty) {
    const isShown = Boolean(this.code) && (isEmpty || this.isWanted);
    this.host.hidden = !isShown;
    this.button.hidden = !this.code || isEmpty;
    this.button.setAttribute("aria-expanded", String(this.isWanted));
    if (isShown && !this.isAsked) this.ask();
  }

  async ask() {
    this.isAsked = true;
    try {
      const page = addressOf(`join?${new URLSearchParams({ code: this.code })}`);
      const answer = await onAPhone(page);
      if (!answer.address) return this.host.replaceChildren(make("p", "", answer.problem));
      const words = make("div");
      words.append(line("Open", answer.address.replace(/\?.*/, "")), line("Class code", this.code));
      this.host.replaceChildren(codePicture(answer), words);
    } catch (error) {
      this.isAsked = false;
      this.host.replaceChildren(make("p", "", sentenceOf(error)));
    }
  }
}

/**
 * @param {string} what
 * @param {string} typed
 */
function line(what, typed) {
  const said = make("p", "", `${what} `);
  said.append(make("b", "", typed));
  return said;
}
