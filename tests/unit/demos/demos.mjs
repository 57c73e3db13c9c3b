// Computes what the demos show, for test_demos.py: a JSON object of questions comes in, answers go out.

import { readFileSync } from "node:fs";

import { networkOf } from "../../../mnist_core/scripts/network/network.js";
import { bytesOf } from "../../../mnist_core/scripts/pixels.js";
import { productsAt } from "../../../mnist_core/scripts/demos/kinds/filter_sums.js";

const KINDS = { filter };

/** Every sum of the filter in hand over the first digit, row by row. */
function filter({ network: saved, digits, channel }) {
  const network = networkOf(saved);
  const [layer] = network.layers;
  const input = network.input(bytesOf(digits[0].pixels));
  const weights = layer.weights.weight.subarray(9 * (channel - 1), 9 * channel);
  return Array.from({ length: layer.sizeOut ** 2 }, (_, place) => {
    const [row, column] = [Math.floor(place / layer.sizeOut), place % layer.sizeOut];
    return productsAt(input, layer.sizeIn, weights, row - layer.padding, column - layer.padding).sum
      + (layer.weights.bias?.[channel - 1] ?? 0);
  });
}

const questions = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(questions.map(({ kind, data }) => KINDS[kind](data))));
