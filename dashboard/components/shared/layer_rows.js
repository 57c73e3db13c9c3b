// The rows of a network's table, as dashboard/network/layer_table.py makes them.

import { make, partOf } from "./element.js";
import { termLink } from "./words/term.js";

/** @typedef {{ key: string, name: string, help: string, numeric: boolean, term: string }} LayerColumn */

/**
 * @typedef {object} LayerRow
 * @property {number} place of the layer, from 0
 * @property {string[]} cells one a column
 * @property {number | null} share of the network's parameters
 * @property {string} mark
 * @property {string} note
 */

/** @typedef {{ columns: LayerColumn[], rows: LayerRow[] }} LayerTable */

/** @type {Record<string, string>} */
const MARKS = { wrong: "wrong", unreached: "not reached" };

/**
 * @param {HTMLTableElement} table
 * @param {LayerTable} data
 */
export function fillTable(table, data) {
  const head = document.createElement("tr");
  head.append(...data.columns.map((column) => {
    const cell = make("th", column.numeric ? "number" : "");
    cell.scope = "col";
    cell.append(column.term ? termLink(column.term, column.name) : column.name);
    if (!column.term) cell.title = column.help;
    return cell;
  }));
  partOf(table, "thead").replaceChildren(head);
  table.tBodies[0].replaceChildren(...data.rows.map((row) => layerRow(data.columns, row)));
}

/**
 * @param {LayerColumn[]} columns
 * @param {LayerRow} row
 */
function layerRow(columns, row) {
  const line = document.createElement("tr");
  line.dataset.place = String(row.place);
  if (row.mark) line.className = row.mark;
  line.append(...columns.map((column, index) => {
    const isLayer = column.key === "layer";
    const cell = make(isLayer ? "th" : "td", column.numeric ? "number" : "");
    if (isLayer) cell.scope = "row";
    const text = changed(row.cells[index]);
    if (isLayer) text.classList.add("name");
    cell.append(column.key === "parameters" && row.share !== null ? withBar(text, row.share) : text);
    if (isLayer && row.mark in MARKS) cell.append(make("span", "mark", MARKS[row.mark]));
    if (isLayer && row.note && row.mark !== "wrong") cell.append(make("span", "note", row.note));
    return cell;
  }));
  if (row.mark === "wrong") explain(line, row.note);
  return line;
}

/**
 * A sentence of the server's, in which backticks set off what can be typed.
 * @param {string} sentence
 * @returns {Node[]}
 */
export function withCode(sentence) {
  return sentence.split("`").map((part, index) => (index % 2 ? make("code", "", part) : document.createTextNode(part)));
}

/**
 * What is wrong with a layer stands in place of the figures that it has not.
 * @param {HTMLTableRowElement} line
 * @param {string} why
 */
function explain(line, why) {
  const figures = [...line.cells].slice(2);
  const [first, ...others] = figures;
  first.replaceChildren();
  first.colSpan = figures.length;
  first.className = "why";
  first.append(...withCode(why));
  for (const cell of others) cell.remove();
}

/**
 * @param {Node} text
 * @param {number} share
 */
function withBar(text, share) {
  const both = make("span", "bars");
  const bar = make("span", "share");
  both.title = `${(100 * share).toFixed(1)} % of all parameters`;
  bar.style.setProperty("--share", `${100 * share}%`);
  both.append(bar, text);
  return both;
}

/**
 * What came in place of something else stands out by its weight, not by its colour alone.
 * @param {string} text
 */
function changed(text) {
  const at = text.indexOf(" → ");
  const whole = make("span", at < 0 ? "" : "moved");
  if (at < 0) whole.textContent = text;
  else whole.append(make("s", "", text.slice(0, at)), " → ", make("b", "", text.slice(at + 3)));
  return whole;
}
