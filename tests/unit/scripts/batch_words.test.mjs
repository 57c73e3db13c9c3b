// What is said of the digits of one batch.

import assert from "node:assert/strict";
import { test } from "node:test";

import { change, groupOf, GROUPS, share } from "../../../dashboard/components/live_run/batch_words.js";

test("a digit belongs to the group of what became of it", () => {
  /** @type {(before: number, after: number) => string} */
  const fate = (before, after) => groupOf({ true: 3, read: [before, after], percent: [10, 20] });
  assert.deepEqual([fate(5, 3), fate(5, 5), fate(5, 8), fate(3, 5), fate(3, 3)],
    ["Wrong, now right", "Still wrong", "Still wrong", "Right, now wrong", "Right before and after"]);
  assert.deepEqual(GROUPS, ["Wrong, now right", "Still wrong", "Right, now wrong", "Right before and after"]);
});

test("figures are as long as they matter", () => {
  assert.equal(change([0.302143, 0.2710], 4), "0.3021 → 0.2710");
  assert.equal(change([64, 31], 0), "64 → 31");
  assert.deepEqual([12.34, 1.234, 0.01234, 0, null].map(share), ["12 %", "1.2 %", "0.012 %", "0 %", "–"]);
});
