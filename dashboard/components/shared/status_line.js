// What is known of a run that is followed here, for the status line, which would ask only now and then: so
// both say the same of it at the same time.

const TOLD = "run-followed";

/**
 * @typedef {object} FollowedRun
 * @property {number} run
 * @property {string} state or what its worker is at
 * @property {string} words what the line says of it; empty unless it runs
 */

/** @param {FollowedRun | null} followed null: none is followed any more */
export function tellStatusLine(followed) {
  document.dispatchEvent(new CustomEvent(TOLD, { detail: followed }));
}

/**
 * @param {(followed: FollowedRun | null) => void} hear
 * @param {AbortSignal} signal ends it
 */
export function hearOfRun(hear, signal) {
  document.addEventListener(TOLD, (event) => hear(/** @type {CustomEvent<FollowedRun | null>} */ (event).detail), { signal });
}
