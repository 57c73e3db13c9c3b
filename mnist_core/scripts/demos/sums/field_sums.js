// Which value of a map lies over a pixel, and which pixels it sees.

/** @typedef {{ size: number, field: number, jump: number, left: number }} Sight as mnist_core/demos/parts.py says it */

/**
 * The value, in a row of the map, whose field's middle is nearest to a pixel.
 * @param {Sight} sight
 * @param {number} pixel
 */
export function valueOver({ size, field, jump, left }, pixel) {
  const place = Math.round((pixel - left - (field - 1) / 2) / jump);
  return Math.max(0, Math.min(size - 1, place));
}

/**
 * Where the field of a value begins.
 * @param {Sight} sight
 * @param {number} value
 */
export function beginOf({ jump, left }, value) {
  return left + value * jump;
}

/**
 * The middle of a value's field.
 * @param {Sight} sight
 * @param {number} value
 */
export function middleOf(sight, value) {
  return beginOf(sight, value) + (sight.field - 1) / 2;
}

/**
 * How many pixels all squares of these maps reach beyond a digit of 28 x 28.
 * @param {Sight[]} sights
 */
export function borderOf(sights) {
  return Math.max(0, ...sights.map((sight) => Math.max(-sight.left, beginOf(sight, sight.size - 1) + sight.field - 28)));
}

/**
 * How many pixels of a square lie outside of the digit.
 * @param {number} top
 * @param {number} left
 * @param {number} field
 */
export function outside(top, left, field) {
  const inside = (/** @type {number} */ begin) => Math.max(0, Math.min(28, begin + field) - Math.max(0, begin));
  return field * field - inside(top) * inside(left);
}
