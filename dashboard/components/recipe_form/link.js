// A recipe in the page's address: which step, own recipe or run it comes from, and every setting that
// differs. Written here, at the moment of an edit, it is true whatever the server is doing.

import { same } from "./values.js";

/** @import { Value, Values } from "./values.js" */

/** @typedef {Record<string, string>} Link names and values of an address */

/**
 * What values are held against.
 * @typedef {object} Origin
 * @property {Values} step the published step's values
 * @property {Values | null} whole those of the own recipe or the run that the address names
 * @property {Record<string, Record<string, Values>>} defaults of every optimiser and schedule
 * @property {Record<string, Values>} nothing of each augmentation: the values at which it is not there
 */

/**
 * The step's own value; of an optimiser that the step has not, what that begins with.
 * @param {string} name
 * @param {Values} values
 * @param {Origin} origin
 * @returns {Value}
 */
export function published(name, values, { step, defaults }) {
  const group = name.split(".")[0];
  const kind = values[`${group}.kind`];
  if (kind && !name.endsWith(".kind") && kind !== step[`${group}.kind`]) return defaults[group][String(kind)][name];
  return step[name];
}

/**
 * The fewest settings that turn the step into these values, as the server applies them.
 * @param {Values} values
 * @param {Origin} origin
 * @returns {Record<string, Value>}
 */
export function overridesOf(values, origin) {
  /** @type {Record<string, Value>} */
  const found = {};
  for (const [name, value] of Object.entries(values)) {
    const [group, field] = name.split(".");
    const nothing = origin.nothing[group];
    if (nothing && Object.entries(nothing).every(([acting, none]) => same(values[acting], none))) {
      const isGone = Object.entries(nothing).some(([acting, none]) => !same(origin.step[acting], none));
      if (isGone) found[group] = "none";
    } else if (!same(value, published(name, values, origin))) {
      found[field === "kind" ? group : name] = value ?? "none";
    }
  }
  return found;
}

/**
 * @param {Link} base step, and own recipe or run
 * @param {Values} values
 * @param {Origin} origin
 * @returns {Link}
 */
export function linkOf(base, values, origin) {
  if (origin.whole && sameValues(values, origin.whole)) return base;
  const overrides = overridesOf(values, origin);
  // else the link would mean the whole own recipe, or the whole run
  if (origin.whole && !Object.keys(overrides).length) overrides.epochs = values.epochs;
  return { ...base, ...Object.fromEntries(Object.entries(overrides).map(([name, value]) => [name, inLink(value)])) };
}

/**
 * @param {Values} one
 * @param {Values} other
 */
export function sameValues(one, other) {
  return Object.keys({ ...one, ...other }).every((name) => same(one[name], other[name]));
}

/** @param {Value} value */
function inLink(value) {
  return String(value).split(/\s+/).join(" ").trim();
}

/**
 * The address with this link in it; what else it says, such as the view of the chart, stays.
 * @param {string} address
 * @param {Link} link
 * @param {string[]} keys all names that a link may have
 */
export function addressWith(address, link, keys) {
  const url = new URL(address);
  for (const key of keys) if (!(key in link)) url.searchParams.delete(key);
  for (const [name, value] of Object.entries(link)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * @param {Link} link
 * @param {string[]} keys all names that a link may have
 * @param {boolean} isNew with a step for Back to what was there
 */
export function writeAddress(link, keys, isNew) {
  const address = addressWith(window.location.href, link, keys);
  if (address === window.location.href) return;
  if (isNew) window.history.pushState(window.history.state, "", address);
  else window.history.replaceState(window.history.state, "", address);
}
