// The question: one sentence, one picture.

import { showBlocks } from "../blocks.js";

/** @type {import("../messages.js").ShowPart} */
export function showQuestion(box, lesson, state, host) {
  return showBlocks(box, "question", lesson, state, host);
}
