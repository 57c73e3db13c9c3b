// What a person can ask of a run: buttons, each with a key that does the same.

import { sentenceOf } from "../shared/client/client.js";
import { isShortcut } from "../shared/shortcut.js";

/** @typedef {{ verb: string, label: string, key: string, states: string[] }} Action */

/** @type {Action[]} */
const ACTIONS = [
  { verb: "pause", label: "Pause", key: "p", states: ["running", "queued"] },
  { verb: "resume", label: "Resume", key: "r", states: ["paused", "stopped", "interrupted", "failed"] },
  { verb: "step", label: "One batch", key: "n", states: ["running", "paused"] },
  { verb: "stop", label: "Stop", key: "s", states: ["running", "queued", "paused", "interrupted"] },
];

export class RunControls {
  /**
   * @param {HTMLElement} group
   * @param {(verb: string) => Promise<void>} ask
   * @param {(sentence: string) => void} complain why it failed
   */
  constructor(group, ask, complain) {
    this.ask = ask;
    this.complain = complain;
    this.buttons = new Map(ACTIONS.map((action) => [action.verb, this.button(action)]));
    group.replaceChildren(...this.buttons.values());
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.handleKey(event);
    document.addEventListener("keydown", this.onKey);
  }

  /** @param {Action} action */
  button({ verb, label, key }) {
    const button = document.createElement("button");
    button.type = "button";
    button.hidden = true;
    button.dataset.verb = verb;
    const hint = document.createElement("kbd");
    hint.textContent = key.toUpperCase();
    button.append(label, hint);
    button.setAttribute("aria-keyshortcuts", key);
    button.onclick = () => this.command(verb);
    return button;
  }

  /**
   * Only what this state allows.
   * @param {string} state
   */
  show(state) {
    for (const { verb, states } of ACTIONS) this.buttonOf(verb).hidden = !states.includes(state);
  }

  /** @param {string} verb */
  buttonOf(verb) {
    const button = this.buttons.get(verb);
    if (!button) throw new Error(`There is no button to ${verb}.`);
    return button;
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    if (!isShortcut(event)) return;
    const action = ACTIONS.find(({ key }) => key === event.key.toLowerCase());
    const button = action && this.buttons.get(action.verb);
    if (button && !button.hidden) {
      event.preventDefault();
      this.command(action.verb);
    }
  }

  /** @param {string} verb */
  async command(verb) {
    const button = this.buttonOf(verb);
    button.disabled = true;
    try {
      await this.ask(verb);
    } catch (error) {
      this.complain(sentenceOf(error));
    } finally {
      button.disabled = false;
    }
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
  }
}
