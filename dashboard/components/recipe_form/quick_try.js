// The same recipe for about a minute: as many epochs as that allows, else one epoch of fewer digits.

/**
 * What the forecast stands on.
 * @typedef {object} Pace
 * @property {number} seconds_an_epoch of the recipe as it is, its test included
 * @property {number} start_seconds until the first batch, and whatever else no epoch counts
 */

/**
 * @typedef {object} Size
 * @property {number} epochs
 * @property {number} num_train training digits, those held out included
 * @property {number} held_out
 * @property {number} batch_size
 * @property {number} num_test
 */

/** @typedef {{ epochs: number, num_train: number, seconds: number | null }} QuickTry seconds: where they are known */

export const AT_MOST_SECONDS = 60;
const TEST_SHARE = 1 / 3; // of what a trained digit costs; see recipe/cost.py
const ROUND = 1000; // digits
const UNKNOWN_DIGITS = 12_000; // a guess, where nobody knows how fast it is

/**
 * @param {Size} size of the recipe
 * @param {Pace | null} pace
 * @returns {QuickTry | null} null where the recipe itself takes no longer
 */
export function quickTry(size, pace) {
  const { epochs, num_train: digits } = size;
  if (!pace) {
    const fewer = trainable(Math.min(digits, UNKNOWN_DIGITS + size.held_out), size);
    return epochs > 1 || fewer < digits ? { epochs: 1, num_train: fewer, seconds: null } : null;
  }
  const { seconds_an_epoch: epochSeconds, start_seconds: start } = pace;
  const most = AT_MOST_SECONDS - start;
  if (epochs * epochSeconds <= most) return null;
  if (epochSeconds <= most) {
    const fewer = Math.min(epochs, Math.floor(most / epochSeconds));
    return { epochs: fewer, num_train: digits, seconds: start + fewer * epochSeconds };
  }
  const tested = TEST_SHARE * (size.num_test + size.held_out);
  const second = (digits - size.held_out + tested) / epochSeconds; // digits
  const fit = Math.floor((most * second - tested) / ROUND) * ROUND;
  const num = trainable(Math.min(digits, Math.max(ROUND, fit) + size.held_out), size);
  return { epochs: 1, num_train: num, seconds: start + (num - size.held_out + tested) / second };
}

/**
 * A last batch of one digit can train no batch norm: a batch fewer can.
 * @param {number} digits
 * @param {Size} size
 */
function trainable(digits, { held_out: heldOut, batch_size: batch }) {
  const trained = digits - heldOut;
  return trained > batch && trained % batch === 1 ? digits - 1 : digits;
}
