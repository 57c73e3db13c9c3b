// What a sketch of a curve is, without a screen: values that were set, and the gaps between them filled.

/** @typedef {(number | null)[]} Values an epoch each, from the first */

/**
 * Gaps between two values become a straight line; beyond the outermost there is nothing.
 * @param {Values} values
 * @param {(value: number) => number} rounded
 * @returns {Values}
 */
export function filled(values, rounded) {
  const set = values.flatMap((value, place) => (value === null ? [] : [place]));
  return values.map((value, place) => {
    if (value !== null) return value;
    const after = set.find((one) => one > place);
    const before = set.findLast((one) => one < place);
    if (before === undefined || after === undefined) return null;
    const share = (place - before) / (after - before);
    return rounded(/** @type {number} */ (values[before]) * (1 - share) + /** @type {number} */ (values[after]) * share);
  });
}

/**
 * A stroke of a pen from one epoch to another: all epochs that it passes get a value.
 * @param {Values} values
 * @param {{ epoch: number, value: number }} from
 * @param {{ epoch: number, value: number }} to
 * @param {(value: number) => number} rounded
 * @returns {Values}
 */
export function stroked(values, from, to, rounded) {
  const drawn = [...values];
  const steps = Math.abs(to.epoch - from.epoch);
  const direction = Math.sign(to.epoch - from.epoch);
  for (let step = 1; step <= steps; step += 1) {
    drawn[from.epoch + direction * step - 1] = rounded(from.value + ((to.value - from.value) * step) / steps);
  }
  drawn[to.epoch - 1] = to.value;
  return drawn;
}

/**
 * Where a value begins that an arrow key moves: at its own, a neighbour's, or in the middle.
 * @param {Values} values
 * @param {number} epoch
 * @param {{ low: number, high: number }} axis
 */
export function beginsAt(values, epoch, { low, high }) {
  const own = values[epoch - 1] ?? null;
  return own ?? values[epoch - 2] ?? values[epoch] ?? (low + high) / 2;
}

/**
 * @param {unknown} answer
 * @param {number} epochs
 * @returns {Values}
 */
export function sketchOf(answer, epochs) {
  const values = Array.isArray(answer) ? answer : [];
  return Array.from({ length: epochs }, (_, place) => (typeof values[place] === "number" ? values[place] : null));
}
