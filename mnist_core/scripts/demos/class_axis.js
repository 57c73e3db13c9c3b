// The axis of a chart whose rows are the digits that a network can read.

/** @import { Axis } from "./chart_scale.js" */
/** @import { Stage } from "./stage.js" */

/**
 * The ten classes from the top, with the true one named.
 * @param {Stage} stage
 * @param {number} [label]
 * @returns {Axis}
 */
export function classAxis(stage, label) {
  return {
    low: 9.5, high: -0.5, label: stage.words("class"), ticks: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    inWords: (value) => (value === label ? stage.words("true", { digit: value }) : stage.figure(value, 0)),
  };
}
