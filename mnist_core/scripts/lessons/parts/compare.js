// The prediction over what happened.

import { showBlocks } from "../blocks.js";

/** @type {import("../messages.js").ShowPart} */
export function showCompare(box, lesson, state, host) {
  return showBlocks(box, "compare", lesson, state, host);
}
