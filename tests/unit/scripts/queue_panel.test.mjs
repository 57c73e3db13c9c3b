import assert from "node:assert/strict";
import { test } from "node:test";

import { startText, summary } from "../../../dashboard/components/queue_panel/queue_panel.js";

const run = { run: 7, step: "strategy-4", who: "Anna", mine: false, quick_try: false };

test("a run that waits says when it starts, and one that trains when it is over", () => {
  assert.equal(startText({ ...run, place: 2, starts: 1240 }, false, 1000), "in about 4 min");
  assert.equal(startText({ ...run, place: 1, starts: 1003 }, false, 1000), "in a moment");
  assert.equal(startText({ ...run, place: 1, starts: null }, false, 1000), "not known yet");
  assert.equal(startText({ ...run, place: 1, starts: 1240 }, true, 1000), "paused");
  assert.equal(startText({ ...run, ends: 1042 }, false, 1000), "over in about 40 s");
});

test("the line above says how many wait, and of one's own the first", () => {
  const mine = { ...run, mine: true, place: 2, starts: 1240 };
  const queue = { paused: false, training: [run], waiting: [{ ...run, place: 1, starts: 1100 }, mine] };
  assert.equal(summary(queue, 1000), "1 run trains, 2 wait. Yours is number 2 and starts in about 4 min.");
  assert.equal(summary({ ...queue, paused: true }, 1000), "1 run trains, 2 wait. Paused by the teacher.");
  assert.equal(summary({ paused: false, training: [], waiting: [] }, 1000), "Nothing trains, nobody waits.");
});
