// Computes what the demos show, for test_demos.py: demos come in, each with the question that the
// test has about it, and answers go out.

import { readFileSync } from "node:fs";

import { normalised, spreadOf } from "../../../mnist_core/scripts/demos/sums/batch_norm_sums.js";
import { changedDigit } from "../../../mnist_core/scripts/demos/kinds/changed_digit.js";
import { productsAt } from "../../../mnist_core/scripts/demos/sums/filter_sums.js";
import { answerThrough, firstDropout, maskOf } from "../../../mnist_core/scripts/demos/sums/masks.js";
import { mixed } from "../../../mnist_core/scripts/demos/sums/mix_sums.js";
import { shifted, windowAt } from "../../../mnist_core/scripts/demos/sums/pooling_sums.js";
import { mapOf } from "../../../mnist_core/scripts/demos/picture.js";
import { networkOf } from "../../../mnist_core/scripts/network/network.js";
import { bytesOf } from "../../../mnist_core/scripts/pixels.js";

const KINDS = { filter, "growing-field": growingField, pooling, "batch-norm": batchNorm, "one-by-one": oneByOne,
  dropout, augmentation, "global-pooling": globalPooling };

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

/** The maps that are shown of the first digit, a list each. */
function growingField({ network, digits, stops }) {
  const { outputs } = networkOf(network).read(bytesOf(digits[0].pixels));
  return stops.map(({ end }) => Array.from(outputs[end]));
}

/** What is kept of each window, for the first digit moved one down and two to the left. */
function pooling({ network: saved, digits, channel }) {
  const network = networkOf(saved);
  const { kernel, sizeIn, sizeOut } = network.layers.at(-1);
  const { outputs } = network.read(shifted(bytesOf(digits[0].pixels), 28, 1, -2));
  const map = mapOf(outputs.at(-2), channel - 1, sizeIn);
  return Array.from({ length: sizeOut ** 2 }, (_, place) => {
    const { values, kept } = windowAt(map, sizeIn, kernel, Math.floor(place / sizeOut), place % sizeOut);
    return values[kept];
  });
}

/** All digits as one batch, in train mode and in eval mode. */
function batchNorm({ network: saved, digits, channel }) {
  const network = networkOf(saved);
  const { sizeIn, weights: { weight, bias, running_mean: mean, running_var: variance } } = network.layers.at(-1);
  const maps = digits.map(({ pixels }) => mapOf(network.before(bytesOf(pixels), network.layers.length - 1), channel - 1, sizeIn));
  const kept = { mean: mean[channel - 1], variance: variance[channel - 1] };
  return [spreadOf(maps), kept].map((spread) => maps.map((map) =>
    Array.from(map, (value) => normalised(value, spread, weight[channel - 1], bias[channel - 1]))));
}

/** The mix in hand, with the trained weights. */
function oneByOne({ network: saved, digits, channel }) {
  const network = networkOf(saved);
  const { inChannels, sizeOut, weights: { weight, bias } } = network.layers.at(-1);
  const maps = network.before(bytesOf(digits[0].pixels), network.layers.length - 1);
  return Array.from(mixed(maps, sizeOut ** 2, weight.subarray((channel - 1) * inChannels, channel * inChannels), bias?.[channel - 1] ?? 0));
}

/** The first digit through two masks, and what these multiply the values of each layer by. */
function dropout({ network: saved, digits, rate }) {
  const network = networkOf(saved);
  const before = network.before(bytesOf(digits[0].pixels), firstDropout(network));
  return [0, 49].map((mask) => ({
    answer: answerThrough(network, before, rate, mask),
    factors: Object.fromEntries(network.layers.flatMap(({ kind, inChannels, sizeIn }, place) =>
      (kind === "drop" ? [[place, Array.from(maskOf(inChannels * sizeIn ** 2, rate, mask, place))]] : []))),
  }));
}

/** The first digit, changed in each way by each value that was measured. */
function augmentation({ axes, digits }) {
  const grey = bytesOf(digits[0].pixels);
  return Object.fromEntries(Object.entries(axes).map(([change, values]) =>
    [change, values.map((value) => Array.from(changedDigit(grey, change, value)))]));
}

/** The ten scores of both networks for the first digit, moved three down and five to the left. */
function globalPooling({ networks, digits }) {
  const grey = shifted(bytesOf(digits[0].pixels), 28, 3, -5);
  return networks.map(({ network }) => Array.from(networkOf(network).read(grey).outputs.at(-1)));
}

const questions = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(questions.map(({ kind, data }) => KINDS[kind](data))));
