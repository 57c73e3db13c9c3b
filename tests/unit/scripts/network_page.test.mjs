// network.html: shapes, pools and lessons at their edges; tests/unit/export holds all of it against
// Pillow and PyTorch.

import assert from "node:assert/strict";
import { test } from "node:test";

import { digitOfStrokes } from "../../../mnist_core/export/network_page/scripts/ink.js";
import { avgPool, maxPool } from "../../../mnist_core/scripts/network/layers/pool.js";
import { Network, softmax } from "../../../mnist_core/scripts/network/network.js";
import { countOf, percent } from "../../../mnist_core/export/network_page/scripts/page/words.js";
import { Raster } from "../../../mnist_core/export/network_page/scripts/raster.js";
import { teach } from "../../../mnist_core/export/network_page/scripts/teaching.js";

const POOL = { inChannels: 1, outChannels: 1, sizeIn: 3, sizeOut: 1, kernel: 2, weights: {} };
const [DARK, BRIGHT] = [0, 255].map((value) => new Uint8Array(784).fill(value));

/** Ten values, each the mean of the picture times a weight of its own. */
function smallNetwork() {
  const gap = { kind: "gap", inChannels: 1, outChannels: 1, sizeIn: 28, sizeOut: 1, kernel: 28, weights: {} };
  const linear = {
    kind: "linear", inChannels: 1, outChannels: 10, sizeIn: 1, sizeOut: 1,
    weights: { weight: new Float32Array(10), bias: new Float32Array(10) },
  };
  return new Network(0, 1, [gap, linear]);
}

/** @param {Raster} raster */
function rows({ pixels, width }) {
  return Array.from({ length: pixels.length / width }, (_, row) => pixels.slice(row * width, (row + 1) * width).join(""));
}

test("nothing drawn is not a digit, and a dot stays a dot in the middle", () => {
  assert.equal(digitOfStrokes([], 20), null);
  const digit = digitOfStrokes([[[40, 200]]], 20);
  const inked = [...digit.entries()].filter(([, value]) => value).map(([place]) => [Math.floor(place / 28), place % 28]);
  assert.deepEqual([inked[0], inked.at(-1)], [[13, 13], [15, 15]]);
});

test("shapes are cut at the edge of the raster", () => {
  const raster = new Raster(4, 3);
  raster.disc(-2, -2, 1, 1);
  raster.line([3, -5], [3, 9], 1);
  assert.deepEqual(rows(raster), ["1101", "1001", "0001"]);
});

test("a pool leaves over what fills no square, and of equals the first has the gradient", () => {
  const input = Float32Array.of(1, 5, 90, 5, 3, 90, 90, 90, 90);
  assert.deepEqual([...maxPool.forward(POOL, input), ...avgPool.forward(POOL, input)], [5, 3.5]);
  assert.deepEqual([...maxPool.backward(POOL, input, Float32Array.of(8))], [0, 8, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...avgPool.backward(POOL, input, Float32Array.of(8))], [2, 2, 0, 2, 2, 0, 0, 0, 0]);
});

test("huge logits are still probabilities", () => {
  assert.deepEqual(softmax([1000, 1000, -1000]), [0.5, 0.5, 0]);
});

test("a lesson ends as soon as all is read right and sure, and changes nothing else", () => {
  const before = smallNetwork();
  const { network, steps } = teach(before, [{ pixels: BRIGHT, label: 4 }, { pixels: DARK, label: 6 }]);
  assert.ok(steps > 0 && steps < 100, String(steps));
  assert.equal(network.read(BRIGHT).digit, 4);
  assert.equal(network.read(DARK).digit, 6);
  assert.equal(before.read(BRIGHT).probabilities[4], 0.1);
  assert.equal(teach(network, [{ pixels: DARK, label: 6 }]).steps, 0);
});

test("what cannot be learned ends too", () => {
  assert.equal(teach(smallNetwork(), [{ pixels: DARK, label: 4 }, { pixels: DARK, label: 6 }]).steps, 100);
});

test("figures are written as the lab writes them", () => {
  assert.deepEqual([percent(0.996), countOf(1, "map"), countOf(1024, "map")], ["100 %", "1 map", "1,024 maps"]);
});
