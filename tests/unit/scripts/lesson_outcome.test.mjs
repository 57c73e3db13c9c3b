// What a prediction is held against is said in words, and a replay shows what was there at each moment.

import assert from "node:assert/strict";
import { test } from "node:test";

import { curveWords, digitsWords, offWords, valueWords } from "../../../mnist_core/scripts/lessons/compared/far_off.js";
import { choiceWords, numberWords } from "../../../mnist_core/scripts/lessons/parts/compare.js";
import { trainPath } from "../../../mnist_core/scripts/lessons/parts/your_turn.js";
import { lowest, reached, upTo } from "../../../mnist_core/scripts/lessons/runs/race.js";
import { missingWords, runWords } from "../../../mnist_core/scripts/lessons/runs/run_words.js";
import { Words } from "../../../mnist_core/scripts/lessons/words.js";

const words = new Words({
  "compare.too-high": "{num} too high", "compare.too-low": "{num} too low", "compare.just-so": "just as it came",
  "compare.curve": "{first}, then {last}", "compare.curve-once": "{off} at {epoch}", "compare.not-measured": "nothing",
  "compare.digits.one": "{right} of 1", "compare.digits.other": "{right} of {num}", "compare.digits-others.one": "1 more",
  "compare.digits-others.other": "{num} more", "unit.points": "{num} points", "unit.percent": "{num} %", "unit.pixels": "{num} pixels",
  "compare.said": "said {answer}", "compare.same": "so", "compare.else": "else {answer}", "compare.none-holds": "none",
  "compare.not-known": "unknown", "compare.number": "{yours} {came} {off}", "compare.number-same": "{yours} so",
  "train.waits.one": "1 before", "train.waits.other": "{num} before", "train.next": "next", "train.progress": "epoch {epoch} of {epochs}",
  "train.left": "{time} left", "train.time-seconds": "{num} s", "train.time-minutes": "{num} min", "train.finished": "finished {accuracy}",
  "compare.missing": "not yet: {names}", "train.over": "after {epochs}: {accuracy}", "train.epochs.one": "1 epoch", "train.epochs.other": "{num} epochs", "train.stopped": "stopped",
}, "en");

test("a curve is held against what came after the first epoch and in the end", () => {
  assert.equal(curveWords("train_accuracy", [93.1, 95, 97.2], [90, 95, 97], words), "3.1 points too high, then 0.2 points too high");
  assert.equal(curveWords("test_loss", [0.5, 0.1], [0.5, 0.3], words), "just as it came, then 0.20 too low");
  assert.equal(curveWords("test_accuracy", [null, 95], [90, 96.04], words), "1.0 points too low at 2");
  // a run that was stopped early, or never began
  assert.equal(curveWords("test_accuracy", [92, 95], [90], words), "2.0 points too high at 1");
  assert.equal(curveWords("test_accuracy", [92], [], words), "nothing");
});

test("digits, fields and numbers have words of their own", () => {
  assert.equal(digitsWords([3, 5, 7], [5, 7, 9], words), "2 of 3 1 more");
  assert.equal(digitsWords([3], [3], words), "1 of 1");
  assert.equal(offWords("receptive_field", -8, words), "8 pixels too low");
  assert.equal(valueWords("gap", 0.5, words), "0.50 points");
  assert.equal(numberWords("num_wrong", 120, 214, words), "120 214 94 too low");
  assert.equal(numberWords("test_accuracy", 98, 98.01, words), "98 % so");
  assert.equal(numberWords("test_accuracy", 98.5, 98.5, words), "98.5 % so");
  assert.equal(numberWords("num_wrong", 1, null, words), "nothing");
});

test("a choice is told beside what came, also where no answer or several hold", () => {
  const choices = [{ key: "a", text: "A" }, { key: "b", text: "B" }, { key: "c", text: "C" }];
  assert.deepEqual(choiceWords(choices, "a", ["a"], words), ["said A", "so"]);
  assert.deepEqual(choiceWords(choices, "a", ["b", "c"], words), ["said A", "else B · C"]);
  assert.deepEqual(choiceWords(choices, "a", [], words), ["said A", "none"]);
  assert.deepEqual(choiceWords(choices, "a", null, words), ["said A", "unknown"]);
});

const run = {
  name: "with", key: "1", num_epochs: 2, at: [0.5, 1, 1.5, 2], accuracy: [40, 80, 90, 95], seconds: 4, state: "running", phase: "training",
  num_before: null, seconds_left: 12.2, error: null,
  epochs: [1, 2].map((epoch) => ({ epoch, train_accuracy: 60, test_accuracy: 91 + epoch, train_loss: 1, test_loss: 1 })),
};

test("a replay has come no further than its moment", () => {
  const early = upTo(run, 1.2);
  assert.deepEqual(early.at, [0.5, 1]);
  assert.deepEqual(early.epochs.map(({ epoch }) => epoch), [1]);
  assert.equal(reached(early), 1);
  assert.deepEqual(upTo(run, 2), run);
  assert.equal(reached(upTo(run, 0.1)), 0);
});

test("the axis rises once nobody is near its foot", () => {
  assert.equal(lowest([upTo(run, 0.5)]), 0);
  assert.equal(lowest([{ ...run, accuracy: [71, 85, 90, 95] }]), 70);
  assert.equal(lowest([]), 0);
});

test("a run says what it is at", () => {
  assert.equal(runWords({ ...upTo(run, 1) }, words), "epoch 2 of 2 · 13 s left");
  assert.equal(runWords({ ...run, state: "queued", num_before: 0 }, words), "next");
  assert.equal(runWords({ ...run, state: "queued", num_before: 3 }, words), "3 before");
  assert.equal(runWords({ ...run, state: "finished" }, words), "finished 93.00");
  assert.equal(runWords({ ...upTo(run, 1), state: "stopped" }, words), "after 1 epoch: 92.00");
  assert.equal(runWords({ ...upTo(run, 0.5), state: "stopped" }, words), "stopped");
});

test("the link into Train has the step and the settings that the task begins with", () => {
  assert.equal(trainPath({ step: "nets-4", set: { dropout: 0, num_train: null } }), "/train?step=nets-4&dropout=0&num_train=none");
  assert.equal(trainPath({ step: null, set: {} }), "/train");
});

test("runs without an epoch are named, so that nothing is said of figures that are not there", () => {
  const lesson = { runs: [{ name: "with", label: "with dropout" }, { name: "without", label: "without dropout" }] };
  const without = { ...run, name: "without" };
  assert.equal(missingWords(lesson, { runs: [run] }, words), "not yet: without dropout");
  assert.equal(missingWords(lesson, { runs: [run, { ...without, epochs: [] }] }, words), "not yet: without dropout");
  assert.equal(missingWords(lesson, { runs: [run, without] }, words), "");
});
