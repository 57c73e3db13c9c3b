// Squares that do not overlap, each to its maximum or its mean; what is left over at the right and the
// bottom is not read. `gap` is one square as large as the map.

/** @import { Kind, Layer, Values } from "./layer.js" */

/** @type {Kind} */
export const maxPool = {
  forward: (layer, input) => pooled(layer, (squares) => squares.reduce((most, at) => Math.max(most, input[at]), -Infinity)),
  backward: (layer, input, gradient) => spread(layer, input, (squares, place, result) => {
    // of equals the first, as PyTorch does
    result[squares.reduce((best, at) => (input[at] > input[best] ? at : best))] = gradient[place];
  }),
};

/** @type {Kind} */
export const avgPool = {
  forward: (layer, input) => pooled(layer, (squares) => squares.reduce((sum, at) => sum + input[at], 0) / squares.length),
  backward: (layer, input, gradient) => spread(layer, input, (squares, place, result) => {
    for (const at of squares) result[at] = gradient[place] / squares.length;
  }),
};

/**
 * The places in the input of each output's square.
 * @param {Layer} layer
 * @param {(squares: number[], place: number) => void} each
 */
function eachSquare({ outChannels, sizeIn, sizeOut, kernel }, each) {
  const squares = Array(kernel * kernel).fill(0);
  let place = 0;
  for (let channel = 0; channel < outChannels; channel += 1) {
    for (let row = 0; row < sizeOut; row += 1) {
      for (let column = 0; column < sizeOut; column += 1) {
        const corner = channel * sizeIn * sizeIn + kernel * (row * sizeIn + column);
        for (let at = 0; at < squares.length; at += 1) squares[at] = corner + Math.floor(at / kernel) * sizeIn + (at % kernel);
        each(squares, place);
        place += 1;
      }
    }
  }
}

/**
 * @param {Layer} layer
 * @param {(squares: number[]) => number} valueOf
 */
function pooled(layer, valueOf) {
  const output = new Float32Array(layer.outChannels * layer.sizeOut * layer.sizeOut);
  eachSquare(layer, (squares, place) => { output[place] = valueOf(squares); });
  return output;
}

/**
 * @param {Layer} layer
 * @param {Values} input
 * @param {(squares: number[], place: number, result: Values) => void} give
 */
function spread(layer, input, give) {
  const result = new Float32Array(input.length);
  eachSquare(layer, (squares, place) => give(squares, place, result));
  return result;
}
