// Layers without weights that keep the map's size: relu, and what changes nothing when digits are read.

/** @import { Kind } from "./layer.js" */

/** @type {Kind} */
export const relu = {
  forward: (_, input) => {
    const output = new Float32Array(input.length);
    for (let at = 0; at < input.length; at += 1) output[at] = input[at] > 0 ? input[at] : 0;
    return output;
  },
  backward: (_, input, gradient) => gradient.map((value, at) => (input[at] > 0 ? value : 0)),
};

/**
 * Dropout drops nothing when digits are read, and flatten only renames positions.
 * @type {Kind}
 */
export const same = { forward: (_, input) => input, backward: (_, __, gradient) => gradient };
