// The editor asks the server what a network is while somebody types, and tells the page when they pause.

import { around, focusedBeside, heldBy, make, partOf } from "../shared/element.js";
import { LatestQuestion } from "../shared/client/latest_question.js";
import { fillTable, withCode } from "../shared/layer_rows.js";
import { remember, remembered } from "../shared/tab_memory.js";
import { makeDraggable } from "./drag.js";
import { freeName, keepDrafts, keptDrafts, without, withDraft } from "./drafts.js";
import { fitted, LayerList, padsAt, TOKEN, widened } from "./layer_list.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { LayerTable } from "../shared/layer_rows.js" */

/**
 * @typedef {object} EditorData
 * @property {string} layers in the notation
 * @property {string} typed the same as the page's address spells it
 * @property {{ name: string, source: string, layers: string, parameters: number }} base the network that it began as
 * @property {number[]} budgets of parameters
 * @property {Record<string, string[]>} kinds groups of what can be inserted
 * @property {string} block
 * @property {string} told what came of the last saving
 */

/**
 * @typedef {object} Answer
 * @property {string} text the network in the notation's own spelling, as far as it can be read
 * @property {string | null} error
 * @property {number} parameters
 * @property {string} line
 * @property {string} budget
 * @property {string[]} notices
 */

/** @typedef {LayerTable & Answer} Description */

