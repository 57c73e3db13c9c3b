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
 * What one channel adds to one output. Reading and writing the sums is what takes time, so nine taps,
 * a kernel of 3 x 3, go in one walk.
 * @param {Float64Array} sums
 * @param {Values} source
 * @param {number} start of the channel
 * @param {Values} weight
 * @param {number} first of its weights
 * @param {number[]} taps
 */
function addTaps(sums, source, start, weight, first, taps) {
  let tap = 0;
  for (; tap + 9 <= taps.length; tap += 9) {
    const at0 = first + tap;
    const [w0, w1, w2] = [weight[at0], weight[at0 + 1], weight[at0 + 2]];
    const [w3, w4, w5] = [weight[at0 + 3], weight[at0 + 4], weight[at0 + 5]];
    const [w6, w7, w8] = [weight[at0 + 6], weight[at0 + 7], weight[at0 + 8]];
    const [t0, t1, t2] = [taps[tap], taps[tap + 1], taps[tap + 2]];
    const [t3, t4, t5] = [taps[tap + 3], taps[tap + 4], taps[tap + 5]];
    const [t6, t7, t8] = [taps[tap + 6], taps[tap + 7], taps[tap + 8]];
    for (let at = 0, from = start; at < sums.length; at += 1, from += 1) {
      sums[at] += w0 * source[from + t0] + w1 * source[from + t1] + w2 * source[from + t2]
        + w3 * source[from + t3] + w4 * source[from + t4] + w5 * source[from + t5]
        + w6 * source[from + t6] + w7 * source[from + t7] + w8 * source[from + t8];
    }
  }
  for (; tap < taps.length; tap += 1) {
    const one = weight[first + tap];
    for (let at = 0, from = start + taps[tap]; at < sums.length; at += 1, from += 1) sums[at] += one * source[from];
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
