// The network of this page: a forward pass through every layer of the notation, in plain float32.

import { bytesOf } from "../pixels.js";
import { avgPool, maxPool } from "./layers/pool.js";
import { batchNorm } from "./layers/batch_norm.js";
import { conv } from "./layers/conv.js";
import { linear } from "./layers/linear.js";
import { relu, same } from "./layers/plain.js";

/** @import { Kind, Layer, Values } from "./layers/layer.js" */

/**
 * A network as the file holds it.
 * @typedef {object} SavedNetwork
 * @property {number} mean of the pixels from 0 to 1, which the network was trained without
 * @property {number} std
 * @property {(Omit<Layer, "weights"> & { weights: Record<string, number> })[]} layers with how many weights of each name there are
 * @property {string} weights float32, little-endian, one after the other in base64
 */

/** @typedef {{ digit: number, probabilities: number[], outputs: Values[] }} Reading outputs: of each layer */

/** @type {Record<string, Kind>} */
const KINDS = { conv, bn: batchNorm, relu, drop: same, maxpool: maxPool, avgpool: avgPool, gap: avgPool, flatten: same, linear };

export class Network {
  /**
   * @param {number} mean
   * @param {number} std
   * @param {Layer[]} layers
   */
  constructor(mean, std, layers) {
    this.mean = mean;
    this.std = std;
    this.layers = layers;
  }

  /** The last layer that has weights; what follows only rearranges, averages or chooses. */
  get lastTrained() {
    return this.layers.findLastIndex(({ weights }) => Object.keys(weights).length);
  }

  /**
   * What the layers before one make of a digit.
   * @param {Uint8Array} pixels 28 x 28, white ink at 255
   * @param {number} end
   */
  before(pixels, end) {
    let output = this.input(pixels);
    for (const layer of this.layers.slice(0, end)) output = kindOf(layer).forward(layer, output);
    return output;
  }

  /**
   * @param {Uint8Array} pixels 28 x 28, white ink at 255
   * @returns {Reading}
   */
  read(pixels) {
    /** @type {Values[]} */
    const outputs = [];
    let output = this.input(pixels);
    for (const layer of this.layers) {
      output = kindOf(layer).forward(layer, output);
      outputs.push(output);
    }
    const probabilities = softmax(output);
    return { digit: probabilities.indexOf(Math.max(...probabilities)), probabilities, outputs };
  }

  /** @param {Uint8Array} pixels */
  input(pixels) {
    const values = new Float32Array(pixels.length);
    for (let at = 0; at < values.length; at += 1) values[at] = (pixels[at] / 255 - this.mean) / this.std;
    return values;
  }

  /**
   * This network with other weights in one of its layers.
   * @param {number} place
   * @param {Record<string, Values>} weights
   */
  with(place, weights) {
    const layers = this.layers.map((layer, at) => (at === place ? { ...layer, weights: { ...layer.weights, ...weights } } : layer));
    return new Network(this.mean, this.std, layers);
  }
}

/** @param {Layer} layer */
export function kindOf({ kind }) {
  return KINDS[kind];
}

/** @param {ArrayLike<number>} logits */
export function softmax(logits) {
  const most = Math.max(...Array.from(logits));
  const powers = Array.from(logits, (value) => Math.exp(value - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** @param {SavedNetwork} saved */
export function networkOf({ mean, std, layers, weights }) {
  const view = new DataView(bytesOf(weights).buffer);
  let place = 0;
  const taken = (/** @type {number} */ num) => Float32Array.from({ length: num }, () => {
    place += 4;
    return view.getFloat32(place - 4, true);
  });
  return new Network(mean, std, layers.map((layer) => ({
    ...layer, weights: Object.fromEntries(Object.entries(layer.weights).map(([name, num]) => [name, taken(num)])),
  })));
}
