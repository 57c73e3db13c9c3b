// The editor asks the server what a network is while somebody types, and tells the page when they pause.

import { around, focusedBeside, heldBy, make, partOf } from "../shared/element.js";
import { LatestQuestion } from "../shared/client/latest_question.js";
import { fillTable } from "../shared/layer_rows.js";
import { AnswerView } from "./answer_view.js";
import { DraftBar } from "./draft_bar.js";
import { makeDraggable } from "./drag.js";
import { allows, edit, moved, OF_A_LAYER, placeBehind, verbOf } from "./edits.js";
import { fitted, LayerList, padsAt } from "./layer_list.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { LayerTable } from "../shared/layer_rows.js" */
/** @import { Answer } from "./answer_view.js" */
/** @import { Base } from "./draft_bar.js" */

/**
 * @typedef {object} EditorData
 * @property {string} layers in the notation
 * @property {string} typed the same as the page's address spells it
 * @property {Base} base the network that it began as
 * @property {number[]} budgets of parameters
 * @property {Record<string, string[]>} kinds groups of what can be inserted
 * @property {string} block
 * @property {string} told what came of the last saving
 */

/** @typedef {LayerTable & Answer} Description */

// of the kinds that the server names, those that the picker begins with
const [UNPADDED, PADDED] = ["conv3x3(12)", "conv3x3(12,p1)"];
const ASK_MS = 60;
const TELL_MS = 900;

class Editor {
  /**
   * @param {HTMLElement} section
   * @param {EditorData} data
   * @param {Report} setStateValue
   * @param {Report} setTriggerValue
   */
  constructor(section, data, setStateValue, setTriggerValue) {
    this.section = section;
    this.data = data;
    this.setStateValue = setStateValue;
    this.setTriggerValue = setTriggerValue;
    this.area = partOf(section, "textarea", HTMLTextAreaElement);
    this.table = partOf(section, ".layers", HTMLTableElement);
    this.kind = partOf(section, ".kind", HTMLSelectElement);
    this.kind.replaceChildren(...Object.entries(data.kinds).map(([name, kinds]) => {
      const group = document.createElement("optgroup");
      group.label = name;
      group.append(...kinds.map((kind) => new Option(kind, kind)));
      return group;
    }));
    this.hasPicked = false; // else the picker says what goes best with the layer that is chosen
    this.kind.onchange = () => { this.hasPicked = true; };
    this.spelled = /** @type {string | null} */ (null); // what the notation writes for what was typed
    this.list = LayerList.recalled(data.layers);
    this.drafts = new DraftBar(section, this.list, data.base, {
      here: () => this.opened(), elsewhere: (draft) => this.setTriggerValue("open", draft) });
    this.answer = new AnswerView(section);
    this.chosen = 0;
    this.told = /** @type {string | null} */ (null); // what the page knows
    this.sent = /** @type {string[]} */ ([]); // what it has not echoed yet
    this.question = new LatestQuestion("describe",
      (/** @type {Description} */ answer, took) => this.show(answer, took), (sentence) => this.answer.complain(sentence));
    this.area.oninput = () => this.typed();
    this.area.onblur = () => {
      this.respell();
      this.tell();
    };
    this.area.onkeyup = this.area.onclick = () => this.chooseAtCaret();
    this.area.onbeforeinput = (event) => {
      if (event.inputType.startsWith("history")) event.preventDefault();
    };
    section.onkeydown = (event) => this.keyOf(event);
    for (const bar of [".tools", ".drafts"]) {
      partOf(section, bar).onclick = (event) => {
        const verb = around(event, "button")?.dataset.do;
        if (verb) this.act(verb);
      };
    }
    this.drag = makeDraggable(this.table, (from, to) => this.changed(moved(this.list, from, to)));
    this.table.onclick = (event) => {
      const row = around(event, "tbody tr");
      if (row) this.choose(Number(row.dataset.place), true);
    };
  }

  /**
   * @param {EditorData} data
   * @param {Report} setStateValue
   * @param {Report} setTriggerValue
   */
  take(data, setStateValue, setTriggerValue) {
    this.data = data;
    this.drafts.base = data.base;
    this.setStateValue = setStateValue;
    this.setTriggerValue = setTriggerValue;
    this.drafts.say(data.told);
    const echo = this.sent.indexOf(data.typed);
    if (this.told === null) {
      this.section.dataset.ready = "yes";
    } else if (echo >= 0) {
      this.sent.splice(0, echo + 1);
      return;
    } else if (data.typed === this.told) {
      return;
    } else {
      this.list.set(data.layers);
    }
    this.told = data.typed;
    this.drafts.match();
    this.refresh(0);
  }

  // a draft, or the network as it was
  opened() {
    this.list.keep();
    this.refresh(0);
    this.tell();
  }

  // the notation's own spelling in place of what was typed
  respell() {
    if (this.spelled === null || this.spelled === this.list.text) return;
    this.list.respell(this.spelled);
    this.list.keep();
    if (this.drafts.open !== null) this.drafts.keep();
    this.area.value = this.spelled;
    this.choose(this.chosen, false);
    this.tellSoon();
  }

  typed() {
    this.list.set(this.area.value, true);
    this.afterChange(ASK_MS);
  }

  /** @param {{ chosen: number, told: string }} change */
  changed({ chosen, told }) {
    this.chosen = chosen;
    partOf(this.section, ".spoken").textContent = told;
    this.afterChange(0);
  }

  /** @param {number} pause */
  afterChange(pause) {
    this.list.keep();
    this.drafts.say("");
    this.drafts.keep();
    this.refresh(pause);
    this.tellSoon();
  }

