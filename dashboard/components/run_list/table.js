// The columns of the list of runs, and how one run is written in them.

import { onPlainClick } from "../../../mnist_core/scripts/link.js";
import { duration } from "../shared/words/duration.js";
import { make } from "../shared/element.js";

/**
 * A run as the list shows it.
 * @typedef {object} RunRow
 * @property {string} key
 * @property {string} title
 * @property {string} name
 * @property {string} recipe_name the step, or what it made of that
 * @property {string} state
 * @property {string} changes what differs from its step
 * @property {"same" | "shorter" | "changed"} against_step
 * @property {boolean} imported from another lab
 * @property {string} note
 * @property {number} epochs
 * @property {number} epochs_done
 * @property {number | null} best_test_accuracy percent
 * @property {boolean} reached whether that is what its ladder aims at
 * @property {number} parameters
 * @property {number | null} seconds
 * @property {number | null} ends UNIX seconds, of one that trains
 * @property {number | null} created
 * @property {string} whose nickname of its owner
 * @property {boolean} changeable by whoever looks
 */

/**
 * What a person can do to a run.
 * @typedef {object} Asks
 * @property {(key: string, isPicked: boolean, isRange: boolean) => void} choose
 * @property {(key: string) => void} open
 * @property {(key: string, name: string) => void} rename
 * @property {(key: string) => string} address
 */

/**
 * A column is one entry. Words are wanted from A first, figures from the highest (`isFalling`).
 * @typedef {object} Column
 * @property {string} key names it in addresses and styles, and is what the server sorts by
 * @property {string} title
 * @property {boolean} isNumber
 * @property {boolean} isFalling
 * @property {(row: RunRow, asks: Asks) => string | HTMLElement[]} cell writes a run into it
 * @property {900 | 640} [hidesBelow] pixels that the list is wide
 * @property {boolean} [isOfPeople] shown only where people are known
 * @property {(row: RunRow) => boolean} [isMet]
 */

/** @type {Column[]} */
export const COLUMNS = [
  { key: "run", title: "Run", isNumber: false, isFalling: true, cell: runCell },
  { key: "whose", title: "Whose", isNumber: false, isFalling: false, isOfPeople: true, cell: (row) => [make("bdi", "", row.whose)] },
  { key: "step", title: "Step", isNumber: false, isFalling: false, hidesBelow: 640, cell: (row) => row.recipe_name },
  { key: "state", title: "State", isNumber: false, isFalling: false, cell: (row) => row.state },
  { key: "epochs", title: "Epochs", isNumber: true, isFalling: true, hidesBelow: 640,
    cell: (row) => `${row.epochs_done} of ${row.epochs}` },
  { key: "best", title: "Best test %", isNumber: true, isFalling: true, cell: (row) => row.best_test_accuracy?.toFixed(2) ?? "",
    isMet: (row) => row.reached },
  { key: "parameters", title: "Parameters", isNumber: true, isFalling: true, hidesBelow: 900,
    cell: (row) => row.parameters.toLocaleString("en") },
  { key: "time", title: "Training time", isNumber: true, isFalling: true, hidesBelow: 640, cell: timeCell },
  { key: "begun", title: "Begun", isNumber: true, isFalling: true, hidesBelow: 900, cell: (row) => moment(row.created) },
];
export const DEFAULT_SORT = "-run";

/**
 * @param {RunRow} row
 * @param {Asks} asks
 * @param {Column[]} columns
 */
export function rowElement(row, asks, columns) {
  const element = make("tr");
  element.dataset.key = row.key;
  element.dataset.state = row.state;
  const box = make("input");
  box.type = "checkbox";
  box.setAttribute("aria-label", `Choose ${row.title}`);
  box.onclick = (event) => asks.choose(row.key, box.checked, event.shiftKey);
  element.append(pickOf(box), ...columns.map((column) => {
    const cell = make("td", classOf(column));
    cell.classList.toggle("is-met", Boolean(column.isMet?.(row)));
    cell.append(...[column.cell(row, asks)].flat());
    return cell;
  }));
  return element;
}

/** @param {Column} column */
export function classOf({ key, isNumber, hidesBelow }) {
  return [key, ...(isNumber ? ["number"] : []), ...(hidesBelow ? [`hides-below-${hidesBelow}`] : [])].join(" ");
}

/**
 * A run's link and name, and below them what it changed and its note.
 * @param {RunRow} row
 * @param {Asks} asks
 */
function runCell(row, asks) {
  const line = make("div", "line");
  const link = make("a", "title", row.title);
  link.href = asks.address(row.key);
  onPlainClick(link, () => asks.open(row.key));
  line.append(link);
  // where there is no room for the column
  line.append(make("span", "shows-below-640", row.recipe_name));
  // its figures are not the step's
  if (row.against_step === "shorter") line.append(make("span", "mark", "quick try"));
  if (row.imported) line.append(make("span", "mark", "imported"));
  if (row.changeable) line.append(nameButton(row, asks));
  else if (row.name) line.append(make("span", "named", row.name));
  return [line, ...(row.changes ? [make("div", "changes", row.changes)] : []),
    ...(row.note ? [make("div", "note", row.note)] : [])];
}

/**
 * @param {RunRow} row
 * @param {Asks} asks
 */
function nameButton(row, asks) {
  const button = make("button", "name", row.name);
  button.type = "button";
  button.setAttribute("aria-label", row.name ? `Rename ${row.title}, now ${row.name}` : `Name ${row.title}`);
  const pencil = make("span", "symbol", "edit");
  pencil.setAttribute("aria-hidden", "true");
  button.append(pencil);
  button.onclick = () => {
    const input = make("input", "renaming");
    input.value = row.name;
    input.maxLength = 80;
    input.setAttribute("aria-label", `Name of ${row.title}`);
    let isOver = false;
    /** @type {(isKept: boolean, wasKey: boolean) => void} */
    const end = (isKept, wasKey) => {
      if (isOver) return;
      isOver = true;
      input.replaceWith(button);
      if (wasKey) button.focus();
      if (isKept && input.value.trim() !== row.name) asks.rename(row.key, input.value.trim());
    };
    input.onkeydown = (event) => {
      event.stopPropagation();
      if (event.key !== "Enter" && event.key !== "Escape") return;
      // else the same key would press the button that comes back
      event.preventDefault();
      end(event.key === "Enter", true);
    };
    input.onblur = () => end(true, false);
    button.replaceWith(input);
    input.select();
  };
  return button;
}

/**
 * How long it took so far, or when one that trains will be over.
 * @param {RunRow} row
 */
function timeCell({ seconds, ends }) {
  if (ends) return `until ${new Date(ends * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
  return seconds ? duration(seconds) : "";
}

/** @param {number | null} seconds */
function moment(seconds) {
  if (!seconds) return "";
  return new Date(seconds * 1000).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

/**
 * The cell of a box to choose runs with, which is as large as a finger where fingers touch it.
 * @param {HTMLInputElement} box
 */
export function pickOf(box) {
  const cell = make("td", "pick");
  const target = make("label");
  target.append(box);
  cell.append(target);
  return cell;
}
