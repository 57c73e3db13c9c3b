// Numbers as people type them, and what is refused because it can be read in two ways.

import assert from "node:assert/strict";
import { test } from "node:test";

import { readNumber } from "../../../dashboard/components/shared/words/number.js";

const ANY = { min: 0, max: 1e6 };
const WHOLE = { min: 1, max: 60_000, whole: true };

for (const [text, value, allowed] of [
  ["0.05", 0.05, ANY], ["0,05", 0.05, ANY], [",5", 0.5, ANY], ["5.", 5, ANY], [" 12 ", 12, ANY], ["+3", 3, ANY],
  ["1e-3", 0.001, ANY], ["1,5E-3", 0.0015, ANY], ["\u22120,5", -0.5, {}], ["", null, ANY],
  ["0,005", 0.005, ANY], ["0.125", 0.125, ANY], ["1,234.5", 1234.5, ANY], ["1.234,5", 1234.5, ANY], ["1.234.567", 1234567, {}],
  ["60,000", 60_000, WHOLE], ["60 000", 60_000, WHOLE], ["60'000", 60_000, WHOLE], ["5.0", 5, WHOLE],
  // the field allows one of the two readings only
  ["1.125", 1.125, { min: 1, max: 3 }], ["1,000", 1, { min: 0, max: 10 }], ["12.000", 12, { min: 1, max: 1000, whole: true }],
]) {
  test(`${JSON.stringify(text)} is ${value}`, () => assert.deepEqual(readNumber(text, allowed), { value, problem: "" }));
}

for (const [text, allowed, told] of [
  ["1.000", ANY, "is “1.000”, which can be 1 or 1000; write one of the two."],
  ["12,000", ANY, "is “12,000”, which can be 12 or 12000; write one of the two."],
  ["60.000", WHOLE, "is “60.000”, which can be 60 or 60000; write one of the two."],
  ["1.5", WHOLE, "is 1.5; it must be a whole number."],
  ["a lot", ANY, "is “a lot”, which is not a number; write it as 0.05, 0,05 or 1e-3."],
  ["1..2", ANY, "is “1..2”, which is not a number; write it as 0.05, 0,05 or 1e-3."],
  ["1,23,4", ANY, "is “1,23,4”, which is not a number; write it as 0.05, 0,05 or 1e-3."],
  ["Infinity", ANY, "is “Infinity”, which is not a number; write it as 0.05, 0,05 or 1e-3."],
  ["0x10", ANY, "is “0x10”, which is not a number; write it as 0.05, 0,05 or 1e-3."],
]) {
  test(`${JSON.stringify(text)} is refused`, () => assert.deepEqual(readNumber(text, allowed), { value: undefined, problem: told }));
}

test("a number out of its limits is read: what is allowed is said by the recipe", () => {
  assert.equal(readNumber("70", { min: 0, max: 10 }).value, 70);
});
