// What can be done to the chosen layer, by a button or a key: a verb each.

import { fitted, TOKEN, widened } from "./layer_list.js";

/** @import { LayerList } from "./layer_list.js" */

/** @type {Record<string, string>} */
const MOVES = { ArrowUp: "up", ArrowDown: "down" }; // with Alt
/** @type {Record<string, string>} */
const VERBS = { i: "insert", b: "block", d: "duplicate", "+": "more", "=": "more", "-": "fewer", Delete: "remove", Backspace: "remove" };

/** The verbs that not every layer allows. */
export const OF_A_LAYER = ["duplicate", "remove", "up", "down", "fewer", "more"];

/**
 * The verb of a key that is pressed on a layer.
 * @param {{ key: string, altKey: boolean }} event
 * @returns {string | null}
 */
export function verbOf({ key, altKey }) {
  return (altKey ? MOVES : VERBS)[key] ?? null;
}

/**
 * Where Insert puts a layer.
 * @param {LayerList} list
 * @param {number} chosen
 */
export function placeBehind(list, chosen) {
  return list.tokens.length ? chosen + 1 : 0;
}

/**
 * Where a block of its own goes: no relu, batch norm or dropout is taken from its convolution.
 * @param {LayerList} list
 * @param {number} chosen
 */
function placeBehindBlock(list, chosen) {
  let place = placeBehind(list, chosen);
  while (/^(relu|bn|drop)/i.test(list.tokens[place] ?? "")) place += 1;
  return place;
}

/**
 * Whether the chosen layer allows a verb.
 * @param {LayerList} list
 * @param {number} chosen
 * @param {string} verb of `OF_A_LAYER`
 */
export function allows({ tokens }, chosen, verb) {
  const token = tokens[chosen];
  if (token === undefined) return false;
  if (verb === "up") return chosen > 0;
  if (verb === "down") return chosen < tokens.length - 1;
  return (verb !== "fewer" && verb !== "more") || widened(token, 1) !== null;
}

/**
 * Changes the list; which layer is chosen then, and what was done in words.
 * @param {LayerList} list
 * @param {number} chosen
 * @param {string} verb
 * @param {string} kind what Insert puts in, one layer or a block
 * @returns {{ chosen: number, told: string }}
 */
export function edit(list, chosen, verb, kind) {
  const token = list.tokens[chosen];
  if (verb === "undo") {
    list.undo();
    return { chosen, told: "Undone" };
  }
  if (verb === "redo") {
    list.redo();
    return { chosen, told: "Redone" };
  }
  if (verb === "insert" || verb === "block") {
    const place = (verb === "block" ? placeBehindBlock : placeBehind)(list, chosen);
    const layers = fitted(kind, list.tokens, place);
    list.insert(place, layers);
    return { chosen: place + (layers.match(TOKEN) ?? []).length - 1, told: `${layers} inserted as layer ${place + 1}` };
  }
  if (verb === "duplicate") {
    list.insert(chosen + 1, token);
    return { chosen: chosen + 1, told: `${token} duplicated` };
  }
  if (verb === "remove") {
    list.remove(chosen);
    return { chosen, told: `${token} removed` };
  }
  if (verb === "up" || verb === "down") return moved(list, chosen, chosen + (verb === "up" ? -1 : 1));
  const other = widened(token, verb === "more" ? 1 : -1) ?? token;
  list.replace(chosen, other);
  return { chosen, told: `${token} is now ${other}` };
}

/**
 * Moves a layer, as somebody who drags it does.
 * @param {LayerList} list
 * @param {number} from
 * @param {number} to
 */
export function moved(list, from, to) {
  const token = list.tokens[from];
  list.move(from, to);
  return { chosen: to, told: `${token} is now layer ${to + 1}` };
}
