// The editor asks the server what a network is while somebody types, and tells the page when they pause.

import { around, focusedBeside, heldBy, partOf } from "../shared/element.js";
import { LatestQuestion } from "../shared/latest_question.js";
import { fillTable } from "../shared/layer_rows.js";
import { LayerList, TOKEN, widened } from "./layer_list.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { LayerTable } from "../shared/layer_rows.js" */

/**
 * @typedef {object} EditorData
 * @property {string} layers in the notation
 * @property {{ name: string, parameters: number }} base the network that it began as
 * @property {number[]} budgets of parameters
 * @property {string[]} kinds tokens to insert
 */

/** @typedef {LayerTable & { error: string | null, parameters: number, line: string, budget: string }} Description */

const ASK_MS = 60;
const TELL_MS = 900;
/** @type {Record<string, string>} */
const MOVES = { ArrowUp: "up", ArrowDown: "down" }; // with Alt
/** @type {Record<string, string>} */
const VERBS = { i: "insert", d: "duplicate", "+": "more", "=": "more", "-": "fewer", Delete: "remove", Backspace: "remove" };

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
    this.kind.replaceChildren(...data.kinds.map((kind) => new Option(kind)));
    this.list = recalled(data.layers);
    this.chosen = 0;
    this.told = /** @type {string | null} */ (null); // what the page knows
    this.sent = /** @type {string[]} */ ([]); // what it has not echoed yet
    this.question = new LatestQuestion("describe",
      (/** @type {Description} */ answer, took) => this.show(answer, took), (sentence) => this.complain(sentence));
    this.area.oninput = () => this.typed();
    this.area.onblur = () => this.tell();
    this.area.onkeyup = this.area.onclick = () => this.chooseAtCaret();
    this.area.onbeforeinput = (event) => {
      if (event.inputType.startsWith("history")) event.preventDefault();
    };
    section.onkeydown = (event) => this.keyOf(event);
    partOf(section, ".tools").onclick = (event) => {
      const verb = around(event, "button")?.dataset.do;
      if (verb) this.act(verb);
    };
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
    const echo = this.sent.indexOf(data.layers);
    if (this.told === null) {
      this.section.dataset.ready = "yes";
    } else if (echo >= 0) {
      this.sent.splice(0, echo + 1);
      return;
    } else if (data.layers === this.told) {
      return;
    } else {
      this.list.set(data.layers);
    }
    this.told = data.layers;
    this.refresh(0);
  }

  typed() {
    this.list.set(this.area.value, true);
    this.afterChange(ASK_MS);
  }

  /** @param {number} pause */
  afterChange(pause) {
    keep(this.list);
    this.refresh(pause);
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
    this.question.ask({ layers: this.list.text }, pause);
  }

  /**
   * @param {Description} answer
   * @param {number} took
   */
  show(answer, took) {
    const inTable = focusedBeside(this.section)?.closest("tbody tr");
    fillTable(this.table, answer);
    for (const row of this.table.tBodies[0].rows) row.setAttribute("aria-selected", "false");
    this.choose(Math.min(this.chosen, this.table.tBodies[0].rows.length - 1), Boolean(inTable));
    this.complain(answer.error);
    this.figures(answer);
    this.button("train").disabled = Boolean(answer.error);
    this.section.dataset.took = took.toFixed(1);
    this.section.dataset.shown = this.list.tokens.join(" ");
  }

  /** @param {string | null} sentence */
  complain(sentence) {
    const problem = partOf(this.section, ".problem");
    problem.hidden = !sentence;
    if (problem.textContent !== (sentence ?? "")) problem.textContent = sentence ?? "";
    this.area.setAttribute("aria-invalid", String(Boolean(sentence)));
  }

  /** @param {Description} answer */
  figures(answer) {
    const most = Math.max(...this.data.budgets);
    const budget = partOf(this.section, ".budget");
    budget.style.setProperty("--used", `${Math.min(100, (100 * answer.parameters) / most)}%`);
    budget.classList.toggle("over", answer.parameters >= most);
    budget.title = `${answer.parameters.toLocaleString("en")} of ${most.toLocaleString("en")} parameters`;
    partOf(this.section, ".line").textContent = `${answer.line} · ${answer.budget}`;
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
    if (verb === "undo" || verb === "redo") {
      if (verb === "undo") list.undo();
      else list.redo();
      told = verb === "undo" ? "Undone" : "Redone";
    } else if (verb === "insert") {
      const kind = this.kind.value;
      this.chosen = token === undefined ? 0 : chosen + 1;
      list.insert(this.chosen, kind);
      told = `${kind} inserted as layer ${this.chosen + 1}`;
    } else if (verb === "duplicate") {
      list.insert(++this.chosen, token);
      told = `${token} duplicated`;
    } else if (verb === "remove") {
      list.remove(chosen);
      told = `${token} removed`;
    } else if (verb === "up" || verb === "down") {
      this.chosen += verb === "up" ? -1 : 1;
      list.move(chosen, this.chosen);
      told = `${token} is now layer ${this.chosen + 1}`;
    } else {
      const other = widened(token, verb === "more" ? 1 : -1) ?? token;
      list.replace(chosen, other);
      told = `${token} is now ${other}`;
    }
    partOf(this.section, ".spoken").textContent = told;
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

// what can be undone is kept for as long as the tab is open, also while another view is shown
const KEPT = "network-editor";

/** @param {LayerList} list */
function keep(list) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ history: list.history, at: list.at }));
  } catch {
    // a full or forbidden store costs the history of other views, nothing else
  }
}

/** @param {string} text */
function recalled(text) {
  const list = new LayerList(text);
  try {
    const { history, at } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    if (Array.isArray(history) && typeof history[at] === "string") {
      list.history = history;
      list.at = at;
      if (list.tokens.join(" ") !== (text.match(TOKEN) ?? []).join(" ")) list.set(text);
    }
  } catch {
    // nothing was kept
  }
  return list;
}

/** @param {Call<EditorData>} call */
export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const { kept: editor, end } = heldBy(partOf(parentElement, ".editor"), Editor, data, setStateValue, setTriggerValue);
  editor.take(data, setStateValue, setTriggerValue);
  return end;
}