// of the kinds that the server names, those that the picker begins with
const [UNPADDED, PADDED] = ["conv3x3(12)", "conv3x3(12,p1)"];
const ASK_MS = 60;
const TELL_MS = 900;
/** @type {Record<string, string>} */
const MOVES = { ArrowUp: "up", ArrowDown: "down" }; // with Alt
/** @type {Record<string, string>} */
const VERBS = { i: "insert", b: "block", d: "duplicate", "+": "more", "=": "more", "-": "fewer", Delete: "remove", Backspace: "remove" };

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
    this.draftBox = partOf(section, ".draft", HTMLSelectElement);
    this.nameBox = partOf(section, ".draft-name", HTMLInputElement);
    this.draft = /** @type {string | null} */ (null); // the name of the one that is open
    this.spelled = /** @type {string | null} */ (null); // what the notation writes for what was typed
    this.list = recalled(data.layers);
    this.chosen = 0;
    this.told = /** @type {string | null} */ (null); // what the page knows
    this.sent = /** @type {string[]} */ ([]); // what it has not echoed yet
    this.question = new LatestQuestion("describe",
      (/** @type {Description} */ answer, took) => this.show(answer, took), (sentence) => this.complain(sentence));
    this.area.oninput = () => this.typed();
    this.area.onblur = () => {
      this.respell();
      this.tell();
    };
    this.draftBox.onchange = () => this.openDraft(this.draftBox.value);
    this.nameBox.onchange = () => this.rename(this.nameBox.value);
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
    this.drag = makeDraggable(this.table, (from, to) => this.move(from, to));
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
    this.setStateValue = setStateValue;
    this.setTriggerValue = setTriggerValue;
    this.say(data.told);
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
    this.draft = this.matching()?.name ?? null;
    this.showDrafts();
    this.refresh(0);
  }

  // the draft that holds what is edited
  matching() {
    const text = this.list.tokens.join(" ");
    return keptDrafts().find(({ layers, source }) => source === this.data.base.source && layers === text);
  }

  showDrafts() {
    const drafts = keptDrafts();
    const { name } = this.data.base;
    const when = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    this.draftBox.replaceChildren(new Option(`${name} as it is`, ""),
      ...drafts.map((draft) => new Option(`${draft.name} · ${when.format(draft.changed)}`, draft.name)));
    if (this.draft === null && this.list.tokens.join(" ") !== this.data.base.layers) {
      this.draftBox.prepend(new Option("Not kept yet", "?", true, true));
    } else {
      this.draftBox.value = this.draft ?? "";
    }
    const isDraft = this.draft !== null;
    partOf(this.section, ".naming").hidden = !isDraft;
    if (this.draft !== null) this.nameBox.value = this.draft;
    this.button("forget").hidden = !isDraft;
  }

  // what somebody changed is kept at once
  keepDraft() {
    const { name, source, layers } = this.data.base;
    const text = this.list.tokens.join(" ");
    if (text !== layers || this.draft !== null) {
      const drafts = keptDrafts();
      this.draft ??= freeName(drafts, text ? `${name}, changed` : "Own network");
      const isKept = keepDrafts(withDraft(drafts, { name: this.draft, layers: text, source, changed: Date.now() }));
      if (!isKept) this.say("This browser keeps no drafts; the page's address holds the network.");
    }
    this.showDrafts();
  }

  /** @param {string} name */
  openDraft(name) {
    this.say("");
    const draft = keptDrafts().find((one) => one.name === name);
    const { source, layers } = draft ?? this.data.base;
    this.draft = draft?.name ?? null;
    if (source !== this.data.base.source) {
      this.setTriggerValue("open", { source, layers });
      return;
    }
    this.list.set(layers);
    keep(this.list);
    this.showDrafts();
    this.refresh(0);
    this.tell();
  }

  /** @param {string} typed */
  rename(typed) {
    const name = typed.trim().replace(/\s+/g, " ");
    const drafts = keptDrafts();
    const isTaken = name !== this.draft && drafts.some((draft) => draft.name === name);
    this.say(isTaken ? `There is already a draft named ${name}; choose another name.` : "");
    const draft = drafts.find((one) => one.name === this.draft);
    if (draft && name && !isTaken) {
      keepDrafts(withDraft(without(drafts, draft.name), { ...draft, name }));
      this.draft = name;
    }
    this.showDrafts();
  }

  forget() {
    const name = this.draft ?? "";
    keepDrafts(without(keptDrafts(), name));
    this.openDraft("");
    this.say(`${name} is deleted; Undo brings its layers back.`);
    this.draftBox.focus();
  }

  // the notation's own spelling in place of what was typed
  respell() {
    if (this.spelled === null || this.spelled === this.list.text) return;
    this.list.respell(this.spelled);
    keep(this.list);
    if (this.draft !== null) this.keepDraft();
    this.area.value = this.spelled;
    this.choose(this.chosen, false);
    this.tellSoon();
  }

  /** @param {string} sentence */
  say(sentence) {
    const told = partOf(this.section, ".told");
    if (told.textContent !== sentence) told.textContent = sentence;
  }

  typed() {
    this.list.set(this.area.value, true);
    this.afterChange(ASK_MS);
  }

  /** @param {number} pause */
  afterChange(pause) {
    keep(this.list);
    this.say("");
    this.keepDraft();
    this.refresh(pause);
    this.tellSoon();
  }

  tellSoon() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(), TELL_MS);
  }

  // the page learns the text once a person pauses; its own echo is no news
  tell() {
    clearTimeout(this.telling);
    const text = this.list.tokens.join(" ");
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
    this.complain(answer.error);
    this.figures(answer);
    partOf(this.section, ".notices").replaceChildren(...answer.notices.map((sentence) => noticeOf(sentence)));
    for (const verb of ["train", "save"]) this.button(verb).disabled = Boolean(answer.error);
    this.section.dataset.took = took.toFixed(1);
    this.section.dataset.shown = this.list.tokens.join(" ");
  }

  /** @param {string | null} sentence */
  complain(sentence) {
    const problem = partOf(this.section, ".problem");
    problem.hidden = !sentence;
    if (problem.dataset.said !== (sentence ?? "")) problem.replaceChildren(...withCode(sentence ?? ""));
    problem.dataset.said = sentence ?? "";
    this.area.setAttribute("aria-invalid", String(Boolean(sentence)));
  }

  /** @param {Description} answer */
  figures(answer) {
    const most = Math.max(...this.data.budgets);
    const budget = partOf(this.section, ".budget");
    budget.style.setProperty("--used", `${Math.min(100, (100 * answer.parameters) / most)}%`);
    budget.classList.toggle("over", answer.parameters >= most);
    budget.title = `${answer.parameters.toLocaleString("en")} of ${most.toLocaleString("en")} parameters`;
    partOf(this.section, ".line").textContent = [answer.line, answer.budget].filter(Boolean).join(" · ");
    const base = partOf(this.section, ".base");
    base.hidden = Boolean(answer.error);
    const { name, parameters } = this.data.base;
    const more = answer.parameters - parameters;
    const against = more ? `${Math.abs(more).toLocaleString("en")} ${more > 0 ? "more" : "fewer"} than` : "as many parameters as";
    base.textContent = `${against} ${name}, which has ${parameters.toLocaleString("en")}`;
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
    const token = this.list.tokens[this.chosen];
    const none = token === undefined;
    for (const verb of ["duplicate", "remove"]) this.button(verb).disabled = none;
    this.button("up").disabled = none || this.chosen === 0;
    this.button("down").disabled = none || this.chosen === this.list.tokens.length - 1;
    for (const verb of ["fewer", "more"]) this.button(verb).disabled = none || widened(token, 1) === null;
    this.fitKinds();
  }

  // where Insert puts a layer
  get place() {
    return this.list.tokens.length ? this.chosen + 1 : 0;
  }

  // the picker says what Insert puts in: a convolution as its neighbours are
  fitKinds() {
    const { list: { tokens }, place } = this;
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
    const { list, chosen } = this;
    const token = list.tokens[chosen];
    if (this.button(verb).disabled) return;
    let told = "";
    if (verb === "train") return this.train();
    if (verb === "save") return this.setTriggerValue("save", { name: this.draft ?? `${this.data.base.name}, as it is`, layers: list.tokens.join(" ") });
    if (verb === "forget") return this.forget();
    if (verb === "blank") {
      this.draft = null;
      list.set("");
      this.chosen = 0;
      this.area.focus();
      told = "An empty network";
    } else if (verb === "undo" || verb === "redo") {
      if (verb === "undo") list.undo();
      else list.redo();
      told = verb === "undo" ? "Undone" : "Redone";
    } else if (verb === "insert" || verb === "block") {
      const { place } = this;
      const kind = fitted(verb === "block" ? this.data.block : this.kind.value, list.tokens, place);
      list.insert(place, kind);
      this.chosen = place + (kind.match(TOKEN) ?? []).length - 1;
      told = `${kind} inserted as layer ${place + 1}`;
    } else if (verb === "duplicate") {
      list.insert(++this.chosen, token);
      told = `${token} duplicated`;
    } else if (verb === "remove") {
      list.remove(chosen);
      told = `${token} removed`;
    } else if (verb === "up" || verb === "down") {
      return this.move(chosen, chosen + (verb === "up" ? -1 : 1));
    } else {
      const other = widened(token, verb === "more" ? 1 : -1) ?? token;
      list.replace(chosen, other);
      told = `${token} is now ${other}`;
    }
    partOf(this.section, ".spoken").textContent = told;
    this.afterChange(0);
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  move(from, to) {
    const token = this.list.tokens[from];
    this.list.move(from, to);
    this.chosen = to;
    partOf(this.section, ".spoken").textContent = `${token} is now layer ${to + 1}`;
    this.afterChange(0);
  }

  train() {
    this.tell();
    this.setTriggerValue("train", this.list.tokens.join(" "));
  }

  /** @param {KeyboardEvent} event */
  keyOf(event) {
    const inTable = around(event, "tbody tr");
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    let verb = null;
    if (key === "escape" && this.drag.isDragging()) return this.drag.end();
    // a name is written like any other text
    if (event.target === this.nameBox) return event.stopPropagation();
    if (command && key === "z") verb = event.shiftKey ? "redo" : "undo";
    else if (command && key === "y") verb = "redo";
    else if (command && key === "enter") return this.tell();
    else if (inTable && !command) verb = this.keyInTable(event);
    if (!verb) {
      // single letters mean something to Streamlit, but not while somebody writes here
      if (!command && event.target === this.area) event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (verb !== "chosen") this.act(verb);
  }

  /** @param {KeyboardEvent} event */
  keyInTable(event) {
    const last = this.list.tokens.length - 1;
    /** @type {Record<string, number>} */
    const steps = { ArrowUp: this.chosen - 1, ArrowDown: this.chosen + 1, Home: 0, End: last };
    if (event.altKey) return MOVES[event.key] ?? null;
    if (event.key in steps) {
      this.choose(Math.max(0, Math.min(last, steps[event.key])), true);
      return "chosen";
    }
    return VERBS[event.key] ?? null;
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

/** @param {string} sentence */
function noticeOf(sentence) {
  const item = document.createElement("li");
  item.append(...withCode(sentence));
  return item;
}

// what can be undone is kept for as long as the tab is open, also while another view is shown
const KEPT = "network-editor";

/** @param {LayerList} list */
function keep(list) {
  remember(KEPT, { history: list.history, at: list.at });
}

/** @param {string} text */
function recalled(text) {
  const list = new LayerList(text);
  const { history, at } = remembered(KEPT) ?? {};
  if (Array.isArray(history) && typeof history[at] === "string") {
    list.history = history;
    list.at = at;
    if (list.tokens.join(" ") !== (text.match(TOKEN) ?? []).join(" ")) list.set(text);
  }
  return list;
}

/** @param {Call<EditorData>} call */
export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const { kept: editor, end } = heldBy(partOf(parentElement, ".editor"), Editor, data, setStateValue, setTriggerValue);
  editor.take(data, setStateValue, setTriggerValue);
  return end;
}
