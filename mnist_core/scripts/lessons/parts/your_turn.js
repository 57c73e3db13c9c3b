// A task that the lab checks from the person's own runs.

import { showBlocks } from "../blocks.js";

/** @type {import("../messages.js").ShowPart} */
export function showYourTurn(box, lesson, state, host) {
  return showBlocks(box, "your-turn", lesson, state, host);
}
