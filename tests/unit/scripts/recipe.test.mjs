// The recipe form apart from its page: what its values say in a link, and a quick try of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { totalTimeWords, trainingTimeWords } from "../../../dashboard/components/consequences/training_time.js";
import { addressWith, linkOf, overridesOf } from "../../../dashboard/components/recipe_form/link.js";
import { quickTry } from "../../../dashboard/components/recipe_form/quick_try.js";
import { Reports } from "../../../dashboard/components/recipe_form/reports.js";
import { inWords } from "../../../dashboard/components/recipe_form/start.js";

const STEP = { layers: "conv3x3(4) gap", dropout: 0.1, "rotation.degrees": 6, "rotation.fill": 0, "cutout.size": 0, epochs: 15, num_train: null,
  "optimiser.kind": "sgd", "optimiser.lr": 0.1, "optimiser.momentum": 0.9 };
const ORIGIN = {
  step: STEP, whole: null, nothing: { rotation: { "rotation.degrees": 0 }, cutout: { "cutout.size": 0 } },
  defaults: { optimiser: { sgd: { "optimiser.lr": 0.01, "optimiser.momentum": 0.9 }, adam: { "optimiser.lr": 0.001, "optimiser.beta1": 0.9 } } },
};
const overrides = (/** @type {object} */ changes) => overridesOf({ ...STEP, ...changes }, ORIGIN);

test("a link carries what differs from the step, and nothing else", () => {
  assert.deepEqual(overrides({}), {});
  assert.deepEqual(overrides({ layers: "conv3x3(4)\n gap" }), {});
  assert.deepEqual(overrides({ dropout: 0.05, epochs: 1 }), { dropout: 0.05, epochs: 1 });
  assert.deepEqual(overrides({ num_train: 1000 }), { num_train: 1000 });
  assert.deepEqual(overrides({ dropout: null }), { dropout: "none" });
});

test("an augmentation that does nothing any more is none, one that never did is not told", () => {
  assert.deepEqual(overrides({ "rotation.degrees": 0, "rotation.fill": 9 }), { rotation: "none" });
  assert.deepEqual(overrides({ "cutout.size": 4 }), { "cutout.size": 4 });
});

test("another optimiser is held against its own defaults", () => {
  const { "optimiser.momentum": _, ...rest } = STEP;
  const adam = { ...rest, "optimiser.kind": "adam", "optimiser.lr": 0.001, "optimiser.beta1": 0.8 };
  assert.deepEqual(overridesOf(adam, ORIGIN), { optimiser: "adam", "optimiser.beta1": 0.8 });
});

test("a link to an own recipe says no settings of it, and the step's own again when they were put back", () => {
  const base = { step: "s-1", recipe: "3" };
  const origin = { ...ORIGIN, whole: { ...STEP, dropout: 0.05 } };
  assert.deepEqual(linkOf(base, { ...STEP, dropout: 0.05 }, origin), base);
  assert.deepEqual(linkOf(base, { ...STEP, dropout: 0.2 }, origin), { ...base, dropout: "0.2" });
  assert.deepEqual(linkOf(base, STEP, origin), { ...base, epochs: "15" });
});

test("an address keeps what is not the recipe's", () => {
  assert.equal(addressWith("http://lab/train?step=a&lr=1&view=projector", { step: "a", dropout: "0.05" }, ["step", "lr", "dropout"]),
    "http://lab/train?step=a&view=projector&dropout=0.05");
});

const SIZE = { epochs: 15, num_train: 60_000, held_out: 0, batch_size: 256, num_test: 10_000 };

test("a quick try takes about a minute: fewer epochs, else fewer digits", () => {
  assert.deepEqual(quickTry(SIZE, { seconds_an_epoch: 20, start_seconds: 5 }), { epochs: 2, num_train: 60_000, seconds: 45 });
  const slow = quickTry(SIZE, { seconds_an_epoch: 300, start_seconds: 10 });
  assert.equal(slow?.epochs, 1);
  assert.ok(slow && slow.num_train < 8_000 && slow.num_train % 1000 === 0 && slow.seconds && slow.seconds <= 60);
});

test("what takes no minute needs no quick try", () => {
  assert.equal(quickTry({ ...SIZE, epochs: 2 }, { seconds_an_epoch: 20, start_seconds: 5 }), null);
  assert.deepEqual(quickTry(SIZE, null), { epochs: 1, num_train: 12_000, seconds: null });
});

test("held-out digits come on top, and no last batch of one is left", () => {
  const trial = quickTry({ ...SIZE, held_out: 5_000, batch_size: 37 }, { seconds_an_epoch: 300, start_seconds: 10 });
  assert.ok(trial && trial.num_train > 5_000 && (trial.num_train - 5_000) % 37 !== 1);
  assert.equal(quickTry({ ...SIZE, batch_size: 1333 * 3 }, null)?.num_train, 12_000);
  assert.equal(quickTry({ ...SIZE, batch_size: 11_999 }, null)?.num_train, 11_999);
});

test("the forecast counts the wait for a slot, and says so", () => {
  const speed = { seconds_an_epoch: 18, how: "as run 3 took" };
  const run = { epochs: 2, start_seconds: 4 };
  assert.equal(trainingTimeWords(speed, run, 0), "About 40 s: 18 s an epoch with its test, as run 3 took, and 4.0 s to start.");
  assert.equal(trainingTimeWords(speed, run, 140), "About 3 min: 2 min until its turn, 18 s an epoch with its test, as run 3 took, and 4.0 s to start.");
  assert.equal(totalTimeWords(18, run, null), "40 s once its turn comes");
  const trial = { epochs: 1, num_train: 12_000, seconds: 50 };
  assert.equal(inWords(trial, 0), "1 epoch of 12,000 digits, about 50 s");
  assert.equal(inWords(trial, 140), "1 epoch of 12,000 digits, about 50 s, in about 2 min");
  assert.equal(inWords(trial, null), "1 epoch of 12,000 digits, about 50 s, once its turn comes");
});

test("a moving slider is reported as often as the server keeps up, what is settled at once", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const pass = (/** @type {number} */ ms) => { now += ms; t.mock.timers.tick(ms); };
  const sent = /** @type {number[]} */ ([]);
  const reports = new Reports(() => sent.push(now));
  reports.report(false);
  assert.deepEqual(sent, [0]);
  pass(50);
  reports.report(false); // not answered yet: it waits
  pass(2000);
  assert.deepEqual(sent, [0]);
  pass(950);
  assert.deepEqual(sent, [0, 3000]);
  reports.answered();
  pass(50);
  reports.report(false);
  pass(70);
  assert.deepEqual(sent, [0, 3000, 3120]);
  reports.report(true);
  assert.deepEqual(sent.slice(3), [3120]);
  reports.isUnsent = true; // changed since, as by a letter
  reports.answered();
  assert.deepEqual(sent.slice(4), [3120]);
  reports.wait(() => sent.push(-1), 350);
  reports.begin();
  pass(1000);
  assert.equal(sent.includes(-1), false);
});
