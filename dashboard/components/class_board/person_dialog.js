// What the teacher can do for one person: the run on the projector, an offer, a pause, three new words.

import { onPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf } from "../shared/address.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { buttonOf, make } from "../shared/element.js";

/** @import { Tile } from "./messages.js" */

/**
 * @typedef {object} Asks
 * @property {(run: number) => void} spotlight
 * @property {(key: string) => void} offer
 * @property {() => void} changed
 */

export class PersonDialog {
  /**
   * @param {HTMLDialogElement} dialog
   * @param {Asks} asks
   */
  constructor(dialog, asks) {
    this.dialog = dialog;
    this.asks = asks;
    this.told = make("p", "told");
    this.told.setAttribute("role", "status");
    // outside of its box
    dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
  }

  /** @param {Tile} tile */
  open(tile) {
    const { doing, name } = tile;
    const run = (doing ?? tile.best ?? tile.best_try)?.run;
    const title = make("h2");
    title.id = "person-name";
    title.append(make("bdi", "", name));
    this.told.replaceChildren();
    this.dialog.replaceChildren(
      title,
      ...(run === undefined ? [] : [
        this.spotlight(run), this.button(`Offer run ${run} to everybody`, async () => { this.asks.offer(String(run)); this.dialog.close(); })]),
      this.button("Pause all runs", () => this.pause(tile)),
      this.button("New three words to come back with", () => this.renew(tile)),
      this.button("Remove from the class", async () => this.askToRemove(tile)),
      this.told,
      this.button("Close", async () => this.dialog.close()));
    this.dialog.showModal();
  }

  /** @param {number} run */
  spotlight(run) {
    const link = make("a", "button", `Run ${run} on the projector`);
    link.href = addressOf(`train?run=${run}&view=projector`);
    onPlainClick(link, () => {
      this.dialog.close();
      this.asks.spotlight(run);
    });
    return link;
  }

  /** @param {Tile} tile */
  async pause({ person }) {
    const { paused } = await answerOf(`people/${person}/pause`, { body: {} });
    this.asks.changed();
    this.told.textContent = paused.length ? `Asked to pause: ${paused.map((/** @type {number} */ run) => `run ${run}`).join(", ")}.` : "Nothing of theirs trains or waits.";
  }

  /** @param {Tile} tile */
  async renew({ person, name }) {
    const { words } = await answerOf(`people/${person}/words`, { body: {} });
    this.told.replaceChildren(make("b", "words", words), make("span", "", " Shown this once. "),
      make("bdi", "", name), " comes back with them on the page where one joins; the old ones are void.");
  }

  /** @param {Tile} tile */
  askToRemove(tile) {
    const sure = make("span", "", " is removed with all their runs, drawings and recipes, for good. ");
    this.told.replaceChildren(make("bdi", "", tile.name), sure, this.button("Remove for good", async () => {
      await answerOf(`people/${tile.person}/remove`, { body: {} });
      this.asks.changed();
      this.dialog.close();
    }));
  }

  /**
   * @param {string} words
   * @param {() => Promise<void>} act
   */
  button(words, act) {
    return buttonOf(words, async () => {
      try {
        await act();
      } catch (error) {
        this.told.textContent = sentenceOf(error);
      }
    });
  }
}
