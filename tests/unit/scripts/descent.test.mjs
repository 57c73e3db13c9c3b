// Steps on a slice of which everything is known: a parabola.

import assert from "node:assert/strict";
import test from "node:test";

import { bottomOf, onSlice, outcomeOf, stepsOf } from "../../../mnist_core/scripts/demos/sums/descent.js";

const CURVATURE = 2; // its bottom lies at 0.5
const at = Array.from({ length: 13 }, (_, place) => Number((-0.4 + 0.2 * place).toFixed(1)));
const parabola = { at, loss: at.map((rate) => 1 - rate + (CURVATURE * rate ** 2) / 2), slope: at.map((rate) => -1 + CURVATURE * rate), steepness: 1 };
const of = (rate, num = 10) => outcomeOf(parabola, stepsOf(parabola, rate, num));

test("between measured points lies the parabola itself", () => {
  const { loss, slope } = onSlice(parabola, 0.33);
  assert.ok(Math.abs(loss - (1 - 0.33 + 0.33 ** 2)) < 1e-12 && Math.abs(slope - (-1 + 2 * 0.33)) < 1e-12);
});

test("the first step lands where the axis says that a step of the rate lands", () => {
  assert.ok(Math.abs(stepsOf(parabola, 0.3, 1)[1].at - 0.3) < 1e-12);
});

test("steps are gradient descent: the rest of the way shrinks by the same factor", () => {
  const places = stepsOf(parabola, 0.2, 3);
  places.forEach(({ at: place }, number) => assert.ok(Math.abs(0.5 - place - 0.5 * (1 - 0.2 * CURVATURE) ** number) < 1e-12));
});

test("what happens is said by what the steps did", () => {
  assert.equal(of(0.01), "creeps");
  assert.equal(of(0.5), "arrives");
  assert.equal(of(0.97), "swings");
  assert.equal(of(1.02), "higher");
  assert.equal(of(2), "out");
  assert.ok(Math.abs(bottomOf(parabola).at - 0.5) < 0.11);
});

test("a step out of the picture is the last one", () => {
  const places = stepsOf(parabola, 2.5, 10);
  assert.equal(places.length, 2);
  assert.ok(Number.isNaN(places[1].loss));
});
