import assert from "node:assert/strict";
import test from "node:test";

import { CurveScale, pathOf } from "../../../mnist_core/scripts/lessons/curve_scale.js";
import { quizWords } from "../../../mnist_core/scripts/lessons/lesson_list.js";
import { listOf } from "../../../mnist_core/scripts/lessons/predictions/curve.js";
import { sizeAt } from "../../../mnist_core/scripts/lessons/predictions/field.js";
import { beginsAt, filled, sketchOf, stroked } from "../../../mnist_core/scripts/lessons/predictions/sketch.js";
import { decimalsOf, typed } from "../../../mnist_core/scripts/lessons/predictions/slider.js";
import { BEGINNING, isOpen, LessonState, missingPredictions, openPart } from "../../../mnist_core/scripts/lessons/state.js";
import { Words } from "../../../mnist_core/scripts/lessons/words.js";

const whole = (/** @type {number} */ value) => Math.round(value);
const scale = new CurveScale(5, 80, 100, { width: 560, height: 300, left: 60, right: 560, top: 0, bottom: 200 });
const lesson = /** @type {any} */ ({ key: "x", parts: [
  { name: "question", title: "", blocks: [] },
  { name: "predict", title: "", blocks: [
    { block: "text", html: "" }, { block: "predict-choice", order: 0 }, { block: "predict-curve", order: 1, epochs: 2 },
    { block: "predict-digits", order: 2, digits: [] }] },
] });

test("a place in the chart is an epoch and a value that can be meant", () => {
  assert.equal(scale.x(1), 110);
  assert.deepEqual([scale.epochAt(0), scale.epochAt(110), scale.epochAt(359), scale.epochAt(9999)], [1, 1, 3, 5]);
  assert.deepEqual([scale.valueAt(100), scale.valueAt(-50), scale.valueAt(999)], [90, 100, 80]);
  assert.equal(scale.increment, 0.1);
  assert.equal(scale.valueAt(1), 99.9);
  for (const epoch of [1, 2, 5]) assert.equal(scale.epochAt(scale.x(epoch)), epoch);
});

test("ticks are round and few", () => {
  assert.deepEqual(scale.ticks, [80, 85, 90, 95, 100]);
  assert.deepEqual([scale.tickDecimals, scale.decimals], [0, 1]);
  const loss = new CurveScale(20, 0, 0.5, scale.frame);
  assert.deepEqual(loss.ticks, [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  assert.equal(loss.tickDecimals, 1);
  assert.deepEqual(loss.epochTicks, [1, 5, 10, 15, 20]);
  assert.equal(pathOf([90, null, 95, 100], scale).match(/M/g)?.length, 2);
});

test("a pen that crosses epochs draws them all, and a gap between two values is filled", () => {
  assert.deepEqual(stroked([null, null, null, null], { epoch: 1, value: 80 }, { epoch: 4, value: 95 }, whole), [null, 85, 90, 95]);
  assert.deepEqual(stroked([1, 2, 3], { epoch: 3, value: 9 }, { epoch: 1, value: 5 }, whole), [5, 7, 3]);
  assert.deepEqual(filled([null, 80, null, null, 86, null], whole), [null, 80, 82, 84, 86, null]);
  assert.deepEqual(sketchOf([90, null, "x"], 4), [90, null, null, null]);
  assert.deepEqual(sketchOf("with", 2), [null, null]);
});

test("an arrow key begins at the value beside", () => {
  assert.equal(beginsAt([null, 91, null], 3, { low: 80, high: 100 }), 91);
  assert.equal(beginsAt([null, 91, null], 1, { low: 80, high: 100 }), 91);
  assert.equal(beginsAt([null, null, null], 2, { low: 80, high: 100 }), 90);
});

test("nobody goes on without every prediction, whole", () => {
  const at = (/** @type {Record<string, any>} */ predictions) => ({ ...BEGINNING, predictions });
  assert.deepEqual(missingPredictions(lesson, at({})).map(({ order }) => order), [0, 1]);
  assert.deepEqual(missingPredictions(lesson, at({ 0: "with", 1: [90, null] })).map(({ order }) => order), [1]);
  const made = at({ 0: "with", 1: [90, 95] });
  assert.equal(isOpen(lesson, made, "train"), true);
  assert.equal(openPart(lesson, at({}), "compare"), "predict");
  assert.equal(openPart(lesson, made, "compare"), "compare");
  assert.equal(openPart(lesson, { ...made, part: "train" }, null), "train");
  assert.equal(openPart(lesson, at({}), "nowhere"), "question");
});

test("each change of the place is kept at once", () => {
  /** @type {any[]} */
  const kept = [];
  const state = new LessonState(BEGINNING, new Words({}, "en"), (place) => kept.push(place));
  let heard = 0;
  const deaf = state.listen(() => { heard += 1; });
  state.predict(0, "with");
  state.predict(1, [90, 95]);
  state.predict(0, null);
  deaf();
  state.keep({ part: "train" });
  assert.deepEqual(kept.at(-1), { ...BEGINNING, part: "train", predictions: { 1: [90, 95] } });
  assert.deepEqual([kept.length, heard], [4, 3]);
  assert.deepEqual(BEGINNING.predictions, {});
});

test("the square's edge follows the pointer", () => {
  assert.equal(sizeAt(0.5, 0.5, 64), 1);
  assert.equal(sizeAt(1, 0.5, 64), 64);
  assert.equal(sizeAt(0.5, 0.25, 64), 32);
  assert.equal(sizeAt(-3, 0.5, 64), 64);
});

test("a number is typed with a point or a comma, within its range", () => {
  const range = { low: 0, high: 100 };
  assert.deepEqual(["12", " 1,5 ", "101", "", "x", "-1"].map((text) => typed(text, range)), [12, 1.5, null, null, null, null]);
  assert.deepEqual([1, 0.1, 0.01, 10].map(decimalsOf), [0, 1, 2, 0]);
});

test("words are filled in, and chosen by number as the language has it", () => {
  const words = new Words({ "a.b": "{num} of {all} {rest}", "c.one": "{num} digit", "c.other": "{num} digits" }, "en");
  assert.equal(words.say("a.b", { num: 1, all: 2 }), "1 of 2 {rest}");
  assert.deepEqual([words.count("c", 1), words.count("c", 1234)], ["1 digit", "1,234 digits"]);
  assert.equal(new Words({}, "de").number(98.5, 2), "98,50");
});

test("epochs that are still open are said in short", () => {
  assert.deepEqual([listOf([1, 2, 3, 4]), listOf([2]), listOf([1, 2]), listOf([1, 3, 4])], ["1–4", "2", "1, 2", "1, 3, 4"]);
});

test("a quiz says whether it was taken, and what came of it", () => {
  const words = new Words({ "list.quiz-open": "open", "list.quiz-answered": "{num} of {all}", "list.quiz-right": "{num} right of {all}" }, "en");
  assert.equal(quizWords(undefined, words), "open");
  assert.equal(quizWords({ stage: "before", num: 12, num_answered: 5, num_right: null }, words), "5 of 12");
  assert.equal(quizWords({ stage: "after", num: 12, num_answered: 12, num_right: 0 }, words), "0 right of 12");
});
