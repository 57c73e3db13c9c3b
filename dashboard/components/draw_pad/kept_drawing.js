// What a tab keeps of its pad: while it shows other pages, and when it is loaded again. A picture is
// too large to be kept over loading.

import { Sheet } from "../../../mnist_core/scripts/sheet.js";
import { remember, remembered } from "../shared/tab_memory.js";

/** @import { Kept } from "./saving.js" */
/** @import { Stroke } from "../../../mnist_core/scripts/sheet.js" */

/**
 * @typedef {object} KeptDrawing
 * @property {Sheet} sheet
 * @property {boolean} raw
 * @property {boolean} several
 * @property {boolean} maps
 * @property {Map<string, Kept>} saved what was saved of its digits
 */

/** @typedef {{ strokes: Stroke[], brush: number, raw: boolean, several: boolean, maps: boolean, saved: [string, Kept][] }} Stored */

const KEY = "drawing";

/** @returns {KeptDrawing} */
export function keptDrawing() {
  const sheet = new Sheet();
  const stored = /** @type {Stored | null} */ (remembered(KEY));
  if (stored) {
    sheet.brush = stored.brush;
    if (stored.strokes.length) sheet.put({ strokes: stored.strokes });
  }
  const { raw = false, several = true, maps = false, saved = [] } = stored ?? {};
  const kept = { sheet, raw, several, maps, saved: new Map(saved) };
  window.addEventListener("pagehide", () => remember(KEY, storedOf(kept)));
  return kept;
}

/**
 * @param {KeptDrawing} kept
 * @returns {Stored}
 */
function storedOf({ sheet, raw, several, maps, saved }) {
  return { strokes: sheet.strokes, brush: sheet.brush, raw, several, maps, saved: [...saved] };
}
