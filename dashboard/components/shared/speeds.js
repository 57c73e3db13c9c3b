// How long an epoch of a recipe takes, as far as this tab has measured it: for whatever shows it.

/** @typedef {{ seconds_an_epoch: number, how: string }} Speed */

/**
 * By what decides the speed; why it could not be measured is kept, too.
 * @type {Map<string, Speed | { error: string }>}
 */
const speeds = new Map();

/** @type {Set<() => void>} */
const listeners = new Set();

/** @param {string} key */
export function speedOf(key) {
  return speeds.get(key);
}

/**
 * @param {string} key
 * @param {Speed | { error: string } | null} speed null forgets it
 */
export function keepSpeed(key, speed) {
  if (speed) speeds.set(key, speed);
  else speeds.delete(key);
  for (const listener of listeners) listener();
}

/**
 * @param {() => void} listener called at each change, until what is returned is called
 * @returns {() => void}
 */
export function onSpeeds(listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
