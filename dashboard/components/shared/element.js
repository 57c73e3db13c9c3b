// What every element stands on: its parts, and what it keeps between two runs of the page's script.

/**
 * What Streamlit calls an element with, at every run of the page's script that changes its data.
 * The element returns what ends the call.
 * @template Data
 * @typedef {object} Call
 * @property {HTMLElement | ShadowRoot} parentElement
 * @property {Data} data
 * @property {Report} setStateValue a value that the page's script keeps
 * @property {Report} setTriggerValue a value for one rerun of it
 */

/** @typedef {(name: string, value: unknown) => void} Report reruns the page's script */

import { make, partOf } from "../../../mnist_core/scripts/dom.js";

export { make, partOf };

/**
 * A button that sends no form.
 * @param {string} words
 * @param {() => unknown} act
 * @param {string} [className]
 */
export function buttonOf(words, act, className) {
  const button = make("button", className, words);
  button.type = "button";
  button.onclick = act;
  return button;
}

/**
 * The children of an element, in this order. What stays is not taken out: it would lose the keyboard's place.
 * @param {HTMLElement} parent
 * @param {HTMLElement[]} wanted
 */
export function arrange(parent, wanted) {
  const kept = new Set(/** @type {Element[]} */ (wanted));
  for (const old of [...parent.children]) if (!kept.has(old)) old.remove();
  wanted.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  });
}

/**
 * The element around what an event began at, if there is one.
 * @param {Event} event
 * @param {string} selector
 */
export function around(event, selector) {
  const { target } = event;
  return target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(selector)) : null;
}

/**
 * What has the keyboard within the tree of an element.
 * @param {Element} element
 */
export function focusedBeside(element) {
  const focused = /** @type {Document | ShadowRoot} */ (element.getRootNode()).activeElement;
  return /** @type {HTMLElement | null} */ (focused);
}

/** @typedef {{ kept: any, numCalls: number, isOver: boolean }} Holding */

/** @type {WeakMap<object, Holding>} */
const holdings = new WeakMap();
const leaving = /** @type {Set<object>} */ (new Set()); // their last call is over, and they stand in the page
let removals = /** @type {MutationObserver | undefined} */ (undefined);

// on the element itself: after an update of the server the same element is held by a newer module
const AS_WRITTEN = Symbol.for("lab.asWritten");
const HOLDING = Symbol.for("lab.holding");

/**
 * Nothing that a script before has put into it. Streamlit leaves an element where it is while the server
 * is away, and ends the call: the next one finds buttons and sentences of the one before.
 * @param {object} root
 */
function asWritten(root) {
  // a shadow root holds what is Streamlit's own, too
  if (!("Element" in globalThis && root instanceof Element)) return;
  const held = /** @type {Element & { [AS_WRITTEN]?: Element }} */ (root);
  const written = held[AS_WRITTEN];
  if (written) held.replaceChildren(.../** @type {Element} */ (written.cloneNode(true)).childNodes);
  else held[AS_WRITTEN] = /** @type {Element} */ (held.cloneNode(true));
}

/**
 * The object that an element keeps from one run of the page's script to the next, and what ends it.
 * Streamlit ends a call that was overtaken: after the newer one, or before it while its script loads.
 * Neither ends the object, which has what was typed meanwhile. What leaves the page ends it.
 * @template {object} Root
 * @template {object & { destroy?: () => void }} Kept
 * @template {unknown[]} Parts
 * @param {Root} root
 * @param {new (root: Root, ...parts: Parts) => Kept} Kind
 * @param {Parts} parts
 * @returns {{ kept: Kept, end: () => void }}
 */
export function heldBy(root, Kind, ...parts) {
  let entry = holdings.get(root);
  if (!entry) {
    const held = /** @type {{ [HOLDING]?: Holding }} */ (root);
    // what an older module holds is ended first: its own end would clear what is shown by then
    endOf(held[HOLDING]);
    asWritten(root);
    entry = { kept: new Kind(root, ...parts), numCalls: 0, isOver: false };
    holdings.set(root, entry);
    held[HOLDING] = entry;
  }
  stays(root);
  const call = (entry.numCalls += 1);
  const end = () => {
    if (call !== entry.numCalls) return;
    if (stands(root)) return endOnceGone(root);
    leave(root);
  };
  return { kept: entry.kept, end };
}

/** @param {object} root */
function stands(root) {
  return "Node" in globalThis && root instanceof Node && root.isConnected;
}

/** @param {object} root */
function leave(root) {
  endOf(holdings.get(root));
  holdings.delete(root);
}

/** @param {object} root whose last call is over, though it stands in the page */
function endOnceGone(root) {
  leaving.add(root);
  removals ??= new MutationObserver(() => {
    for (const one of leaving) {
      if (stands(one)) continue;
      leave(one);
      stays(one);
    }
  });
  removals.observe(document, { childList: true, subtree: true });
}

/** @param {object} root that is called again, or was ended */
function stays(root) {
  if (leaving.delete(root) && !leaving.size) removals?.disconnect();
}

/** @param {Holding | undefined} holding */
function endOf(holding) {
  if (!holding || holding.isOver) return;
  holding.isOver = true;
  holding.kept.destroy?.();
}

/** @param {Element} element */
export function isDark(element) {
  const value = parseInt(getComputedStyle(element).getPropertyValue("--st-background-color").trim().slice(1, 7), 16);
  return ((value >> 16) * 0.3 + ((value >> 8) & 255) * 0.59 + (value & 255) * 0.11) / 255 < 0.4;
}
