// One sentence of one's own, then what the figures say.

import { showBlocks } from "../blocks.js";

/** @type {import("../messages.js").ShowPart} */
export function showExplain(box, lesson, state, host) {
  return showBlocks(box, "explain", lesson, state, host);
}
