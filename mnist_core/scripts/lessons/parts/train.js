// What is trained: live, or the recorded runs replayed.

import { showBlocks } from "../blocks.js";

/** @type {import("../messages.js").ShowPart} */
export function showTrain(box, lesson, state, host) {
  return showBlocks(box, "train", lesson, state, host);
}
