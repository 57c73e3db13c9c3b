// Batch normalisation as it reads digits: with the means and variances that training kept.

/** @import { Kind, Layer, Values } from "./layer.js" */

export const EPSILON = 1e-5; // PyTorch's own

/** @type {Kind} */
export const batchNorm = { forward, gradients };

/**
 * Each channel with its mean at 0 and its variance at 1.
 * @param {Layer} layer
 * @param {Values} input
 */
function normalised({ sizeIn, weights }, input) {
  const area = sizeIn * sizeIn;
  return input.map((value, at) => {
    const channel = Math.floor(at / area);
    return (value - weights.running_mean[channel]) / Math.sqrt(weights.running_var[channel] + EPSILON);
  });
}

/**
 * @param {Layer} layer
 * @param {Values} input
 */
function forward({ outChannels, sizeIn, weights }, input) {
  const area = sizeIn * sizeIn;
  const output = new Float32Array(input.length);
  for (let channel = 0; channel < outChannels; channel += 1) {
    const scale = weights.weight[channel] / Math.sqrt(weights.running_var[channel] + EPSILON);
    const mean = weights.running_mean[channel];
    const shift = weights.bias[channel];
    for (let at = channel * area; at < (channel + 1) * area; at += 1) output[at] = (input[at] - mean) * scale + shift;
  }
  return output;
}

/**
 * @param {Layer} layer
 * @param {Values} input
 * @param {Values} gradient by the output
 */
function gradients(layer, input, gradient) {
  const area = layer.sizeIn * layer.sizeIn;
  const [weight, bias] = [new Float32Array(layer.outChannels), new Float32Array(layer.outChannels)];
  normalised(layer, input).forEach((value, at) => {
    const channel = Math.floor(at / area);
    weight[channel] += gradient[at] * value;
    bias[channel] += gradient[at];
  });
  return { weight, bias };
}
