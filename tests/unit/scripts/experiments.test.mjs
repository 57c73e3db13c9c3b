// The pictures of experiments apart from Plotly: what stands where, and what flattens nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { differenceWords } from "../../../dashboard/components/experiments/findings_view.js";
import { ordered } from "../../../dashboard/components/experiments/table_order.js";
import { countWords, drawn, progressOf } from "../../../dashboard/components/experiments/words.js";
import { axisPlots } from "../../../dashboard/components/trial_pictures/axis_plots.js";
import { allCurves, curveRange } from "../../../dashboard/components/trial_pictures/curves.js";
import { parallelCoordinates } from "../../../dashboard/components/trial_pictures/parallel.js";
import { axisOf, hiddenWords, robustSpan } from "../../../dashboard/components/trial_pictures/scales.js";
import { settingMap } from "../../../dashboard/components/trial_pictures/setting_map.js";

const COLOURS = { text: "#000", muted: "#777", grid: "#eee", background: "#fff", surface: "#f5f5f5", train: "#00f", test: "#f60", target: "#090", failed: "#c00", map: "#00f" };
const LOOK = { colours: COLOURS, width: 900, chosen: null, isHigherBetter: true, measure: "held-out accuracy, %", isFull: false };
const DROPOUT = { key: "dropout", words: "dropout", values: [0, 0.1], low: null, high: null, is_number: true, is_whole: false, is_log: false };
const RATE = { ...DROPOUT, key: "optimiser.lr", words: "learning rate", values: null, low: 0.01, high: 1, is_log: true };
const KIND = { ...DROPOUT, key: "optimiser.kind", words: "optimiser", values: ["sgd", "adam"], is_number: false };

/** @type {(number: number, overrides: any, values: number[], more?: any) => any} */
const trial = (number, overrides, values, more = {}) => drawn({
  number, overrides, words: `trial ${number}`, purpose: "search", state: "finished", low: null, high: null, n: values.length,
  mean: values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null,
  values: Object.fromEntries(values.map((value, place) => [place + 1, value])),
  runs: values.map((value, place) => ({ seed: place + 1, run: 10 * number + place, state: "finished", was_there: false, pruned_at: null,
    epochs_done: 1, value, error: null })), ...more });

test("diverged trials flatten nothing, and are said", () => {
  const span = robustSpan([99.4, 99.38, 99.1, 98.6, 11.35, 9.8], true);
  assert.ok(span.low > 98 && span.low < 98.6 && span.high > 99.4 && span.high < 99.6);
  assert.equal(span.hidden, 2);
  assert.equal(hiddenWords(span.hidden, true), "2 trials lie below the axis.");
  assert.equal(robustSpan([99.4, 99.38, 99.1, 98.6, 11.35, 9.8], true, true).hidden, 0);
});

test("most may have diverged, and a loss is better when it is lower", () => {
  const many = [...Array.from({ length: 40 }, (_, place) => 99 + 0.01 * place), ...Array(60).fill(11.35)];
  assert.equal(robustSpan(many, true).hidden, 60);
  const losses = robustSpan([0.03, 0.031, 0.035, 0.05, 2.3, NaN, Infinity], false);
  assert.equal(losses.hidden, 1);
  assert.ok(losses.high < 0.06 && losses.low < 0.03);
});

test("whatever follows without a wide gap is shown whole", () => {
  assert.equal(robustSpan([97.9, 97.7, 97, 95, 90], true).hidden, 0);
  assert.deepEqual(robustSpan([], true), { low: 0, high: 1, hidden: 0 });
  assert.equal(robustSpan([99.2], true).hidden, 0);
});

test("a failed trial is a cross on the border, a pruned one hollow, and neither scales the axis", () => {
  const pruned = trial(3, { dropout: 0.1 }, [], { state: "pruned",
    runs: [{ seed: 1, run: 30, state: "pruned", was_there: false, pruned_at: 1, epochs_done: 1, value: 98.9, error: null }] });
  const trials = [trial(1, { dropout: 0 }, [99.1, 99.3]), trial(2, { dropout: 0.1 }, [], { state: "failed" }), pruned, trial(4, { dropout: 0 }, [99.0])];
  const { traces, layout } = axisPlots([DROPOUT], trials, LOOK);
  const of = (/** @type {string} */ symbol) => traces.find(({ marker }) => marker.symbol === symbol);
  const [low, high] = layout.yaxis.range;
  assert.ok(low > 98.8 && high < 99.4);
  assert.deepEqual(of("x")?.customdata, [2]);
  assert.ok(of("x")?.y[0] > low && of("x")?.y[0] < low + 0.1 * (high - low));
  assert.deepEqual(of("circle-open")?.customdata, [3]);
  const bars = traces.find(({ error_y: bar }) => bar);
  assert.deepEqual(bars?.error_y.array.map((/** @type {number} */ value) => value.toFixed(2)), ["0.10"]);
});

test("a plot a setting, logarithmic where it was tried so, in as many columns as find room", () => {
  const trials = [trial(1, { "optimiser.lr": 0.01, "optimiser.kind": "sgd" }, [98]), trial(2, { "optimiser.lr": 0.1, "optimiser.kind": "adam" }, [99])];
  const wide = axisPlots([RATE, KIND], trials, LOOK).layout;
  assert.equal(wide.xaxis.type, "log");
  assert.deepEqual(wide.xaxis2.ticktext, ["sgd", "adam"]);
  assert.ok(wide.xaxis2.domain[0] > wide.xaxis.domain[1]);
  const narrow = axisPlots([RATE, KIND], trials, { ...LOOK, width: 350 }).layout;
  assert.deepEqual(narrow.xaxis2.domain, narrow.xaxis.domain);
  assert.ok(narrow.yaxis2.domain[1] < narrow.yaxis.domain[0]);
});

