// The time left of a challenge, as it is read from the last row.

import assert from "node:assert/strict";
import { test } from "node:test";

import { clockWords, timeWords } from "../../../dashboard/components/challenge_board/time_words.js";

test("a countdown never shows 0:00 before it is over", () => {
  for (const [seconds, words] of [[0.2, "0:01"], [9, "0:09"], [60, "1:00"], [754, "12:34"], [3723, "1:02:03"],
    [90_000, "25:00:00"], [3 * 86_400, "3 days"], [-5, "0:00"]]) assert.equal(clockWords(seconds), words);
});

test("a moment of another day has its date", () => {
  const now = new Date(2026, 10, 29, 8, 0);
  const at = (day, hour) => new Date(2026, 10, day, hour, 5).getTime() / 1000;
  assert.equal(timeWords(at(29, 11), now), "11:05");
  assert.equal(timeWords(at(30, 9), now), "09:05, 30 November");
});
