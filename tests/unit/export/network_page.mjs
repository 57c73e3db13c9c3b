// What the scripts of network.html compute, for the tests to hold against Python: questions as JSON on
// standard input, answers on standard output, all of them in one process.

import { readFileSync } from "node:fs";

import { digitOfStrokes } from "../../../mnist_core/export/network_page/scripts/ink.js";
import { networkOf } from "../../../mnist_core/scripts/network/network.js";
import { teach } from "../../../mnist_core/export/network_page/scripts/teaching.js";

const { networks, lessons, drawings } = JSON.parse(readFileSync(0, "utf8"));

/** @param {{ pixels: number[], label: number }[]} examples */
const bytes = (examples) => examples.map(({ pixels, label }) => ({ pixels: Uint8Array.from(pixels), label }));

process.stdout.write(JSON.stringify({
  networks: networks.map(({ network, pixels }) => networkOf(network).read(Uint8Array.from(pixels)).probabilities),
  lessons: lessons.map(({ network, examples }) => {
    const before = networkOf(network);
    const { network: after, steps, lr } = teach(before, bytes(examples));
    const { weights } = after.layers[before.lastTrained];
    return { steps, lr, weights: Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, [...values]])) };
  }),
  drawings: drawings.map(({ strokes, brush }) => [...digitOfStrokes(strokes, brush)]),
}));
