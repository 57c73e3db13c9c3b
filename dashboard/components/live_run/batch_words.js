// What became of the digits of one batch by its step, in words.

/** @typedef {{ true: number, read: [number, number], percent: [number, number] }} BatchDigit before and after the step */
/** @typedef {{ token: string, gradient: number | null, moved: number | null }} LayerStep null where it is not finite; moved in percent */

/**
 * @typedef {object} Look
 * @property {number} batch of its epoch
 * @property {number} num_batches of an epoch
 * @property {number} epoch
 * @property {number[]} counts how often each digit stands in it
 * @property {[number, number]} loss before and after the step
 * @property {[number, number]} num_wrong
 * @property {BatchDigit[]} digits the hardest before it, as many as are shown
 * @property {string} sprite a PNG of them
 * @property {number} columns of the sprite
 * @property {LayerStep[]} layers
 */

const [LEARNED, WRONG, LOST, RIGHT] = ["Wrong, now right", "Still wrong", "Right, now wrong", "Right before and after"];
export const GROUPS = [LEARNED, WRONG, LOST, RIGHT];

/** @param {BatchDigit} digit */
export function groupOf({ true: label, read: [before, after] }) {
  if (before === label) return after === label ? RIGHT : LOST;
  return after === label ? LEARNED : WRONG;
}

/**
 * `0.3021 → 0.2710`.
 * @param {[number, number]} values
 * @param {number} digits behind the point
 */
export function change([before, after], digits) {
  return `${before.toFixed(digits)} → ${after.toFixed(digits)}`;
}

/**
 * Two figures that matter: `1.2 %`, `0.034 %`.
 * @param {number | null} percent
 */
export function share(percent) {
  return percent === null ? "–" : `${Number(percent.toPrecision(2))} %`;
}
