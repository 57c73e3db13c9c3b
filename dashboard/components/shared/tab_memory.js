// What this tab remembers for as long as it is open; where the browser forbids its storage, or has none
// left, until the page is loaded again.

/** @type {Map<string, unknown>} */
const unstored = new Map();

/**
 * @param {string} key
 * @param {unknown} value null forgets it
 */
export function remember(key, value) {
  unstored.delete(key);
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    unstored.set(key, value);
  }
}

/**
 * @param {string} key
 * @returns {any} null where there is nothing
 */
export function remembered(key) {
  if (unstored.has(key)) return unstored.get(key);
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}
