// Values of a recipe's controls, apart from the page that shows them.

/** @typedef {string | number | boolean | null} Value null: not set */
/** @typedef {Record<string, Value>} Values by the name of the control, such as `optimiser.lr` */

/**
 * A control (see recipe/controls/).
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {"number" | "switch" | "choice" | "text"} kind
 * @property {string} [hint]
 * @property {string} term of the glossary, or none
 * @property {boolean} detail stands below More
 * @property {boolean} varies whether an experiment may vary it
 * @property {string[]} kinds of optimiser or schedule that have it; none for all
 * @property {[value: string, name: string][]} options of a choice
 * @property {number} min
 * @property {number} max
 * @property {number} step
 * @property {boolean} whole
 * @property {boolean} ratios changed by factors
 * @property {[low: number, high: number]} usual the ends of the slider
 */

/**
 * @param {Values} values
 * @param {string} group
 * @returns {Values}
 */
export function ofGroup(values, group) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name.startsWith(`${group}.`)));
}

/**
 * Two significant digits for what is multiplied, and no trace of binary fractions for the rest.
 * @param {number} value
 * @param {Field} field
 */
export function tidy(value, field) {
  if (field.whole) return Math.round(field.ratios ? Number(value.toPrecision(2)) : value);
  return Number(value.toPrecision(field.ratios ? 2 : 6));
}

/**
 * @param {Value} one
 * @param {Value} other
 */
export function same(one, other) {
  if (typeof one === "string" && typeof other === "string") return one.split(/\s+/).join(" ").trim() === other.trim();
  return one === other || (one == null && other == null);
}

/**
 * @param {Field} field
 * @param {Value} value
 * @param {string | undefined} unset
 */
export function inWords(field, value, unset) {
  if (field.kind === "switch") return value ? "on" : "off";
  if (field.kind === "choice") return field.options.find(([option]) => option === value)?.[1] ?? String(value);
  if (field.kind === "text") return "the published network";
  return value == null ? unset ?? "none" : String(value);
}