  tellSoon() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(), TELL_MS);
  }

  // the page learns the text once a person pauses; its own echo is not news
  tell() {
    clearTimeout(this.telling);
    const text = this.list.layers;
    if (text === this.told) return;
    this.told = text;
    this.sent.push(text);
    this.setStateValue("layers", text);
  }

  /** @param {number} pause */
  refresh(pause) {
    if (this.area.value !== this.list.text) this.area.value = this.list.text;
    const focused = focusedBeside(this.section);
    this.button("undo").disabled = !this.list.canUndo;
    this.button("redo").disabled = !this.list.canRedo;
    // a button that has nothing left to do must not take the keyboard with it
    if (focused?.matches(":disabled")) this.section.focus({ preventScroll: true });
    this.spelled = null;
    this.question.ask({ layers: this.list.text }, pause);
  }

  /**
   * @param {Description} answer
   * @param {number} took
   */
  show(answer, took) {
    const focused = focusedBeside(this.section);
    const inTable = focused?.closest("tbody tr");
    // while a newer question waits, the answer is one to what was typed before
    if (this.question.next === null) this.spelled = answer.text;
    if (focused !== this.area) this.respell();
    fillTable(this.table, answer);
    for (const row of this.table.tBodies[0].rows) {
      row.setAttribute("aria-selected", "false");
      const grip = make("span", "grip", "⠿");
      grip.title = "Drag to move this layer";
      grip.ariaHidden = "true";
      row.cells[0].prepend(grip);
    }
    this.choose(Math.min(this.chosen, this.table.tBodies[0].rows.length - 1), Boolean(inTable));
    this.answer.show(answer, this.data);
    for (const verb of ["train", "save"]) this.button(verb).disabled = Boolean(answer.error);
    this.section.dataset.took = took.toFixed(1);
    this.section.dataset.shown = this.list.layers;
  }

  /**
   * @param {number} place
   * @param {boolean} withFocus
   */
  choose(place, withFocus) {
    const rows = this.table.tBodies[0].rows;
    this.chosen = Math.max(0, place);
    for (const row of rows) {
      const isChosen = Number(row.dataset.place) === this.chosen;
      row.tabIndex = isChosen ? 0 : -1;
      row.setAttribute("aria-selected", String(isChosen));
      if (isChosen && withFocus) row.focus();
    }
    for (const verb of OF_A_LAYER) this.button(verb).disabled = !allows(this.list, this.chosen, verb);
    this.fitKinds();
  }

  // the picker says what Insert puts in: a convolution as its neighbours are
  fitKinds() {
    const { tokens } = this.list;
    const place = placeBehind(this.list, this.chosen);
    for (const option of this.kind.options) option.textContent = fitted(option.value, tokens, place);
    if (!this.hasPicked) this.kind.value = padsAt(tokens, place) ? PADDED : UNPADDED;
  }

  chooseAtCaret() {
    const caret = this.area.selectionStart;
    const place = this.list.spans().findIndex(([, to]) => caret <= to);
    if (place >= 0 && place !== this.chosen) this.choose(place, false);
  }

  /** @param {string} verb */
  act(verb) {
    if (this.button(verb).disabled) return;
    if (verb === "train") this.train();
    else if (verb === "save") this.save();
    else if (verb === "forget") this.drafts.forget();
    else if (verb === "blank") this.beginBlank();
    else this.changed(edit(this.list, this.chosen, verb, verb === "block" ? this.data.block : this.kind.value));
  }

  train() {
    this.tell();
    this.setTriggerValue("train", this.list.layers);
  }

  save() {
    this.setTriggerValue("save", { name: this.drafts.open ?? `${this.data.base.name}, as it is`, layers: this.list.layers });
  }

  beginBlank() {
    this.drafts.open = null;
    this.list.set("");
    this.area.focus();
    this.changed({ chosen: 0, told: "An empty network" });
  }

  /** @param {KeyboardEvent} event */
  keyOf(event) {
    const inTable = around(event, "tbody tr");
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    let verb = null;
    if (key === "escape" && this.drag.isDragging()) return this.drag.end();
    // a name is written like any other text
    if (event.target === this.drafts.nameBox) return event.stopPropagation();
    if (command && key === "z") verb = event.shiftKey ? "redo" : "undo";
    else if (command && key === "y") verb = "redo";
    else if (command && key === "enter") return this.tell();
    else if (inTable && !command) verb = this.walk(event) ? "chosen" : verbOf(event);
    if (!verb) {
      // single letters mean something to Streamlit, but not while somebody writes here
      if (!command && event.target === this.area) event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (verb !== "chosen") this.act(verb);
  }

  /**
   * From layer to layer; whether the key does that.
   * @param {KeyboardEvent} event
   */
  walk(event) {
    const last = this.list.tokens.length - 1;
    /** @type {Record<string, number>} */
    const steps = { ArrowUp: this.chosen - 1, ArrowDown: this.chosen + 1, Home: 0, End: last };
    if (event.altKey || !(event.key in steps)) return false;
    this.choose(Math.max(0, Math.min(last, steps[event.key])), true);
    return true;
  }

  /** @param {string} verb */
  button(verb) {
    return partOf(this.section, `[data-do="${verb}"]`, HTMLButtonElement);
  }

  destroy() {
    clearTimeout(this.telling);
    this.question.end();
  }
}

/** @param {Call<EditorData>} call */
export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const { kept: editor, end } = heldBy(partOf(parentElement, ".editor"), Editor, data, setStateValue, setTriggerValue);
  editor.take(data, setStateValue, setTriggerValue);
  return end;
}
