// The layers beside the map: a list that is walked by mouse and keys, and the arithmetic of the one
// that is chosen.

import { around, make, partOf } from "../shared/element.js";
import { neighbour } from "./growth.js";

/** @import { MapGeometry } from "./growth.js" */

/** @typedef {{ key: string, name: string, words: string, figures: string }} Formula */
/** @typedef {MapGeometry & { token: string, channels: number, sees: string, note: string, formulas: Formula[] }} Layer */

export class LayerPicker {
  /**
   * @param {HTMLElement} list
   * @param {() => number} at the number of the layer in sight, from 1
   * @param {(number: number) => void} walkTo
   */
  constructor(list, at, walkTo) {
    this.list = list;
    this.at = at;
    this.walkTo = walkTo;
    this.layers = /** @type {Layer[]} */ ([]);
    list.onclick = (event) => {
      const item = around(event, "li");
      if (item && !item.ariaDisabled) walkTo(Number(item.dataset.layer));
    };
    list.onkeydown = (event) => this.walk(event);
  }

  /** @param {Layer[]} layers */
  fill(layers) {
    this.layers = layers;
    this.list.replaceChildren(...layers.map(itemOf));
  }

  /** @param {number} number of the layer, from 1 */
  choose(number) {
    const items = /** @type {HTMLElement[]} */ ([...this.list.children]);
    for (const item of items) item.setAttribute("aria-selected", String(Number(item.dataset.layer) === number));
    const item = items[number - 1];
    this.list.setAttribute("aria-activedescendant", item.id);
    // only the list scrolls, never the page
    this.list.scrollTop = Math.min(this.list.scrollTop, item.offsetTop);
    this.list.scrollTop = Math.max(this.list.scrollTop, item.offsetTop + item.offsetHeight - this.list.clientHeight);
  }

  /** @param {KeyboardEvent} event */
  walk(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { layers } = this;
    /** @type {Record<string, number | null>} */
    const steps = {
      ArrowUp: neighbour(layers, this.at(), -1), ArrowDown: neighbour(layers, this.at(), 1),
      Home: neighbour(layers, 0, 1), End: neighbour(layers, layers.length + 1, -1),
    };
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    const number = steps[event.key];
    if (number !== null) this.walkTo(number);
  }
}

/**
 * @param {Layer} layer
 * @param {number} index
 */
function itemOf(layer, index) {
  const item = make("li");
  item.dataset.layer = String(index + 1);
  item.id = `layer-${index + 1}`;
  item.setAttribute("role", "option");
  if (layer.rearranges) item.ariaDisabled = "true";
  const field = layer.formulas.find(({ key }) => key === "receptive_field");
  item.append(make("span", "place", String(index + 1)), make("code", "", layer.token),
    make("span", "sum", field?.figures ?? (layer.rearranges ? "" : String(layer.field))));
  if (!field) item.classList.add("resting");
  if (layer.note) item.append(make("span", "note", layer.note));
  return item;
}

/**
 * The arithmetic of a layer: its field's in sight, the rest on demand.
 * @param {HTMLElement} section
 * @param {number} number from 1
 * @param {Layer} layer
 */
export function explainLayer(section, number, { token, formulas, field }) {
  const own = formulas.filter(({ key }) => key === "receptive_field");
  const others = formulas.filter(({ key }) => key !== "receptive_field");
  partOf(section, ".sum-of-layer h4").textContent = `Layer ${number}  ${token}`;
  const about = partOf(section, "dl.field");
  if (own.length) about.replaceChildren(...linesOf(own));
  else about.replaceChildren(make("dt", "", "Receptive field"), make("dd", "", `${field}, as before: no window slides.`));
  partOf(section, "dl.others").replaceChildren(...linesOf(others));
  partOf(section, ".sum-of-layer details").hidden = !others.length;
}

/** @param {Formula[]} formulas */
function linesOf(formulas) {
  return formulas.flatMap(({ name, words, figures }) => {
    const term = make("dt", "", name);
    const both = make("dd", "", `${words} = `);
    both.append(make("b", "", figures));
    return [term, both];
  });
}
