// The projector view: how large its letters are, and what a phone is sent.

import assert from "node:assert/strict";
import { test } from "node:test";

import { followed } from "../../../dashboard/components/shared/projector/phone_code.js";
import { letterSize } from "../../../dashboard/components/shared/projector/projector_switch.js";

test("letters are read from eight metres, and never smaller than on the page", () => {
  assert.equal(letterSize({ width: 1920, height: 1080 }), 30);
  assert.equal(letterSize({ width: 1440, height: 900 }), 25);
  assert.equal(letterSize({ width: 390, height: 844 }), 16);
  assert.equal(letterSize({ width: 320, height: 400 }), 15);
});

test("a phone opens the same page, not the projector's view of it", () => {
  assert.equal(followed("http://localhost:8501/lab/errors?run=12&view=projector#x", false), "http://localhost:8501/lab/errors?run=12");
  assert.equal(followed("http://localhost:8501/train?run=12&view=projector#x", true), "http://localhost:8501/train?run=12&view=projector");
});
