// Fully connected layers.

/** @import { Kind, Layer, Values } from "./layer.js" */

/** @type {Kind} */
export const linear = { forward, gradients };

/**
 * @param {Layer} layer
 * @param {Values} input
 */
function forward({ outChannels, weights: { weight, bias } }, input) {
  const output = new Float32Array(outChannels);
  for (let out = 0; out < outChannels; out += 1) {
    let sum = bias ? bias[out] : 0;
    for (let at = 0; at < input.length; at += 1) sum += weight[out * input.length + at] * input[at];
    output[out] = sum;
  }
  return output;
}

/**
 * @param {Layer} layer
 * @param {Values} input
 * @param {Values} gradient by the output
 * @returns {Record<string, Values>}
 */
function gradients({ weights }, input, gradient) {
  const weight = weights.weight.map((_, place) => gradient[Math.floor(place / input.length)] * input[place % input.length]);
  return weights.bias ? { weight, bias: gradient.slice() } : { weight };
}
