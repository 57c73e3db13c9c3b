// How a receptive field grows from layer to layer.

import assert from "node:assert/strict";
import { test } from "node:test";

import { between, grows, middleSight, neighbour } from "../../../dashboard/components/field_explorer/growth.js";
import { Play } from "../../../dashboard/components/field_explorer/play.js";

const LAYERS = [
  { size: 28, field: 3, jump: 1, left: -1, columns: [12, 13, 14], rearranges: false },
  { size: 28, field: 3, jump: 1, left: -1, columns: [12, 13, 14], rearranges: false },
  { size: 5, field: 28, jump: 5, left: -10, columns: [0, 1, 2], rearranges: false },
  { size: 1, field: 28, jump: 5, left: -10, columns: [0, 1, 2], rearranges: true },
];

test("the middle of a map has its square, in a frame that holds all squares", () => {
  assert.deepEqual(middleSight(LAYERS, 1), {
    square: { left: 12, top: 12, size: 3 }, rows: [12, 13, 14], columns: [12, 13, 14], first: -10, last: 27,
  });
  assert.deepEqual(middleSight(LAYERS, 3).square, { left: 0, top: 0, size: 28 });
});

test("a square on its way lies between two", () => {
  const from = { left: 12, top: 12, size: 3 };
  const to = { left: 0, top: 2, size: 27 };
  assert.deepEqual(between(from, to, 0), from);
  assert.deepEqual(between(from, to, 0.5), { left: 6, top: 7, size: 15 });
  assert.deepEqual(between(from, to, 1), to);
});

test("what only rearranges is passed over, and the ends are ends", () => {
  assert.deepEqual([neighbour(LAYERS, 0, 1), neighbour(LAYERS, 3, 1), neighbour(LAYERS, 5, -1), neighbour(LAYERS, 1, -1)], [1, null, 3, null]);
});

test("a layer grows where it sees more than the one before", () => {
  assert.deepEqual([1, 2, 3, 4].map((number) => grows(LAYERS, number)), [true, false, true, false]);
});

test("Play begins at the first layer, passes what only rearranges, and goes on where it was paused", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const layer = (field, rearranges = false) => ({ field, rearranges });
  const layers = [layer(3), layer(3), layer(3, true), layer(5)];
  const button = { textContent: "Play", onclick: () => {} };
  let [at, rests] = [4, 0];
  const went = [];
  new Play(button, { layers: () => layers, at: () => at, goTo: (number) => { at = number; went.push(number); }, rest: () => { rests += 1; } });
  button.onclick();
  assert.deepEqual([button.textContent, went], ["Pause", [1]]);
  t.mock.timers.tick(1700); // the field grew
  t.mock.timers.tick(100);
  button.onclick();
  t.mock.timers.tick(5000);
  assert.deepEqual([button.textContent, went, rests], ["Play", [1, 2], 1]);
  button.onclick();
  t.mock.timers.tick(600); // it did not grow
  assert.deepEqual(went, [1, 2, 4]);
  t.mock.timers.tick(1700);
  assert.deepEqual([button.textContent, rests], ["Play", 2]);
});
