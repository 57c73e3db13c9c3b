// What a lesson measures of a run, as it is written: with how many decimals, and in which unit.

/**
 * @typedef {object} Size
 * @property {number} decimals of a difference
 * @property {string | null} unit of a difference
 * @property {number} exact decimals of a value
 * @property {string | null} own unit of a value
 */

/** @type {Size} */
const ACCURACY = { decimals: 1, unit: "points", exact: 2, own: "percent" };
/** @type {Size} */
const LOSS = { decimals: 2, unit: null, exact: 3, own: null };
/** @type {Size} */
const COUNT = { decimals: 0, unit: null, exact: 0, own: null };

/** @type {Record<string, Size>} */
export const SIZES = {
  test_accuracy: ACCURACY, best_test_accuracy: ACCURACY, first_test_accuracy: ACCURACY, train_accuracy: ACCURACY,
  gap: { ...ACCURACY, own: "points" }, test_loss: LOSS, train_loss: LOSS, loss_rise: LOSS, num_wrong: COUNT, epochs: COUNT, num_train: COUNT,
  parameters: COUNT, receptive_field: { decimals: 0, unit: "pixels", exact: 0, own: "pixels" },
};
