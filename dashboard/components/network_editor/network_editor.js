// The editor asks the server what a network is while somebody types, and tells the page when they pause.

import { heldBy } from "../shared/element.js";
import { LatestQuestion } from "../shared/latest_question.js";
import { fillTable } from "../shared/layer_rows.js";
import { LayerList, TOKEN, widened } from "./layer_list.js";

const ASK_MS = 60;
const TELL_MS = 900;

class Editor {
  constructor(section) {
    this.section = section;
    this.area = section.querySelector("textarea");
    this.table = section.querySelector(".layers");
    this.chosen = 0;
    this.sent = [];
    this.question = new LatestQuestion("describe",
      (answer, _, took) => this.show(answer, took), (sentence) => this.complain(sentence));
    this.area.oninput = () => this.typed();
    this.area.onblur = () => this.tell();
    this.area.onkeyup = this.area.onclick = () => this.chooseAtCaret();
    this.area.onbeforeinput = (event) => {
      if (event.inputType.startsWith("history")) event.preventDefault();
    };
    section.onkeydown = (event) => this.keyOf(event);
    section.querySelector(".tools").onclick = (event) => {
      const verb = event.target.closest("button")?.dataset.do;
      if (verb) this.act(verb);
    };
    this.table.onclick = (event) => {
      const row = event.target.closest("tbody tr");
      if (row) this.choose(Number(row.dataset.place), true);
    };
  }

  take(data, setStateValue, setTriggerValue) {
    Object.assign(this, { data, setStateValue, setTriggerValue });
    const echo = this.sent.indexOf(data.layers);
    if (!this.list) {
      this.list = recalled(data.layers);
      this.section.querySelector(".kind").replaceChildren(...data.kinds.map((kind) => new Option(kind)));
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

  refresh(pause) {
    if (this.area.value !== this.list.text) this.area.value = this.list.text;
    const focused = this.section.getRootNode().activeElement;
    this.button("undo").disabled = !this.list.canUndo;
    this.button("redo").disabled = !this.list.canRedo;
    // a button that has nothing left to do must not take the keyboard with it
    if (focused?.disabled) this.section.focus({ preventScroll: true });
    this.question.ask({ layers: this.list.text }, pause);
  }

  show(answer, took) {
    const inTable = this.section.getRootNode().activeElement?.closest?.("tbody tr");
    fillTable(this.table, answer);
    for (const row of this.table.tBodies[0].rows) row.setAttribute("aria-selected", "false");
    this.choose(Math.min(this.chosen, this.table.tBodies[0].rows.length - 1), Boolean(inTable));
    this.complain(answer.error);
    this.figures(answer);
    this.button("train").disabled = Boolean(answer.error);
    this.section.dataset.took = took.toFixed(1);
    this.section.dataset.shown = this.list.tokens.join(" ");
  }

  complain(sentence) {
    const problem = this.section.querySelector(".problem");
    problem.hidden = !sentence;
    if (problem.textContent !== (sentence ?? "")) problem.textContent = sentence ?? "";
    this.area.setAttribute("aria-invalid", String(Boolean(sentence)));
  }

  figures(answer) {
    const most = Math.max(...this.data.budgets);
    const budget = this.section.querySelector(".budget");
    budget.style.setProperty("--used", `${Math.min(100, (100 * answer.parameters) / most)}%`);
    budget.classList.toggle("over", answer.parameters >= most);
    budget.title = `${answer.parameters.toLocaleString("en")} of ${most.toLocaleString("en")} parameters`;
    this.section.querySelector(".line").textContent = `${answer.line} · ${answer.budget}`;
    const base = this.section.querySelector(".base");
    base.hidden = Boolean(answer.error);
    const { name, parameters } = this.data.base;
    const more = answer.parameters - parameters;
    const against = more ? `${Math.abs(more).toLocaleString("en")} ${more > 0 ? "more" : "fewer"} than` : "as many parameters as";
    base.textContent = `${against} ${name}, which has ${parameters.toLocaleString("en")}`;
  }

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

  act(verb) {
    const { list, chosen } = this;
    const token = list.tokens[chosen];
    if (this.button(verb).disabled) return;
    let told = "";
    if (verb === "train") return this.train();
    if (verb === "undo" || verb === "redo") {
      list[verb]();
      told = verb === "undo" ? "Undone" : "Redone";
    } else if (verb === "insert") {
      const kind = this.section.querySelector(".kind").value;
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
      const other = widened(token, verb === "more" ? 1 : -1);
      list.replace(chosen, other);
      told = `${token} is now ${other}`;
    }
    this.section.querySelector(".spoken").textContent = told;
    this.afterChange(0);
  }

  train() {
    this.tell();
    this.setTriggerValue("train", this.list.tokens.join(" "));
  }

  keyOf(event) {
    const inTable = event.target.closest("tbody tr");
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

  keyInTable(event) {
    const last = this.list.tokens.length - 1;
    const steps = { ArrowUp: this.chosen - 1, ArrowDown: this.chosen + 1, Home: 0, End: last };
    if (event.altKey) return { ArrowUp: "up", ArrowDown: "down" }[event.key] ?? null;
    if (event.key in steps) {
      this.choose(Math.max(0, Math.min(last, steps[event.key])), true);
      return "chosen";
    }
    return { i: "insert", d: "duplicate", "+": "more", "=": "more", "-": "fewer", Delete: "remove", Backspace: "remove" }[event.key] ?? null;
  }

  button(verb) {
    return this.section.querySelector(`[data-do="${verb}"]`);
  }

  destroy() {
    clearTimeout(this.telling);
    this.question.end();
  }
}

// what can be undone is kept for as long as the tab is open, also while another view is shown
const KEPT = "network-editor";

function keep(list) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ history: list.history, at: list.at }));
  } catch {
    // a full or forbidden store costs the history of other views, nothing else
  }
}

function recalled(text) {
  const list = new LayerList(text);
  try {
    const { history, at } = JSON.parse(sessionStorage.getItem(KEPT));
    if (Array.isArray(history) && typeof history[at] === "string") {
      Object.assign(list, { history, at });
      if (list.tokens.join(" ") !== (text.match(TOKEN) ?? []).join(" ")) list.set(text);
    }
  } catch {
    // nothing was kept
  }
  return list;
}

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const { kept: editor, end } = heldBy(parentElement.querySelector(".editor"), Editor);
  editor.take(data, setStateValue, setTriggerValue);
  return end;
}
