// What was measured on saved drawings, once one of them is deleted.

import assert from "node:assert/strict";
import { test } from "node:test";

import { countOf } from "../../../dashboard/components/shared/words/count.js";
import { withoutDrawing } from "../../../dashboard/components/saved_drawings/measured.js";

const MEASURED = {
  num: 4, newest: 9, drawings: [{ id: 3, digit: 7, pixels: "" }],
  steps: [{ title: "1", networks: [{ label: "a", accuracy: 75, wrong: [[3, 1]] }, { label: "b", accuracy: 100, wrong: [] }] }],
};

test("a deleted drawing that was misread leaves the table and its figures", () => {
  const { num, drawings, steps: [{ networks }] } = withoutDrawing(MEASURED, 3);
  assert.deepEqual([num, drawings, networks[0].wrong], [3, [], []]);
  assert.deepEqual(networks.map(({ accuracy }) => accuracy), [100, 100]);
});

test("one that was read right counts no longer, one that was saved later never did", () => {
  const [misread] = withoutDrawing(MEASURED, 5).steps[0].networks;
  assert.equal(misread.accuracy.toFixed(2), "66.67");
  assert.equal(withoutDrawing(MEASURED, 12), MEASURED);
});

test("a count says its noun in the right number", () => {
  assert.deepEqual([countOf(1, "run"), countOf(0, "run"), countOf(1250, "batch"), countOf(2, "epoch")],
    ["1 run", "0 runs", "1,250 batches", "2 epochs"]);
});
