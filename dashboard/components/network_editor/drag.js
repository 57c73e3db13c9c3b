// Moving a row of a table with a mouse or a finger, by its grip.

import { around } from "../shared/element.js";

/**
 * Where a row would stand that is let go at this height.
 * @param {number[]} middles of all rows, from the top
 * @param {number} from the row that is moved
 * @param {number} height
 */
export function placeAt(middles, from, height) {
  return middles.filter((middle, row) => row !== from && middle < height).length;
}

/**
 * @param {HTMLTableElement} table its rows have a `.grip`
 * @param {(from: number, to: number) => void} move
 */
export function makeDraggable(table, move) {
  let from = -1;
  const rows = () => [...table.tBodies[0].rows];
  const to = (/** @type {PointerEvent} */ event) => placeAt(rows().map((row) => {
    const { top, height } = row.getBoundingClientRect();
    return top + height / 2;
  }), from, event.clientY);
  const mark = (/** @type {number} */ place) => {
    for (const [index, row] of rows().entries()) {
      row.classList.toggle("dragged", index === from);
      // the line is drawn at the row that will be beside it
      row.classList.toggle("drop-after", from >= 0 && index === place && place > from);
      row.classList.toggle("drop-before", from >= 0 && index === place && place < from);
    }
  };
  const end = () => {
    from = -1;
    mark(-1);
  };
  table.onpointerdown = (event) => {
    const row = around(event, ".grip")?.closest("tr");
    if (!row || event.button) return;
    event.preventDefault();
    table.setPointerCapture(event.pointerId);
    from = rows().indexOf(row);
    mark(from);
  };
  table.onpointermove = (event) => {
    if (from < 0) return;
    const place = to(event);
    mark(place);
    // more of the table comes into sight at its ends
    rows()[place]?.scrollIntoView({ block: "nearest" });
  };
  table.onpointerup = (event) => {
    if (from < 0) return;
    const [start, place] = [from, to(event)];
    end();
    if (place !== start) move(start, place);
  };
  table.onpointercancel = end;
  return { isDragging: () => from >= 0, end };
}
