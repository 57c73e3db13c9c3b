// Drafts: networks that somebody works on, kept by name in this browser, the one changed last first.

/**
 * @typedef {object} Draft
 * @property {string} name no other draft has
 * @property {string} layers in the notation, right or wrong
 * @property {string} source whose network it was made of, as the page's address says it
 * @property {number} changed when, in milliseconds since 1970
 */

export const MOST = 50;
export const LONGEST_NAME = 60;
const STORE = "network-drafts";

/**
 * What a store may hold is anybody's guess: only what is a draft counts.
 * @param {string | null} text
 * @returns {Draft[]}
 */
export function draftsIn(text) {
  try {
    const found = JSON.parse(text ?? "[]");
    return Array.isArray(found) ? found.filter(isDraft) : [];
  } catch {
    return [];
  }
}

/** @param {any} value */
function isDraft(value) {
  return ["name", "layers", "source"].every((key) => typeof value?.[key] === "string") && typeof value.changed === "number";
}

/**
 * The drafts with this one in place of what had its name; the oldest of too many go.
 * @param {Draft[]} drafts
 * @param {Draft} draft
 */
export function withDraft(drafts, draft) {
  return [draft, ...without(drafts, draft.name)].slice(0, MOST);
}

/**
 * @param {Draft[]} drafts
 * @param {string} name
 */
export function without(drafts, name) {
  return drafts.filter((draft) => draft.name !== name);
}

/**
 * `strategy-4, changed`, or with a number where that is taken.
 * @param {Draft[]} drafts
 * @param {string} stem
 */
export function freeName(drafts, stem) {
  const taken = new Set(drafts.map(({ name }) => name));
  const short = stem.slice(0, LONGEST_NAME - 4);
  let name = short;
  for (let number = 2; taken.has(name); number += 1) name = `${short} ${number}`;
  return name;
}

/** Other tabs write, too: they are read anew for each change. */
export function keptDrafts() {
  try {
    return draftsIn(localStorage.getItem(STORE));
  } catch {
    return [];
  }
}

/**
 * @param {Draft[]} drafts
 * @returns {boolean} whether this browser keeps them
 */
export function keepDrafts(drafts) {
  try {
    localStorage.setItem(STORE, JSON.stringify(drafts));
    return true;
  } catch {
    return false;
  }
}
