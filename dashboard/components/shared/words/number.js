// What a person types as a number: with a point or a comma before its decimal places, with groups of
// thousands or as 1e-3. What can be read in two ways is refused rather than guessed.

/**
 * @typedef {object} Allowed
 * @property {number} [min]
 * @property {number} [max]
 * @property {boolean} [whole]
 */

/** @typedef {{ value: number | null, problem: "" } | { value: undefined, problem: string }} ReadNumber null: nothing was typed */

const SPACES = /[\s'\u2019]/g; // also that of the Swiss between thousands
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/;
const GROUPED = { ",": /^[+-]?[1-9]\d{0,2}(,\d{3})+$/, ".": /^[+-]?[1-9]\d{0,2}(\.\d{3})+$/ };

/**
 * The problem goes on from the field's name: "is …".
 * @param {string} text
 * @param {Allowed} [allowed] of two readings only one may be
 * @returns {ReadNumber}
 */
export function readNumber(text, allowed = {}) {
  const typed = text.trim();
  if (!typed) return { value: null, problem: "" };
  const readings = readingsOf(typed.toLowerCase().replace(/\u2212/g, "-").replace(SPACES, ""), allowed.whole ?? false);
  if (!readings.length) return refused(`is “${shortened(typed)}”, which is not a number; write it as 0.05, 0,05 or 1e-3`);
  const { min = -Infinity, max = Infinity } = allowed;
  const possible = readings.filter((value) => value >= min && value <= max);
  if (possible.length > 1) return refused(`is “${shortened(typed)}”, which can be ${possible.join(" or ")}; write one of the two`);
  const value = possible[0] ?? readings[0];
  if (allowed.whole && !Number.isInteger(value)) return refused(`is ${value}; it must be a whole number`);
  return { value, problem: "" };
}

/**
 * @param {string} text
 * @param {boolean} whole
 */
function readingsOf(text, whole) {
  const point = text.lastIndexOf("."), comma = text.lastIndexOf(",");
  if (point >= 0 && comma >= 0) {
    // the last of the two begins the decimal places: 1,234.5 or 1.234,5
    const [head, tail] = [text.slice(0, Math.max(point, comma)), text.slice(Math.max(point, comma) + 1)];
    const isGrouped = GROUPED[point > comma ? "," : "."].test(head);
    return isGrouped ? plain(`${head.replace(/[.,]/g, "")}.${tail}`) : [];
  }
  const mark = comma >= 0 ? "," : ".";
  const grouped = GROUPED[mark].test(text) ? [Number(text.replaceAll(mark, ""))] : [];
  const decimal = plain(text.replace(",", "."));
  // this page writes 60,000 itself, and a whole number has no decimal places
  if (whole && mark === "," && grouped.length) return grouped;
  return [...decimal, ...grouped].filter((value, place, all) => all.indexOf(value) === place);
}

/** @param {string} text */
function plain(text) {
  const value = PLAIN.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? [value] : [];
}

/** @param {string} text */
function shortened(text) {
  return text.length <= 20 ? text : `${text.slice(0, 19)}…`;
}

/**
 * @param {string} problem
 * @returns {ReadNumber}
 */
function refused(problem) {
  return { value: undefined, problem: `${problem}.` };
}
