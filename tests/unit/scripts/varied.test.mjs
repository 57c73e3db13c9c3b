// What is tried of a setting: as it is typed, in a link, and as the server takes it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { begun, readVaried, varyInLink, varyOfLink } from "../../../dashboard/components/recipe_form/varied.js";

const NUMBER = { name: "dropout", label: "Dropout", kind: "number", term: "", detail: false, kinds: [], options: [], min: 0, max: 0.99, step: 0.01,
  whole: false, ratios: false, usual: [0, 0.5] };
const RATE = { ...NUMBER, name: "optimiser.lr", label: "Learning rate", max: 100, ratios: true, usual: [1e-4, 1] };
const WHOLE = { ...NUMBER, name: "epochs", label: "Epochs", whole: true, min: 1, max: 1000, step: 1, usual: [1, 30] };
const LAYERS = { ...NUMBER, name: "layers", label: "Layers", kind: "text" };
const SWITCH = { ...NUMBER, name: "optimiser.nesterov", label: "Nesterov", kind: "switch" };
const CHOICE = { ...NUMBER, name: "optimiser.kind", label: "Optimiser", kind: "choice", options: [["sgd", "SGD"], ["adam", "Adam"]] };

/** @type {(values: string) => any} */
const typed = (values) => ({ mode: "values", values, low: "", high: "" });
/** @type {(low: string, high: string, mode?: string) => any} */
const range = (low, high, mode = "range") => ({ mode, values: "", low, high });
/** @type {(field: any, text: string) => unknown} */
const valuesOf = (field, text) => readVaried(field, typed(text)).setting?.values;
/** @type {(field: any, varied: any) => string} */
const problemOf = (field, varied) => readVaried(field, varied).problem;

test("values are parted by blanks, semicolons or commas, and a comma may be a decimal one", () => {
  for (const text of ["0, 0.05, 0.1", "0 0.05 0.1", "0;0.05;0.1", "0,0.05,0.1", "0; 0,05; 0,1", "0 0,05 0,1 0,1"]) {
    assert.deepEqual(valuesOf(NUMBER, text), [0, 0.05, 0.1], text);
  }
  assert.deepEqual(valuesOf(NUMBER, "0,05"), [0.05]);
  assert.deepEqual(valuesOf(WHOLE, "1,2,4"), [1, 2, 4]);
});

test("what cannot be tried is refused in a sentence that begins with the setting", () => {
  assert.match(problemOf(NUMBER, typed("0 x")), /^Dropout is “x”, which is not a number/);
  assert.match(problemOf(NUMBER, typed("0 1.5")), /^Dropout is tried at 1.5; it goes from 0 to 0.99/);
  assert.match(problemOf(NUMBER, typed(" ")), /^Dropout has no value/);
  assert.match(problemOf(WHOLE, typed("1 2.5")), /^Epochs is 2.5; it must be a whole number/);
  assert.match(problemOf(RATE, range("0.1", "0.01")), /^Learning rate goes from 0.1 to 0.01/);
  assert.match(problemOf(RATE, range("0", "0.01", "log")), /logarithm from 0 on; begin above 0/);
  assert.match(problemOf(RATE, range("", "0.01")), /empty end/);
});

test("values and ranges survive the address", () => {
  assert.equal(varyInLink(NUMBER, typed("0; 0,05 ")), "0,0.05");
  assert.equal(varyInLink(RATE, range("0.01", "0.3", "log")), "0.01:0.3:log");
  for (const [field, text] of [[NUMBER, "0,0.05"], [RATE, "0.01:0.3:log"], [RATE, "0.01:0.3"], [CHOICE, "sgd,adam"], [SWITCH, "false,true"],
    [LAYERS, "conv3x3(4) gap | conv3x3(8) drop(.1, 2) gap"]]) {
    assert.equal(varyInLink(field, varyOfLink(field, text)), text);
    assert.equal(problemOf(field, varyOfLink(field, text)), "");
  }
  assert.equal(varyInLink(NUMBER, varyOfLink(NUMBER, "0,zero")), "0,zero");
});

test("whoever varies a setting begins with values around the one that is set", () => {
  assert.equal(begun(NUMBER, 0.1, 0.1).values, "0, 0.05, 0.1, 0.15, 0.2");
  assert.equal(begun(RATE, 0.1, 0.1).values, "0.025, 0.05, 0.1, 0.2, 0.4");
  assert.equal(begun(SWITCH, true, NaN).values, "false, true");
  assert.equal(begun(CHOICE, "sgd", NaN).values, "sgd, adam");
  assert.deepEqual(valuesOf(LAYERS, begun(LAYERS, "conv3x3(4)\n gap", NaN).values), ["conv3x3(4) gap"]);
});
