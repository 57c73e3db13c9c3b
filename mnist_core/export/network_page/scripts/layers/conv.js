// Square convolutions with padding, stride, dilation, groups and bias.

/** @import { Kind, Layer, Values } from "./layer.js" */

/** @type {Kind} */
export const conv = { forward, gradients };

/**
 * All channels with their border of zeros. In a flat map the same tap of a kernel is the same distance
 * away at every position, so one loop does a tap for the whole map. It also computes what begins in
 * one row and ends in the next, which nobody reads.
 * @param {Layer} layer
 * @param {Values} input
 */
function padded({ inChannels, sizeIn, padding }, input) {
  if (!padding) return input;
  const side = sizeIn + 2 * padding;
  const result = new Float32Array(inChannels * side * side);
  for (let row = 0; row < inChannels * sizeIn; row += 1) {
    const channel = Math.floor(row / sizeIn);
    result.set(input.subarray(row * sizeIn, (row + 1) * sizeIn), channel * side * side + ((row % sizeIn) + padding) * side + padding);
  }
  return result;
}

/**
 * How far each tap of the kernel lies from the first one, in a flat map.
 * @param {Layer} layer
 */
function tapsOf({ kernel, dilation, sizeIn, padding }) {
  const side = sizeIn + 2 * padding;
  return Array.from({ length: kernel * kernel }, (_, tap) => dilation * (Math.floor(tap / kernel) * side + (tap % kernel)));
}

/**
 * @param {Layer} layer
 * @param {Values} input
 */
function forward(layer, input) {
  const { inChannels, outChannels, sizeIn, sizeOut, stride, padding, groups, weights: { weight, bias } } = layer;
  const source = padded(layer, input);
  const side = sizeIn + 2 * padding;
  const taps = tapsOf(layer);
  const [groupIn, groupOut] = [inChannels / groups, outChannels / groups];
  const length = stride * (sizeOut - 1) * (side + 1) + 1;
  const sums = new Float64Array(length);
  const output = new Float32Array(outChannels * sizeOut * sizeOut);
  for (let out = 0; out < outChannels; out += 1) {
    sums.fill(bias ? bias[out] : 0);
    const first = Math.floor(out / groupOut) * groupIn;
    for (let channel = 0; channel < groupIn; channel += 1) {
      addTaps(sums, source, (first + channel) * side * side, weight, (out * groupIn + channel) * taps.length, taps);
    }
    let at = out * sizeOut * sizeOut;
    for (let row = 0; row < sizeOut; row += 1) {
      for (let column = 0; column < sizeOut; column += 1) output[at++] = sums[stride * (row * side + column)];
    }
  }
  return output;
}

/**
 * What one channel adds to one output: three taps in a walk, since reading and writing sums is slow.
 * @param {Float64Array} sums
 * @param {Values} source
 * @param {number} start of the channel
 * @param {Values} weight
 * @param {number} first of its weights
 * @param {number[]} taps
 */
function addTaps(sums, source, start, weight, first, taps) {
  let tap = 0;
  for (; tap + 2 < taps.length; tap += 3) {
    const [one, two, three] = [weight[first + tap], weight[first + tap + 1], weight[first + tap + 2]];
    const [atOne, atTwo, atThree] = [start + taps[tap], start + taps[tap + 1], start + taps[tap + 2]];
    for (let at = 0; at < sums.length; at += 1) sums[at] += one * source[atOne + at] + two * source[atTwo + at] + three * source[atThree + at];
  }
  for (; tap < taps.length; tap += 1) {
    const one = weight[first + tap];
    const atOne = start + taps[tap];
    for (let at = 0; at < sums.length; at += 1) sums[at] += one * source[atOne + at];
  }
}

/**
 * @param {Layer} layer
 * @param {Values} input
 * @param {Values} gradient by the output
 * @returns {Record<string, Values>}
 */
function gradients(layer, input, gradient) {
  const { inChannels, outChannels, sizeIn, sizeOut, stride, padding, groups, weights } = layer;
  const source = padded(layer, input);
  const side = sizeIn + 2 * padding;
  const taps = tapsOf(layer);
  const [groupIn, groupOut] = [inChannels / groups, outChannels / groups];
  const area = sizeOut * sizeOut;
  const weight = new Float32Array(weights.weight.length);
  weight.forEach((_, place) => {
    const out = Math.floor(place / (groupIn * taps.length));
    const channel = Math.floor(out / groupOut) * groupIn + (Math.floor(place / taps.length) % groupIn);
    const start = channel * side * side + taps[place % taps.length];
    let sum = 0;
    for (let position = 0; position < area; position += 1) {
      const at = stride * (Math.floor(position / sizeOut) * side + (position % sizeOut));
      sum += gradient[out * area + position] * source[start + at];
    }
    weight[place] = sum;
  });
  if (!weights.bias) return { weight };
  const bias = Float32Array.from({ length: outChannels }, (_, out) => gradient.subarray(out * area, (out + 1) * area).reduce((sum, value) => sum + value, 0));
  return { weight, bias };
}
