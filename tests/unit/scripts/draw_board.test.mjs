// Where the answer of each digit of a page stands: above its box, so that it hides no ink.

import assert from "node:assert/strict";
import { test } from "node:test";

import { placeOfBox } from "../../../dashboard/components/draw_pad/board.js";

const BOX = [0.1, 0.02, 0.3, 0.5];

test("at the upper edge of the area there is no room above a box", () => {
  assert.equal(placeOfBox(BOX, null).hasRoomAbove, false);
  assert.equal(placeOfBox([0.1, 0.4, 0.3, 0.5], null).hasRoomAbove, true);
});

test("a picture that is wider than high leaves room above its own edge", () => {
  const { top, hasRoomAbove } = placeOfBox(BOX, { width: 1000, height: 400 });
  assert.ok(hasRoomAbove && top > 80);
  assert.equal(placeOfBox(BOX, { width: 400, height: 1000 }).hasRoomAbove, false);
});
