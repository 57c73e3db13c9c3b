// How long a run would take from the moment it is queued, in words.

import { duration } from "../shared/words/duration.js";

/** @import { Speed } from "../shared/speeds.js" */

/**
 * @param {Speed} speed
 * @param {{ epochs: number, start_seconds: number }} run start_seconds: what it takes beside its epochs
 * @param {number | null} wait seconds until its turn, 0 if a slot is free, null while nobody can know
 */
export function trainingTimeWords({ seconds_an_epoch: epoch, how }, { epochs, start_seconds: start }, wait) {
  const turn = wait ? `${span(wait)} until its turn, ` : "";
  return `About ${totalTimeWords(epoch, { epochs, start_seconds: start }, wait)}: ${turn}${span(epoch)} an epoch with its test, ${how}, and ${span(start)} to start.`;
}

/**
 * The whole time alone: `3 min`, or `40 s once its turn comes`.
 * @param {number} epoch seconds
 * @param {{ epochs: number, start_seconds: number }} run
 * @param {number | null} wait
 */
export function totalTimeWords(epoch, { epochs, start_seconds: start }, wait) {
  const trains = start + epoch * epochs;
  return wait === null ? `${span(trains)} once its turn comes` : span(wait + trains);
}

/** @param {number} seconds */
function span(seconds) {
  return seconds < 10 ? `${Math.max(0.1, seconds).toFixed(1)} s` : duration(seconds);
}
