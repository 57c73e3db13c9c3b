// The line of drafts: which one is open, what it is called, and how another is opened or deleted.

import { partOf } from "../shared/element.js";
import { freeName, keepDrafts, keptDrafts, without, withDraft } from "./drafts.js";

/** @import { LayerList } from "./layer_list.js" */

/**
 * The network that the editor began as.
 * @typedef {object} Base
 * @property {string} name
 * @property {string} source as the page's address says it
 * @property {string} layers
 * @property {number} parameters
 */

/**
 * What the editor does when another network is opened.
 * @typedef {object} Opens
 * @property {() => void} here the list holds it already
 * @property {(draft: { source: string, layers: string }) => void} elsewhere it was made of another network
 */

export class DraftBar {
  /**
   * @param {HTMLElement} section
   * @param {LayerList} list
   * @param {Base} base
   * @param {Opens} opens
   */
  constructor(section, list, base, opens) {
    this.list = list;
    this.base = base;
    this.opens = opens;
    this.open = /** @type {string | null} */ (null); // the name of the draft that is
    this.draftBox = partOf(section, ".draft", HTMLSelectElement);
    this.nameBox = partOf(section, ".draft-name", HTMLInputElement);
    this.naming = partOf(section, ".naming");
    this.forgetButton = partOf(section, '[data-do="forget"]', HTMLButtonElement);
    this.told = partOf(section, ".told");
    this.draftBox.onchange = () => this.openDraft(this.draftBox.value);
    this.nameBox.onchange = () => this.rename(this.nameBox.value);
  }

  // the draft that holds what is edited is the one that is open
  match() {
    const { layers } = this.list;
    this.open = keptDrafts().find((draft) => draft.source === this.base.source && draft.layers === layers)?.name ?? null;
    this.show();
  }

  show() {
    const when = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    this.draftBox.replaceChildren(new Option(`${this.base.name} as it is`, ""),
      ...keptDrafts().map((draft) => new Option(`${draft.name} · ${when.format(draft.changed)}`, draft.name)));
    if (this.open === null && this.list.layers !== this.base.layers) {
      this.draftBox.prepend(new Option("Not kept yet", "?", true, true));
    } else {
      this.draftBox.value = this.open ?? "";
    }
    const isDraft = this.open !== null;
    this.naming.hidden = !isDraft;
    if (this.open !== null) this.nameBox.value = this.open;
    this.forgetButton.hidden = !isDraft;
  }

  // what somebody changed is kept at once
  keep() {
    const { name, source, layers } = this.base;
    const text = this.list.layers;
    if (text !== layers || this.open !== null) {
      const drafts = keptDrafts();
      this.open ??= freeName(drafts, text ? `${name}, changed` : "Own network");
      const isKept = keepDrafts(withDraft(drafts, { name: this.open, layers: text, source, changed: Date.now() }));
      if (!isKept) this.say("This browser keeps no drafts; the page's address holds the network.");
    }
    this.show();
  }

  /** @param {string} name */
  openDraft(name) {
    this.say("");
    const draft = keptDrafts().find((one) => one.name === name);
    const { source, layers } = draft ?? this.base;
    this.open = draft?.name ?? null;
    if (source !== this.base.source) return this.opens.elsewhere({ source, layers });
    this.list.set(layers);
    this.show();
    this.opens.here();
  }

  /** @param {string} typed */
  rename(typed) {
    const name = typed.trim().replace(/\s+/g, " ");
    const drafts = keptDrafts();
    const isTaken = name !== this.open && drafts.some((draft) => draft.name === name);
    this.say(isTaken ? `There is already a draft named ${name}; choose another name.` : "");
    const draft = drafts.find((one) => one.name === this.open);
    if (draft && name && !isTaken) {
      keepDrafts(withDraft(without(drafts, draft.name), { ...draft, name }));
      this.open = name;
    }
    this.show();
  }

  forget() {
    const name = this.open ?? "";
    keepDrafts(without(keptDrafts(), name));
    this.openDraft("");
    this.say(`${name} is deleted; Undo brings its layers back.`);
    this.draftBox.focus();
  }

  /** @param {string} sentence */
  say(sentence) {
    if (this.told.textContent !== sentence) this.told.textContent = sentence;
  }
}
