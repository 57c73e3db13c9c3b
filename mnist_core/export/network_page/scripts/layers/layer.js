// What all layers have in common. Maps are channels x rows x columns in one Float32Array, as PyTorch
// lays them out; a vector is a map of one position. A digit is one map, batches there are none.

/** @typedef {Float32Array<ArrayBuffer>} Values */

/**
 * A layer of the notation, with its weights as PyTorch names them.
 * @typedef {object} Layer
 * @property {string} kind
 * @property {string} token as the notation writes it
 * @property {number} inChannels
 * @property {number} outChannels
 * @property {number} sizeIn height and width of the map that comes in; 1 for a vector
 * @property {number} sizeOut
 * @property {number} kernel
 * @property {number} stride
 * @property {number} padding
 * @property {number} dilation
 * @property {number} groups
 * @property {Record<string, Values>} weights
 */

/**
 * How a kind of layer computes. `backward` takes the gradient of the loss by the output to that by
 * the input; `gradients` are those by its own trained weights. Neither changes what it is given.
 * @typedef {object} Kind
 * @property {(layer: Layer, input: Values) => Values} forward
 * @property {(layer: Layer, input: Values, gradient: Values) => Values} [backward]
 * @property {(layer: Layer, input: Values, gradient: Values) => Record<string, Values>} [gradients]
 */

export {};
