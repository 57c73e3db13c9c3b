// "Teach it": the last layer with weights learns drawings with their true digits, by gradient descent
// on the mean cross-entropy. It starts at the weights that the file came with, so what it knows
// depends on the drawings alone and not on when each was given.

import { kindOf, softmax } from "../../../scripts/network/network.js";

/** @import { Values } from "../../../scripts/network/layers/layer.js" */
/** @import { Network } from "../../../scripts/network/network.js" */

/** @typedef {{ pixels: Uint8Array, label: number }} Example */
/** @typedef {{ features: Values, label: number }} Seen what the layers before the taught one make of an example */
/** @typedef {Record<string, Values>} Weights */

const MAX_STEPS = 100;
const SURE = 0.5; // as soon as each drawing is read right and more than half sure, that is enough

/**
 * The network that has learned the examples, in how many steps of which length.
 * @param {Network} network
 * @param {Example[]} examples
 */
export function teach(network, examples) {
  const place = network.lastTrained;
  const seen = examples.map(({ pixels, label }) => ({ features: network.before(pixels, place), label }));
  const lr = stepLength(network, seen);
  let taught = network;
  let steps = 0;
  for (; steps < MAX_STEPS; steps += 1) {
    const { weights, isLearned } = gradientsOf(taught, seen);
    if (isLearned) break;
    taught = taught.with(place, descended(taught.layers[place].weights, weights, lr));
  }
  return { network: taught, steps, lr };
}

/**
 * The mean gradient of the cross-entropy by the weights of the last trained layer.
 * @param {Network} network
 * @param {Seen[]} seen
 */
export function gradientsOf(network, seen) {
  const parts = seen.map((example) => gradientOf(network, example));
  /** @type {Weights} */
  const weights = {};
  for (const name of Object.keys(parts[0].weights)) {
    weights[name] = parts[0].weights[name].map((_, at) => parts.reduce((sum, part) => sum + part.weights[name][at], 0) / parts.length);
  }
  return { weights, isLearned: parts.every(({ share }) => share > SURE) };
}

/**
 * Of one example: the gradient, the error of its probabilities, and the share of its true digit.
 * @param {Network} network
 * @param {Seen} example
 */
function gradientOf({ layers, lastTrained }, { features, label }) {
  const inputs = [features];
  for (const layer of layers.slice(lastTrained)) inputs.push(kindOf(layer).forward(layer, inputs[inputs.length - 1]));
  const probabilities = softmax(inputs[inputs.length - 1]);
  const error = probabilities.map((share, digit) => share - (digit === label ? 1 : 0));
  let gradient = Float32Array.from(error);
  for (let at = layers.length - 1; at > lastTrained; at -= 1) {
    const { backward } = kindOf(layers[at]);
    if (backward) gradient = backward(layers[at], inputs[at - lastTrained], gradient);
  }
  const weights = kindOf(layers[lastTrained]).gradients?.(layers[lastTrained], features, gradient) ?? {};
  return { weights, error, share: probabilities[label] };
}

/**
 * As long as moves an example's logits by about the error of its probabilities, whatever the network:
 * 1 over the largest squared gradient for a squared error of 1.
 * @param {Network} network
 * @param {Seen[]} seen
 */
function stepLength(network, seen) {
  const gains = seen.map((example) => {
    const { weights, error } = gradientOf(network, example);
    const moved = Object.values(weights).reduce((sum, part) => sum + squared(part), 0);
    return moved / Math.max(squared(error), Number.EPSILON);
  });
  return 1 / Math.max(...gains, Number.EPSILON);
}

/**
 * One step of gradient descent.
 * @param {Weights} weights
 * @param {Weights} gradients
 * @param {number} lr
 * @returns {Weights}
 */
function descended(weights, gradients, lr) {
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, weights[name].map((value, at) => value - lr * gradient[at])]));
}

/** @param {ArrayLike<number>} values */
function squared(values) {
  return Array.from(values).reduce((sum, value) => sum + value * value, 0);
}
