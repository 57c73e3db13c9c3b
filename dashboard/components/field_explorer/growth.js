// How a field grows from layer to layer: what the middle of each layer's map can see.

/** @import { Sight, Square } from "./pictures.js" */

/**
 * @typedef {object} MapGeometry
 * @property {number} size of the map
 * @property {number} field width of the square that one value sees
 * @property {number} jump pixels between the squares of neighbours
 * @property {number} left where the square of the first value begins
 * @property {number[]} columns of the digit that the middle of the map depends on
 * @property {boolean} rearranges it sees no more than the layer before it
 */

/**
 * What the middle of a layer's map sees, in a frame that holds all that any of the layers sees.
 * @param {MapGeometry[]} layers
 * @param {number} number of the layer, from 1
 * @returns {Sight}
 */
export function middleSight(layers, number) {
  const { size, field, jump, left, columns } = layers[number - 1];
  const begin = left + Math.floor((size - 1) / 2) * jump;
  const ends = layers.map((layer) => layer.left + Math.floor((layer.size - 1) / 2) * layer.jump);
  return {
    square: { left: begin, top: begin, size: field }, rows: columns, columns,
    first: Math.min(0, ...ends), last: Math.max(27, ...layers.map((layer, index) => ends[index] + layer.field - 1)),
  };
}

/**
 * @param {Square} from
 * @param {Square} to
 * @param {number} share of the way, from 0 to 1
 * @returns {Square}
 */
export function between(from, to, share) {
  const along = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * share;
  return { left: along(from.left, to.left), top: along(from.top, to.top), size: along(from.size, to.size) };
}

/**
 * The next layer that sees anything of its own, up or down; null where there is none.
 * @param {{ rearranges: boolean }[]} layers
 * @param {number} number of the layer, from 1
 * @param {1 | -1} by
 */
export function neighbour(layers, number, by) {
  let next = number + by;
  while (layers[next - 1]?.rearranges) next += by;
  return next >= 1 && next <= layers.length ? next : null;
}

/**
 * @param {MapGeometry[]} layers
 * @param {number} number of the layer, from 1
 * @returns {boolean} whether it sees more than the layer before it
 */
export function grows(layers, number) {
  return layers[number - 1].field > (layers[number - 2]?.field ?? 1);
}
