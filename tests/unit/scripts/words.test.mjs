// What elements say: of a run, of a chart's title, of how long something takes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { against, chartWords, facts, headline, result, spoken } from "../../../dashboard/components/live_run/words.js";
import { fileName, titleLines } from "../../../dashboard/components/shared/charts/chart_picture.js";
import { duration, roughDuration, taken } from "../../../dashboard/components/shared/words/duration.js";
import { figureOf } from "../../../dashboard/components/shared/digits/pixel_colours.js";

const RUNNING = {
  state: "running", position: 1000, num_batches: 469, total: 469 * 15, epochs_total: 15, digits_a_second: 21000,
  seconds_left: 61.2, device: "cpu", path: "fused", device_note: null,
};
const EPOCH = { epoch: 2, train_loss: 0.05, test_loss: 0.04, train_accuracy: 98.5, test_accuracy: 98.75, seconds: 3 };

test("the headline says which batch of which epoch", () => {
  assert.equal(headline("Run 3", RUNNING), "Run 3 · training · epoch 3 of 15, batch 62 of 469");
  assert.equal(headline("Run 3", { ...RUNNING, state: "finished" }), "Run 3 · finished");
  assert.equal(headline("Run 3", { ...RUNNING, state: "queued", total: 0 }), "Run 3 · waiting for a free slot");
  assert.equal(headline("Run 3", { ...RUNNING, phase: "starting", total: 0 }), "Run 3 · starting");
  assert.equal(headline("Run 3", { ...RUNNING, phase: "testing", position: 469 }), "Run 3 · testing after epoch 1 of 15");
});

test("the facts leave out what is not known", () => {
  assert.equal(facts(RUNNING), "21,000 digits/s · 62 s left · CPU · fused");
  assert.equal(facts({ ...RUNNING, state: "queued", total: 0, digits_a_second: null, seconds_left: null, device: null, path: "", place: "2nd in the queue" }),
    "2nd in the queue; starts by itself, you may close this page");
});

test("the time is what is left, or what it took", () => {
  const alone = { ...RUNNING, digits_a_second: null, device: null, path: "" };
  assert.equal(facts({ ...alone, phase: "testing", seconds_left: 8.4 }), "9 s left");
  assert.equal(facts({ ...alone, left_why: "slower than before" }), "62 s left, slower than before");
  assert.equal(facts({ ...alone, phase: "training", seconds_left: null }), "Measuring how long it takes");
  assert.equal(facts({ ...alone, state: "paused", seconds_left: 8.4 }), "9 s to go");
  const over = { ...alone, state: "finished", seconds_left: null, took: 72 };
  const epochs = (/** @type {number[]} */ ...seconds) => seconds.map((each, at) => ({ ...EPOCH, epoch: at + 1, seconds: each }));
  assert.equal(facts(over, epochs(32, 40)), "Took 1 min 12 s");
  assert.equal(facts(over, epochs(25, 31)), "Took 1 min 12 s, its epochs 56 s");
  assert.deepEqual([0.4, 59.7, 60, 72, 3599, 7512].map(taken), ["0 s", "1 min", "1 min", "1 min 12 s", "59 min 59 s", "2 h 5 min"]);
});

test("an epoch is spoken once it is measured", () => {
  assert.equal(spoken("Run 3", RUNNING, []), "Run 3: training.");
  assert.equal(spoken("Run 3", RUNNING, [EPOCH]), "Run 3: training. Epoch 2 of 15: test accuracy 98.75 %.");
});

test("the chart's words name the best epoch, the target and the curves behind", () => {
  const data = { target: 99.4, published: { label: "Published", name: "published", test_accuracy: [98, 99.5, 99.3], test_loss: [] }, reference: null };
  assert.equal(chartWords("Run 3", [EPOCH], 1, data),
    "Run 3: loss, accuracy and learning rate by epoch. After epoch 2: training loss 0.0500, test loss 0.0400, "
    + "training accuracy 98.50 %, test accuracy 98.75 %. Best: 98.75 % after epoch 2. Target 99.4 %. "
    + "Published: best test accuracy 99.50 %, last 99.30 %.");
  assert.match(chartWords("Step", [], null, { ...data, published: null }), /No epoch is measured yet\. Target 99\.4 %\.$/);
});

test("what is forecast is rounded as the server rounds it", () => {
  const examples = JSON.parse(readFileSync(new URL("../rough_durations.json", import.meta.url), "utf-8"));
  for (const [seconds, words] of Object.entries(examples)) assert.equal(roughDuration(Number(seconds)), words);
});

test("a duration is as exact as anybody needs it", () => {
  assert.deepEqual([0.4, 89, 90, 3600, 7500].map(duration), ["0 s", "89 s", "2 min", "60 min", "2 h 5 min"]);
});

test("a long title is broken between words, and a word that is too long within", () => {
  assert.deepEqual(titleLines("Run 3 of the ladder", 10), ["Run 3 of", "the ladder"]);
  assert.deepEqual(titleLines("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
});

test("a file's name holds on every system", () => {
  assert.equal(fileName("Run 3", "", "Müller: größer/kleiner"), "run-3-mu-ller-gro-er-kleiner");
  assert.equal(fileName("/"), "chart");
});

test("figures have two digits and a true minus", () => {
  assert.deepEqual([0, 123.4, 1.234, -0.5, 0.00012].map(figureOf), ["0", "123", "1.2", "−0.50", "1e−4"]);
});

test("the projector's number is there from the first batch on", () => {
  const data = { target: 99.4, reference: { label: "", name: "", test_accuracy: [97, 98.86], test_loss: [] } };
  assert.deepEqual(result([], null, data), { figure: "", words: "target 99.4 %" });
  assert.deepEqual(result([], { ...RUNNING, train_accuracy: 61.24 }, data),
    { figure: "61.2 %", words: "of the training digits so far, before the first test · target 99.4 %" });
  assert.deepEqual(result([EPOCH], { ...RUNNING, best_epoch: 1 }, data),
    { figure: "98.75 %", words: "after epoch 2 · 0.11 points below the reference · target 99.4 %" });
});

test("the reference counts at the same epoch, if it has one", () => {
  /** @type {(...accuracies: number[]) => string} */
  const told = (...accuracies) => against(EPOCH, { label: "", name: "", test_accuracy: accuracies, test_loss: [] });
  assert.deepEqual([told(97, 98.5), told(97, 98.7501), told(97)], ["0.25 points above the reference", "level with the reference", ""]);
});
