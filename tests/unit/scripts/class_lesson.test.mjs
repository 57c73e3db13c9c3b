// What is said of a class at a lesson, and where the dots of its numbers stand.

import assert from "node:assert/strict";
import { test } from "node:test";

import { stacked } from "../../../dashboard/components/class_lesson/spread.js";
import { predictedWords } from "../../../dashboard/components/class_lesson/words.js";
import { partsDone, whereWords } from "../../../dashboard/components/shared/words/lesson_parts.js";

test("who is where is counted in the order of the parts, one in the singular", () => {
  assert.equal(whereWords({ explain: 1, predict: 3, "not-begun": 2, train: 0 }), "2 not begun · 3 predict · 1 explains");
  assert.equal(whereWords({}), "");
  assert.deepEqual(["not-begun", "question", "your-turn", "done"].map(partsDone), [0, 1, 6, 6]);
});

test("a fan is told in a sentence, and what came only where it is wanted", () => {
  const predicted = {
    asked: { block: "predict-curve", order: 0, epochs: 2 },
    answers: { num: 2, curves: [[90, 92], [95, null]], median: [92.5, 92] }, came: { values: [91, 96.256, 99] } };
  const told = "2 predictions. They end between 92 and 95; the middle one at 92.";
  assert.equal(predictedWords(predicted, "teacher", false), told);
  assert.equal(predictedWords(predicted, "teacher", true), `${told} It came to 96.26 (measured on the teacher's own run).`);
  assert.match(predictedWords({ ...predicted, came: { values: null } }, null, true), /What came is not known yet\.$/);
  assert.equal(predictedWords({ ...predicted, answers: { num: 0, curves: [], median: [] } }, null, false), "Nobody has predicted yet.");
});

test("answers and numbers are told with their words and units", () => {
  const choice = { asked: { block: "predict-choice", choices: [{ key: "a", text: "More" }, { key: "b", text: "Less" }] },
    answers: { num: 1, picked: { a: 1, b: 0 } }, came: { keys: ["b"] } };
  assert.equal(predictedWords(choice, "class", true), "1 prediction. What came is “Less” (measured on a run of the class).");
  assert.match(predictedWords({ ...choice, came: { keys: [] } }, "class", true), /None of these came/);
  const number = { asked: { block: "predict-number", unit: "digits" }, answers: { num: 2, values: [544.25, 800], median: 672.125, lower: 600, upper: 700 }, came: { value: 307 } };
  assert.equal(predictedWords(number, "teacher", true), "2 predictions. They lie from 544 to 800; the middle one is 672 digits. It came to 307 digits (measured on the teacher's own run).");
  const field = { asked: { block: "predict-field" }, answers: { num: 4, values: [3, 5, 5, 9], median: 5, lower: 4, upper: 7 }, came: { pixels: 14 } };
  assert.equal(predictedWords(field, null, true), "4 predictions. Half of them lie from 4 to 7; the middle one is 5 pixels. It is 14 pixels.");
});

test("dots that would lie on each other are stacked", () => {
  assert.deepEqual(stacked([1, 1, 1, 9], (value) => 10 * value, 10), [[10, 0], [10, 1], [10, 2], [90, 0]]);
});
