// A table of layers to look at; a click or Enter on a row picks it, where the page wants to know.

import { around, make, partOf } from "../shared/element.js";
import { fillTable } from "../shared/layer_rows.js";

/** @import { Call } from "../shared/element.js" */
/** @import { LayerTable } from "../shared/layer_rows.js" */

/** @typedef {LayerTable & { label: string, hint?: string }} TableData */

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
  const cell = partOf(row, "th");
  const button = make("button", "", cell.textContent);
  button.type = "button";
  row.title = hint;
  button.setAttribute("aria-label", `${cell.textContent}: ${hint}`);
  cell.replaceChildren(button);
}
