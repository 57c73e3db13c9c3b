// A table of layers to look at; a click or Enter on a row picks it, where the page wants to know.

import { make } from "../shared/element.js";
import { fillTable } from "../shared/layer_rows.js";

export default function ({ parentElement, data, setTriggerValue }) {
  const table = parentElement.querySelector(".layers");
  const told = JSON.stringify(data);
  if (table.dataset.told !== told) {
    table.dataset.told = told;
    table.setAttribute("aria-label", data.label);
    table.classList.toggle("pickable", Boolean(data.hint));
    fillTable(table, data);
    if (data.hint) for (const row of table.tBodies[0].rows) makePickable(row, data.hint);
  }
  const pick = (row) => setTriggerValue("picked", Number(row.dataset.place) + 1);
  table.onclick = (event) => {
    const row = event.target.closest("tbody tr");
    if (data.hint && row) pick(row);
  };
}

function makePickable(row, hint) {
  const cell = row.querySelector("th");
  const button = make("button", "", cell.textContent);
  button.type = "button";
  row.title = hint;
  button.setAttribute("aria-label", `${cell.textContent}: ${hint}`);
  cell.replaceChildren(button);
}
