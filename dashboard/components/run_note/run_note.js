// A run's name and note. What is typed is kept in the browser until the server has it, so that neither
// another page nor a reload nor a server that is away loses it.

import { replyOf, sentenceOf } from "../shared/client/client.js";
import { heldBy, partOf } from "../shared/element.js";
import { remember, remembered } from "../shared/tab_memory.js";

/** @import { Call } from "../shared/element.js" */

/** @typedef {"name" | "note"} Part */
/** @typedef {{ run: number } & Record<Part, string>} Stored */
/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

const TYPING = 600; // milliseconds of rest before it is saved
const AGAIN = 3000; // after which it is tried once more

class RunNote {
  /** @param {HTMLElement} section */
  constructor(section) {
    /** @type {Record<Part, Field>} */
    this.fields = { name: partOf(section, "input", HTMLInputElement), note: partOf(section, "textarea", HTMLTextAreaElement) };
    this.status = partOf(section, ".status");
    this.stored = /** @type {Stored | null} */ (null);
    /** @type {Partial<Record<Part, number>>} */
    this.timers = {};
    for (const part of this.parts) {
      this.fields[part].oninput = () => this.typed(part);
      this.fields[part].onchange = () => this.save(part);
      this.fields[part].onkeydown = (/** @type {Event} */ event) => {
        if (event instanceof KeyboardEvent && event.key === "Enter" && (event.ctrlKey || event.metaKey || part === "name")) this.save(part);
      };
    }
    this.onHide = () => this.saveAll({ isLeaving: true });
    window.addEventListener("pagehide", this.onHide);
  }

  get parts() {
    return /** @type {Part[]} */ (["name", "note"]);
  }

  /** @param {Stored} stored */
  show(stored) {
    const before = this.stored;
    if (before && before.run !== stored.run) this.saveAll();
    this.stored = { ...stored };
    if (before?.run !== stored.run) this.status.textContent = "";
    for (const part of this.parts) {
      const draft = remembered(this.key(part));
      // what another tab wrote is shown, but never in the place of what is being typed here
      if (draft === null && (before?.run !== stored.run || before[part] !== stored[part])) this.fields[part].value = stored[part];
      if (draft !== null && before?.run !== stored.run) {
        this.fields[part].value = draft;
        this.save(part);
      }
    }
  }

  /** @param {Part} part */
  key(part) {
    return `mnist-draft ${part} of run ${this.stored?.run}`;
  }

  /** @param {Part} part */
  typed(part) {
    remember(this.key(part), this.fields[part].value);
    this.status.textContent = "";
    this.saveLater(part, TYPING);
  }

  /**
   * @param {Part} part
   * @param {number} wait
   */
  saveLater(part, wait) {
    clearTimeout(this.timers[part]);
    this.timers[part] = setTimeout(() => this.save(part), wait);
  }

  /**
   * @param {Part} part
   * @param {{ isLeaving?: boolean }} [how]
   */
  async save(part, { isLeaving = false } = {}) {
    clearTimeout(this.timers[part]);
    const { stored } = this;
    const key = this.key(part);
    const text = this.fields[part].value;
    if (!stored || remembered(key) === null) return;
    try {
      await replyOf(`runs/${stored.run}/${part}`, { body: { [part]: text }, isLeaving });
      // what was typed meanwhile is not there yet
      if (remembered(key) === text) remember(key, null);
      if (this.stored?.run === stored.run) this.status.textContent = "Saved.";
    } catch (error) {
      if (this.stored?.run !== stored.run) return;
      this.status.textContent = `Not saved yet: ${sentenceOf(error)}`;
      this.saveLater(part, AGAIN);
    }
  }

  /** @param {{ isLeaving?: boolean }} [how] */
  saveAll(how) {
    for (const part of this.parts) this.save(part, how);
  }

  destroy() {
    window.removeEventListener("pagehide", this.onHide);
    this.saveAll();
    this.stored = null;
    for (const part of this.parts) clearTimeout(this.timers[part]);
  }
}

/** @param {Call<Stored>} call */
export default function ({ parentElement, data }) {
  const { kept, end } = heldBy(partOf(parentElement, ".run-note"), RunNote);
  kept.show(data);
  return end;
}
