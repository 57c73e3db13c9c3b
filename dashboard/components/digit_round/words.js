// What is said of the digits of a round.

/** @typedef {"refused" | "waiting" | "confirmed"} State */

/**
 * @typedef {object} OwnDigit
 * @property {number} id
 * @property {number} digit what it was meant to be
 * @property {State} state
 * @property {number | null} read_as what a neighbour read instead
 * @property {string} pixels
 */
/** @typedef {OwnDigit & { name: string }} SomebodysDigit */

/** @type {State[]} */
export const STATES = ["refused", "waiting", "confirmed"];

/**
 * The next digit to draw; every second part stands out.
 * @param {number | undefined} digit
 */
export function taskWords(digit) {
  return digit === undefined ? ["Your digits are drawn"] : [digit === 8 ? "Draw an " : "Draw a ", String(digit)];
}

/** @param {OwnDigit} digit */
export function stateWords({ state, read_as: read }) {
  if (state !== "refused") return state;
  return read === null ? "was not a digit to a neighbour" : `was read as ${read}`;
}
