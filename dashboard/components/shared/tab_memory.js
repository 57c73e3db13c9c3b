// What was typed in this tab and may not have reached the server yet. A browser may forbid its
// storage: then nothing is kept.

const PREFIX = "mnist-draft ";

/**
 * @param {string} name
 * @param {unknown} value null forgets it
 */
export function keepDraft(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch { /* see above */ }
}

/**
 * @param {string} name
 * @returns {any} null where there is none
 */
export function draftOf(name) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name) ?? "null");
  } catch {
    return null;
  }
}