test("the chosen trial is marked in every picture", () => {
  const trials = [1, 2, 3].map((number) => trial(number, { dropout: number / 10, "optimiser.lr": 10 ** -number, "optimiser.kind": "sgd" }, [98 + number / 10]));
  const look = { ...LOOK, chosen: 2 };
  const marked = (/** @type {any[]} */ traces) => traces.filter(({ marker, line }) => marker?.line?.color === COLOURS.test || line?.color === COLOURS.test).length;
  assert.equal(marked(axisPlots([DROPOUT, RATE], trials, look).traces), 2);
  assert.equal(marked(settingMap([DROPOUT, RATE], trials, look).traces), 1);
  assert.equal(marked(parallelCoordinates([DROPOUT, RATE, KIND], trials, look).traces), 1);
  const curves = trials.map(({ number }) => ({ trial: number, state: /** @type {const} */ ("finished"), values: [90, 95, 98] }));
  assert.equal(marked(allCurves(curves, [1, 2, 3], trials, look).traces), 1);
});

test("a cell of the map has mean and spread of all its runs, and ranges are put together", () => {
  const trials = [trial(1, { dropout: 0, "optimiser.kind": "sgd" }, [98, 99]), trial(2, { dropout: 0.1, "optimiser.kind": "adam" }, [97])];
  const { traces: [map, seen] } = settingMap([DROPOUT, KIND], trials, LOOK);
  assert.deepEqual(map.z, [[98.5, null], [null, 97]]);
  assert.equal(map.text[0][1], "", "a cell without a trial says nothing");
  assert.equal(map.text[0][0], "98.50<br>± 0.71");
  assert.deepEqual(seen.customdata, [1, 2]);
  const diverged = [...trials, trial(3, { dropout: 0, "optimiser.kind": "sgd" }, [98.2]), trial(4, { dropout: 0, "optimiser.kind": "sgd" }, [11.35])];
  assert.match(settingMap([DROPOUT, KIND], diverged, LOOK).traces[0].text[0][0], /^98.40<br>± 0.53<br>1 off$/);
  const many = Array.from({ length: 40 }, (_, place) => trial(place, { "optimiser.lr": 0.01 * 1.12 ** place, "optimiser.kind": "sgd" }, [98]));
  assert.equal(settingMap([RATE, KIND], many, LOOK).traces[0].z[0].length, 6);
});

test("curves end where it matters, and a diverged one lies below", () => {
  const curves = [[60, 97, 99], [50, 96.5, 98.8], [11, 11, 11]].map((values, place) => ({ trial: place, state: /** @type {const} */ ("finished"), values }));
  const [low, high] = curveRange(curves, LOOK);
  assert.ok(low > 96 && low < 97 && high > 99 && high < 99.5);
  assert.ok(curveRange(curves, { ...LOOK, isFull: true })[0] < 11);
});

test("axes place numbers by their logarithm, and all else in its order", () => {
  assert.equal(axisOf(RATE, [0.01, 0.1, 1]).share(0.1), 0.5);
  assert.equal(axisOf(KIND, ["adam", "sgd"]).place("adam"), 1);
  assert.equal(axisOf({ ...DROPOUT, values: [null, 0.1] }, [null, 0.1]).isNumber, false);
});

test("trials are found and sorted, those without a figure last", () => {
  const trials = [trial(1, { dropout: 0 }, [98]), trial(2, { dropout: 0.1 }, [], { state: "failed" }), trial(3, { dropout: 0.05 }, [99])];
  const numbers = (/** @type {any} */ asked) => ordered(trials, { words: "", state: "", sort: "", ...asked }).map(({ number }) => number);
  assert.deepEqual(numbers({ sort: "-value" }), [3, 1, 2]);
  assert.deepEqual(numbers({ sort: "value" }), [1, 3, 2]);
  assert.deepEqual(numbers({ sort: "-dropout" }), [2, 3, 1]);
  assert.deepEqual(numbers({ state: "failed" }), [2]);
  assert.deepEqual(numbers({ words: "trial 3" }), [3]);
});

test("differences have their sign, and points two decimals", () => {
  assert.deepEqual([0.0704, -0.123, 0.001].map((value) => differenceWords(value, true)), ["+0.07", "−0.12", "±0.00"]);
  assert.equal(differenceWords(-0.00123, false), "−0.0012");
});

test("runs that were pruned or failed are over, too", () => {
  const counts = { finished: 5, running: 1, waiting: 2, pruned: 1, failed: 1, still: 0 };
  assert.equal(progressOf(/** @type {any} */ ({ counts, planned: { runs: 10, trials: 5 } })), 0.7);
});

test("what is left is the training, without the wait behind others' runs", () => {
  const counts = { finished: 1, running: 0, waiting: 2, pruned: 0, failed: 0, still: 0 };
  const told = (state) => countWords(/** @type {any} */ ({ counts, planned: { runs: 3, trials: 3 }, seconds_left: 180, state }));
  assert.equal(told("running"), "1 of 3 runs over · 2 waiting · about 3 min of training left");
  assert.equal(told("paused"), "1 of 3 runs over · 2 waiting");
});
