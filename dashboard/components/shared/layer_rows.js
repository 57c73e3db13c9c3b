// The rows of a network's table, as dashboard/network/layer_table.py makes them.

import { make } from "./element.js";

const MARKS = { wrong: "wrong", unreached: "not reached" };

export function fillTable(table, data) {
  const head = document.createElement("tr");
  head.append(...data.columns.map((column) => {
    const cell = make("th", column.numeric ? "number" : "", column.name);
    cell.scope = "col";
    cell.title = column.help;
    return cell;
  }));
  table.tHead.replaceChildren(head);
  table.tBodies[0].replaceChildren(...data.rows.map((row, place) => layerRow(data.columns, row, place)));
}

function layerRow(columns, row, place) {
  const line = document.createElement("tr");
  line.dataset.place = place;
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

function withBar(text, share) {
  const both = make("span", "bars");
  const bar = make("span", "share");
  both.title = `${(100 * share).toFixed(1)} % of all parameters`;
  bar.style.setProperty("--share", `${100 * share}%`);
  both.append(bar, text);
  return both;
}

// what came in place of something else stands out by its weight, not by its colour alone
function changed(text) {
  const at = text.indexOf(" → ");
  const whole = make("span", at < 0 ? "" : "moved");
  if (at < 0) whole.textContent = text;
  else whole.append(make("s", "", text.slice(0, at)), " → ", make("b", "", text.slice(at + 3)));
  return whole;
}
