// The lines of a run's chart: each is one entry here, with its look and what it is drawn of.

/** @import { Batches, Epoch, Ghost, LiveData } from "./messages.js" */

/** @typedef {"y" | "y2" | "y3"} Axis of the loss, of the accuracy, or of the learning rate */
/** @typedef {{ x: number[], y: number[], name: string }} Curve with its name in the legend */

/**
 * A run draws it of its batches or of each measured epoch while it trains; a ghost stands there before any run.
 * @typedef {object} Line
 * @property {string} name
 * @property {string} group is one entry of the legend, for all panels
 * @property {Axis} axis
 * @property {string} colour
 * @property {number} width
 * @property {string} [dash]
 * @property {number} [marker]
 * @property {number} [opacity]
 * @property {string} [only]
 * @property {string} [symbol]
 * @property {boolean} [silent]
 * @property {(batches: Batches) => number[]} [ofBatches]
 * @property {(epoch: Epoch) => number | null} [ofEpoch] null where an epoch does not have it
 * @property {(data: LiveData) => Curve} [ghost]
 */

/**
 * In the order in which they are drawn.
 * @satisfies {Record<string, Line>}
 */
const NAMED_LINES = {
  batch: { name: "batch", group: "batch", axis: "y", colour: "faint", width: 1, silent: true, ofBatches: ({ loss }) => loss },
  smooth: { name: "train, smoothed", group: "train", axis: "y", colour: "train", width: 2, ofBatches: ({ smoothed }) => smoothed },
  testLoss: { name: "test", group: "test", axis: "y", colour: "test", width: 2, marker: 6, ofEpoch: (epoch) => epoch.test_loss },
  publishedLoss: { name: "published", group: "published", axis: "y", colour: "published", width: 1.5, dash: "dot",
    ghost: ({ published }) => ghostOf(published, "test_loss") },
  train: { name: "train", group: "train", axis: "y2", colour: "train", width: 2, marker: 5, ofEpoch: (epoch) => epoch.train_accuracy },
  test: { name: "test", group: "test", axis: "y2", colour: "test", width: 2, marker: 6, ofEpoch: (epoch) => epoch.test_accuracy },
  published: { name: "published", group: "published", axis: "y2", colour: "published", width: 1.5, dash: "dot",
    ghost: ({ published }) => ghostOf(published, "test_accuracy") },
  lr: { name: "learning rate", group: "lr", axis: "y3", colour: "muted", width: 2, ofBatches: ({ lr }) => lr },
  plan: { name: "planned", group: "lr", axis: "y3", colour: "muted", width: 1.5, dash: "dot", opacity: 0.6,
    ghost: ({ lr }) => ({ x: lr?.at || [], y: lr?.value || [], name: "planned" }) },
  referenceLoss: { name: "reference", group: "reference", axis: "y", colour: "reference", width: 1.5, dash: "dash",
    ghost: ({ reference }) => ghostOf(reference, "test_loss") },
  reference: { name: "reference", group: "reference", axis: "y2", colour: "reference", width: 1.5, dash: "dash",
    ghost: ({ reference }) => ghostOf(reference, "test_accuracy") },
  best: { name: "best", group: "test", axis: "y2", colour: "test", width: 2, marker: 14, only: "markers+text", symbol: "circle-open" },
};
/** @type {Line[]} */
export const LINES = Object.values(NAMED_LINES);
/** The place of each line among the traces of the chart. */
export const TRACE = /** @type {Record<keyof typeof NAMED_LINES, number>} */ (
  Object.fromEntries(Object.keys(NAMED_LINES).map((name, place) => [name, place])));
/** What a run draws while it trains. */
export const LIVE = LINES.flatMap(({ ghost }, trace) => ghost ? [] : [trace]);

/**
 * By the place of their traces, as all curves here.
 * @param {Batches} batches
 * @returns {[trace: number, y: number[]][]}
 */
export function batchCurves(batches) {
  return LINES.flatMap(({ ofBatches }, trace) => ofBatches ? [[trace, ofBatches(batches)]] : []);
}

/**
 * @param {Epoch[]} epochs
 * @returns {[trace: number, y: (number | null)[]][]}
 */
export function epochCurves(epochs) {
  return LINES.flatMap(({ ofEpoch }, trace) => ofEpoch ? [[trace, epochs.map(ofEpoch)]] : []);
}

/**
 * What stands in the chart before any run: the published log, the reference run and the plan.
 * @param {LiveData} data
 * @returns {[trace: number, curve: Curve][]}
 */
export function ghostCurves(data) {
  return LINES.flatMap(({ ghost }, trace) => ghost ? [[trace, ghost(data)]] : []);
}

/**
 * All that a run has drawn on an axis of its measured epochs.
 * @param {Axis} axis
 * @param {Epoch[]} epochs
 */
export function epochValues(axis, epochs) {
  return epochCurves(epochs).flatMap(([trace, y]) => LINES[trace].axis === axis ? y : []).filter((value) => value !== null);
}

/**
 * @param {Axis} axis
 * @param {LiveData} data
 */
export function ghostValues(axis, data) {
  return ghostCurves(data).flatMap(([trace, { y }]) => LINES[trace].axis === axis ? y : []);
}

/**
 * The first line of a group stands for it, if there is anything to see; the learning rate has a panel of its own.
 * @param {number} trace
 * @param {Curve} [ghost]
 */
export function isInLegend(trace, ghost) {
  const { group, axis } = LINES[trace];
  return axis !== "y3" && LINES.findIndex((line) => line.group === group) === trace && ghost?.x.length !== 0;
}

/**
 * @param {Ghost | null} ghost
 * @param {"test_loss" | "test_accuracy"} what
 * @returns {Curve}
 */
function ghostOf(ghost, what) {
  return { x: (ghost?.test_accuracy || []).map((_, index) => index + 1), y: ghost?.[what] || [], name: ghost?.name || "" };
}
