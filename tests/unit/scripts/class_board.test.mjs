// What the teacher's board says of people, in which order they stand, and where its dots lie.

import assert from "node:assert/strict";
import { test } from "node:test";

import { placeLabels } from "../../../dashboard/components/class_board/chart_labels.js";
import { Scale, shortNumber } from "../../../dashboard/components/class_board/chart_scale.js";
import { dotsOf } from "../../../dashboard/components/class_board/class_chart.js";
import { HEIGHT, heightOf, pathsOf } from "../../../dashboard/components/class_board/small_curve.js";
import { bestWords, countWords, ordered, placeWords, stateWords } from "../../../dashboard/components/class_board/words.js";

const tile = (name, more = {}) => ({ person: 1, number: 1, name, seen: null, place: "", doing: null, best: null, best_try: null,
  num_runs: 0, num_waiting: 0, marks: [], ...more });
const doing = (more) => ({ run: 1, step: "strategy-4", changes: "", is_quick_try: false, state: "running", epoch: 2, epochs: 5,
  done: 0.3, accuracy: null, waits_since: null, batches: [50], tests: [], ...more });
const best = (accuracy, parameters = 8000) => ({ run: 7, accuracy, parameters });

test("a run is told in few words, and how long it waits by the minute", () => {
  assert.equal(stateWords(null, 0), "no run yet");
  assert.equal(stateWords(doing(), 0), "epoch 2 of 5");
  assert.equal(stateWords(doing({ batches: [] }), 0), "starting");
  assert.equal(stateWords(doing({ state: "queued", waits_since: 100 }), 125), "waits 20 s");
  assert.equal(stateWords(doing({ state: "queued", waits_since: 100 }), 400), "waits 5 min");
  assert.equal(stateWords(doing({ state: "queued" }), 400), "waits to go on");
  // a clock that lies behind the server's
  assert.equal(stateWords(doing({ state: "queued", waits_since: 100 }), 90), "waits 0 s");
  assert.equal(stateWords(doing({ state: "failed" }), 0), "failed");
});

test("who is here, and since when somebody is not", () => {
  assert.equal(placeWords(tile("Anna", { place: "Train · run 3" }), 0), "Train · run 3");
  assert.equal(placeWords(tile("Anna", { seen: 100 }), 700), "left 10 min ago");
  assert.equal(countWords([tile("Anna", { doing: doing() }), tile("Ben", { seen: 3, num_waiting: 2 })]),
    "1 of 2 here · 1 training · 2 runs waiting");
});

test("people stand by name, by how long they wait, or by their best, quick tries last", () => {
  const people = [tile("Student 10", { best: best(99.1) }), tile("Student 2", { doing: doing({ state: "queued", waits_since: 50 }) }),
    tile("Anna", { best_try: best(99.9), doing: doing({ state: "queued", waits_since: 20 }) }), tile("Zoe", { best: best(99.3) })];
  const names = (sort) => ordered(people, sort).map(({ name }) => name);
  assert.deepEqual(names("name"), ["Anna", "Student 2", "Student 10", "Zoe"]);
  assert.deepEqual(names("waiting"), ["Anna", "Student 2", "Student 10", "Zoe"]);
  assert.deepEqual(names("best"), ["Zoe", "Student 10", "Anna", "Student 2"]);
  assert.equal(bestWords(people[2]), "quick try 99.90 %");
});

test("a small curve rises with the accuracy, and its dots stand at the ends of epochs", () => {
  assert.equal(heightOf(0), HEIGHT);
  assert.equal(heightOf(100), 0);
  assert.ok(heightOf(99.5) - heightOf(99.7) > 1, "the last tenths are seen");
  const { line, dots } = pathsOf(doing({ batches: [0, 100], tests: [100, 100], done: 0.5, epochs: 4 }));
  assert.equal(line, "M25.0 30.0L50.0 0.0");
  assert.equal(dots, "M25.0 0.0h0M50.0 0.0h0");
  assert.deepEqual(pathsOf(doing({ batches: [] })), { line: "", dots: "" });
});

test("the class chart shows everybody between its edges, however far one run went wrong", () => {
  const plot = { left: 50, right: 950, top: 10, bottom: 510 };
  const scale = new Scale([{ parameters: 800, accuracy: 11 }, { parameters: 1.2e6, accuracy: 99.7 }], plot);
  for (const [parameters, accuracy] of [[800, 11], [1.2e6, 99.7]]) {
    assert.ok(scale.x(parameters) > plot.left && scale.x(parameters) < plot.right);
    assert.ok(scale.y(accuracy) > plot.top && scale.y(accuracy) < plot.bottom);
  }
  assert.ok(scale.y(99.4) - scale.y(99.6) > 20);
  const ticks = scale.ticksUp(24);
  assert.ok(ticks.includes(99) && ticks.every((tick, index) => !index || scale.y(ticks[index - 1]) - scale.y(tick) >= 24));
  assert.deepEqual(scale.ticksAcross(60).filter((tick) => /^10*$/.test(String(tick))), [1000, 10_000, 100_000, 1_000_000]);
  assert.deepEqual([500, 8000, 1_200_000].map(shortNumber), ["500", "8k", "1.2M"]);
});

test("a dot is somebody's best run, or a quick try where there is no other", () => {
  const dots = dotsOf([tile("Anna", { best_try: best(99.9) }), tile("Ben", { best: best(98), best_try: best(99) }), tile("Cem")]);
  assert.deepEqual(dots.map(({ name, accuracy, isTry }) => [name, accuracy, isTry]), [["Ben", 98, false], ["Anna", 99.9, true]]);
});

test("names cover neither dots nor each other", () => {
  const plot = { left: 0, right: 400, top: 0, bottom: 200 };
  const dots = [{ x: 100, y: 100, words: "Anna" }, { x: 104, y: 101, words: "Ben" }, { x: 395, y: 100, words: "Chiara" }];
  const [first, second, third] = placeLabels(dots, 14, 6, plot);
  assert.equal(first?.anchor, "end");
  assert.equal(second?.anchor, "start");
  assert.equal(third?.anchor, "end");
  assert.deepEqual(placeLabels(dots, 14, 6, { left: 100, right: 105, top: 95, bottom: 105 }), [null, null, null]);
});
