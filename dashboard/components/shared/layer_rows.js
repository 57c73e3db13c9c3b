// The rows of a network's table, as dashboard/network/layer_table.py makes them.

import { make, partOf } from "./element.js";

/** @typedef {{ key: string, name: string, help: string, numeric: boolean }} LayerColumn */

/**
 * @typedef {object} LayerRow
 * @property {string[]} cells one a column
 * @property {number | null} share of the network's parameters
 * @property {string} mark
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
    const cell = make("th", column.numeric ? "number" : "", column.name);
    cell.scope = "col";
    cell.title = column.help;
    return cell;
  }));
  partOf(table, "thead").replaceChildren(head);
  table.tBodies[0].replaceChildren(...data.rows.map((row, place) => layerRow(data.columns, row, place)));
}

/**
 * @param {LayerColumn[]} columns
 * @param {LayerRow} row
 * @param {number} place
 */
function layerRow(columns, row, place) {
  const line = document.createElement("tr");
  line.dataset.place = String(place);
  if (row.mark) line.className = row.mark;
  line.append(...columns.map((column, index) => {
    const isLayer = column.key === "layer";
    const cell = make(isLayer ? "th" : "td", column.numeric ? "number" : "");
    if (isLayer) cell.scope = "row";
    const text = changed(row.cells[index]);
    cell.append(column.key === "parameters" && row.share !== null ? withBar(text, row.share) : text);
    if (isLayer && row.mark in MARKS) cell.append(make("span", "mark", MARKS[row.mark]));
    return cell;
  }));
  return line;
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
