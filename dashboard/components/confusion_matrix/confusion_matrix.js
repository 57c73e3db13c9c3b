// The confusion matrix: 100 buttons, of which one is in the tab order; arrow keys move to the others.

import { around, focusedBeside, partOf } from "../shared/element.js";

/** @import { Call } from "../shared/element.js" */

/** @typedef {{ text: string, strength: number | null, ink: string, told: string }} Cell */

/**
 * @typedef {object} MatrixData
 * @property {string} label
 * @property {boolean} small
 * @property {[true: number | null, read: number | null]} chosen null stands for every class
 * @property {Cell[][]} cells by true class and by what was read
 * @property {string[]} recall percent, by class
 * @property {string[]} precision
 * @property {string} full the colours of the cells
 * @property {string} ground
 * @property {string} ring
 */

const NUM_CLASSES = 10;
/** @type {("full" | "ground" | "ring")[]} */
const COLOURS = ["full", "ground", "ring"];

/**
 * @param {Cell} facts
 * @param {number} row the true class
 * @param {number} column what was read
 * @param {boolean} focusable
 */
function cell({ text, strength, ink, told }, row, column, focusable) {
  const holder = document.createElement("td");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.dataset.row = String(row);
  button.dataset.column = String(column);
  button.tabIndex = focusable ? 0 : -1;
  button.title = told;
  button.setAttribute("aria-label", told);
  if (strength === null) button.className = "empty";
  else button.style.setProperty("--strength", `${100 * strength}%`);
  button.style.color = ink;
  holder.append(button);
  return { holder, button };
}

/**
 * @param {HTMLTableElement} table
 * @param {MatrixData} data
 */
function draw(table, data) {
  const [chosenRow, chosenColumn] = data.chosen;
  /** @type {(row: number, column: number) => boolean} */
  const isChosen = (row, column) => (chosenRow !== null || chosenColumn !== null)
    && (chosenRow === null || chosenRow === row) && (chosenColumn === null || chosenColumn === column);
  partOf(table, "caption").textContent = data.label;
  table.classList.toggle("small", data.small);
  for (const name of COLOURS) table.style.setProperty(`--${name}`, data[name]);
  const names = [...Array(NUM_CLASSES).keys()];
  const heads = partOf(table, "thead > tr:last-child", HTMLTableRowElement);
  heads.replaceChildren(heads.cells[0], ...names.map((name) => heading(name, "col")),
    heading("recall", "col", "Recall, %: of all digits of the class, those read right"));
  table.tBodies[0].replaceChildren(...names.map((row) => {
    const line = document.createElement("tr");
    line.append(heading(row, "row"), ...names.map((column) => {
      const { holder, button } = cell(data.cells[row][column], row, column, row === 0 && column === 1);
      button.setAttribute("aria-pressed", String(isChosen(row, column)));
      return holder;
    }), share(data.recall[row], `Recall of ${row}: ${data.recall[row]} %`));
    return line;
  }));
  partOf(table, "tfoot > tr").replaceChildren(
    heading("prec.", "row", "Precision, %: of all digits read as the class, those that are of it"),
    ...names.map((name) => share(data.precision[name], `Precision of ${name}: ${data.precision[name]} %`)),
    document.createElement("td"));
}

/**
 * @param {string | number} name
 * @param {string} scope
 * @param {string} [told]
 */
function heading(name, scope, told) {
  const element = document.createElement("th");
  element.scope = scope;
  element.textContent = String(name);
  if (told) element.title = told;
  return element;
}

/**
 * Precision or recall of one class, in percent.
 * @param {string} text
 * @param {string} told
 */
function share(text, told) {
  const element = document.createElement("td");
  element.className = "share";
  element.textContent = text;
  element.title = told;
  return element;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLTableElement} table
 */
function move(event, table) {
  /** @type {Record<string, number[]>} */
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const from = around(event, "button");
  if (!from || !(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  const [down, right] = steps[event.key];
  focusOn(table, Number(from.dataset.row) + down, Number(from.dataset.column) + right);
}

/**
 * @param {HTMLTableElement} table
 * @param {string | number | undefined} row
 * @param {string | number | undefined} column
 */
function focusOn(table, row, column) {
  /** @type {HTMLButtonElement | null} */
  const button = table.querySelector(`button[data-row="${row}"][data-column="${column}"]`);
  if (!button) return;
  for (const other of table.querySelectorAll("button")) other.tabIndex = other === button ? 0 : -1;
  button.focus();
}

/** @param {Call<MatrixData>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const table = partOf(parentElement, ".matrix", HTMLTableElement);
  const held = focusedBeside(table);
  const focused = held?.matches(".matrix button") ? held.dataset : null;
  const told = JSON.stringify(data);
  if (table.dataset.told !== told) {
    table.dataset.told = told;
    draw(table, data);
    // a rerun draws the buttons anew: whoever was among them goes on from the same cell
    if (focused) focusOn(table, focused.row, focused.column);
  }
  table.onkeydown = (event) => move(event, table);
  table.onclick = (event) => {
    const button = around(event, "button");
    if (button) setTriggerValue("cell", [Number(button.dataset.row), Number(button.dataset.column)]);
  };
}
