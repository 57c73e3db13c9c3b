// How long a run that is queued now would wait for its turn: asked for while somebody looks at a recipe.

import { Poll } from "./client/poll.js";

/** @typedef {{ whole: number | null, quick: number | null }} Waits seconds, of a run and of a quick try; null while nobody can know */

const ASK_AGAIN = 3000; // milliseconds
const ASK_BEHIND = 20_000; // while the tab is hidden

let waits = /** @type {Waits} */ ({ whole: 0, quick: 0 });
let poll = /** @type {Poll | null} */ (null);

/** @type {Set<() => void>} */
const listeners = new Set();

export function queueWaits() {
  return waits;
}

/**
 * @param {() => void} listener called at each answer, until what is returned is called
 * @returns {() => void}
 */
export function onQueueWaits(listener) {
  listeners.add(listener);
  if (!poll) {
    poll = new Poll("queue/wait", {
      heard: async (reply) => {
        waits = await reply.json();
        for (const each of listeners) each();
      },
      lost: () => {}, again: () => ASK_AGAIN, behind: ASK_BEHIND });
    poll.begin();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    poll?.end();
    poll = null;
  };
}
