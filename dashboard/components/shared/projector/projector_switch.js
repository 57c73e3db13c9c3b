// The projector view of a page: a button or F shows it, Escape leaves it, and the address has it as
// `view=projector`. What it looks like is the page's own.

import { make, partOf } from "../element.js";
import { PhoneCode } from "./phone_code.js";
import { isShortcut } from "../shortcut.js";

const PROJECTOR_KEY = "f";
/** Letters that are read from eight metres: 30 pixels of 1080. */
const LINES_ON_SCREEN = 36;
const LEAST_LETTERS = 15;
const LEAST_COLUMNS = 25; // of letters, in a narrow window

/**
 * Pixels of a letter that is read from the last row.
 * @param {{ width: number, height: number }} screen
 */
export function letterSize({ width, height }) {
  return Math.max(LEAST_LETTERS, Math.round(Math.min(height / LINES_ON_SCREEN, width / LEAST_COLUMNS)));
}

export class ProjectorSwitch {
  /**
   * @param {HTMLElement} group of buttons, which gets the two of this view
   * @param {object} view
   * @param {(on: boolean) => void} view.apply
   * @param {(on: boolean) => void} view.changed by a person: keeps the link true
   * @param {boolean} [view.fitsPhone] whether a phone that follows opens this view
   */
  constructor(group, { apply, changed, fitsPhone = false }) {
    this.apply = apply;
    this.changed = changed;
    this.isOn = false;
    this.button = make("button", "project");
    this.button.type = "button";
    this.button.setAttribute("aria-keyshortcuts", PROJECTOR_KEY);
    this.button.append(make("span"), make("kbd"));
    this.button.onclick = () => this.toggle();
    this.phone = new PhoneCode(group, fitsPhone);
    group.append(this.phone.button, this.button);
    this.onKey = (/** @type {KeyboardEvent} */ event) => {
      const isWanted = isShortcut(event) && event.key.toLowerCase() === PROJECTOR_KEY;
      const isLeaving = this.isOn && event.key === "Escape" && !this.phone.isOpen;
      if (!isWanted && !isLeaving) return;
      event.preventDefault();
      this.toggle();
    };
    document.addEventListener("keydown", this.onKey);
    this.say();
  }

  toggle() {
    this.show(!this.isOn);
    this.changed(this.isOn);
  }

  /** @param {boolean} on */
  show(on) {
    if (on === this.isOn) return;
    this.isOn = on;
    this.say();
    this.apply(on);
  }

  say() {
    this.button.setAttribute("aria-pressed", String(this.isOn));
    partOf(this.button, "span").textContent = this.isOn ? "Leave" : "Projector";
    partOf(this.button, "kbd").textContent = this.isOn ? "Esc" : PROJECTOR_KEY.toUpperCase();
    this.phone.button.hidden = !this.isOn;
  }

  destroy() {
    this.show(false);
    this.phone.destroy();
    document.removeEventListener("keydown", this.onKey);
  }
}
