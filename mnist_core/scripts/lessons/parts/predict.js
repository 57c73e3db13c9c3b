// Predictions: each is asked for, and kept as it is made.

import { showBlocks } from "../blocks.js";

/** @type {import("../messages.js").ShowPart} */
export function showPredict(box, lesson, state, host) {
  return showBlocks(box, "predict", lesson, state, host);
}
