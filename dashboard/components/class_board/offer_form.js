// "Everybody here": a step or a run is offered to all screens, until it is ended.

import { answerOf } from "../shared/client/client.js";
import { make, partOf } from "../shared/element.js";

/** @import { Offer, Sent } from "./messages.js" */

export class OfferForm {
  /**
   * @param {HTMLFormElement} form
   * @param {object} told
   * @param {() => void} told.asked
   * @param {() => void} told.changed
   * @param {(error: unknown) => void} told.failed
   */
  constructor(form, { asked, changed, failed }) {
    this.field = partOf(form, ".key", HTMLInputElement);
    this.options = partOf(form, "datalist");
    this.offered = partOf(form, ".offered");
    this.asked = asked;
    this.changed = changed;
    this.failed = failed;
    form.onsubmit = (event) => {
      event.preventDefault();
      if (this.field.value.trim()) this.offer(this.field.value);
    };
    partOf(this.offered, "button").onclick = () => this.post("class/offer/end", {});
  }

  /** @param {Sent["steps"]} steps */
  list(steps) {
    if (this.options.childElementCount) return;
    this.options.append(...steps.map(({ key, words }) => {
      const option = make("option", "", words);
      option.value = key;
      return option;
    }));
  }

  /** @param {Offer | null} offer */
  show(offer) {
    this.offered.hidden = !offer;
    partOf(this.offered, "bdi").textContent = offer?.words ?? "";
  }

  /** @param {string} text as somebody types it, such as `strategy-4` or `Run 12` */
  async offer(text) {
    if (await this.post("class/offer", { key: text.trim().replace(/^run\s+/i, "") })) this.field.value = "";
  }

  /**
   * @param {string} path
   * @param {object} body
   */
  async post(path, body) {
    this.asked();
    try {
      const { offer } = await answerOf(path, { body });
      this.show(offer);
      this.changed();
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }
}
