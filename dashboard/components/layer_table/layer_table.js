// A table of layers to look at and to take along; a click or Enter on a row picks it, where the page
// wants to know.

import { around, make, partOf } from "../shared/element.js";
import { fillTable } from "../shared/layer_rows.js";

/** @import { Call } from "../shared/element.js" */
/** @import { LayerTable } from "../shared/layer_rows.js" */

/** @typedef {{ csv: string, tabs: string, file: string }} Texts */
/** @typedef {LayerTable & { label: string, hint?: string, texts?: Texts }} TableData */

/** @param {Call<TableData>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const table = partOf(parentElement, ".layers", HTMLTableElement);
  const told = JSON.stringify(data);
  if (table.dataset.told !== told) {
    table.dataset.told = told;
    table.setAttribute("aria-label", data.label);
    table.classList.toggle("pickable", Boolean(data.hint));
    fillTable(table, data);
    if (data.hint) for (const row of table.tBodies[0].rows) makePickable(row, data.hint);
    if (data.texts) offer(partOf(parentElement, ".take"), data.texts, data.hint ?? "");
  }
  const pick = (/** @type {HTMLElement} */ row) => setTriggerValue("picked", Number(row.dataset.place) + 1);
  table.onclick = (event) => {
    const row = around(event, "tbody tr");
    if (data.hint && row) pick(row);
  };
}

/**
 * @param {HTMLTableRowElement} row
 * @param {string} hint
 */
function makePickable(row, hint) {
  const name = partOf(row, ".name");
  const button = make("button", "", name.textContent);
  button.type = "button";
  row.title = hint;
  button.setAttribute("aria-label", `${name.textContent}: ${hint}`);
  name.replaceChildren(button);
}

/**
 * @param {HTMLElement} line
 * @param {Texts} texts
 * @param {string} hint
 */
function offer(line, { csv, tabs, file }, hint) {
  const told = partOf(line, ".told");
  line.hidden = false;
  partOf(line, ".hint").textContent = hint ? `Click a layer to ${hint}.` : "";
  told.textContent = "";
  const link = partOf(line, ".download", HTMLAnchorElement);
  link.download = file;
  // spreadsheets take a file for UTF-8 that begins with this mark
  link.href = `data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${csv}`)}`;
  partOf(line, ".copy").onclick = async () => {
    told.textContent = (await copied(tabs)) ? "Copied; paste it into a spreadsheet." : "This browser does not let pages copy.";
  };
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is on the clipboard
 */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // over plain HTTP a browser has no clipboard but this one
    const area = make("textarea", "", text);
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    return isDone;
  }
}
