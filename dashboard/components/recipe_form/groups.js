// The groups of a recipe's controls, which open and close, each with a count of what is changed in it.

import { make, partOf } from "../shared/element.js";

/** @import { Field } from "./values.js" */

/** @typedef {{ key: string, name: string, fields: Field[] }} Group */
/** @typedef {{ element: HTMLElement, isChanged: boolean, isVaried: boolean }} Mark of a control */

const NARROW = 640;

/**
 * Which ones a person opened or closed, for as long as the tab lives.
 * @type {Map<string, boolean>}
 */
const opened = new Map();

/**
 * @param {Group} group
 * @param {(field: Field) => HTMLElement} control
 */
export function groupOf({ key, name, fields }, control) {
  const box = make("details", "group");
  box.open = opened.get(key) ?? (key !== "network" && window.innerWidth > NARROW);
  box.ontoggle = () => opened.set(key, box.open);
  const title = make("summary", "");
  title.append(make("span", "name", name), make("span", "count"));
  const details = fields.filter((field) => field.detail);
  box.append(title, ...fields.filter((field) => !field.detail).map(control));
  if (details.length) {
    const more = make("details", "more");
    more.append(make("summary", "", "More"), ...details.map(control));
    box.append(more);
  }
  box.dataset.group = key;
  return box;
}

/**
 * Say in each group how many of its controls are changed, and how many varied.
 * @param {HTMLElement} section
 * @param {Mark[]} marks
 */
export function countInGroups(section, marks) {
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(".group"))) {
    const inside = marks.filter(({ element }) => box.contains(element));
    const varied = inside.filter(({ isVaried }) => isVaried).length;
    const changed = inside.filter(({ isChanged, isVaried }) => isChanged && !isVaried).length;
    partOf(box, ".count").textContent = [changed ? `${changed} changed` : "", varied ? `${varied} varied` : ""].filter(Boolean).join(", ");
  }
}

/** @param {Element} element */
export function openAround(element) {
  for (let around = element.closest("details"); around; around = around.parentElement?.closest("details") ?? null) around.open = true;
}
