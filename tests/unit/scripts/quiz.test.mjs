import assert from "node:assert/strict";
import test from "node:test";

import { cardOf, classGainText, gainText, toldToTheTeacher } from "../../../dashboard/components/quiz/words.js";
import { roundValues } from "../../../mnist_core/scripts/ticks.js";

const taken = (stage, { sitting = 1, finished = 5, answered = 12, right = 4, counts = true } = {}) => (
  { sitting, stage, finished, num: 12, num_answered: answered, num_right: finished === null ? null : right, counts });

test("a quiz comes before the lessons, then after them, and what counts stands", () => {
  assert.deepEqual(cardOf("before", []).buttons.map(({ text }) => text), ["Begin"]);
  assert.deepEqual(cardOf("after", []).buttons, []);
  const open = taken("before", { finished: null, answered: 5, counts: false });
  assert.equal(cardOf("before", [open]).words, "5 of 12 questions are answered.");
  assert.deepEqual(cardOf("before", [open]).buttons.map(({ text, act }) => [text, act]), [["Go on", "begin"]]);
  const done = [taken("before")];
  assert.deepEqual(cardOf("before", done).buttons.map(({ act, sitting }) => [act, sitting]), [["look", 1]]);
  assert.deepEqual(cardOf("after", done).buttons.map(({ text }) => text), ["Begin"]);
});

test("the first quiz after the lessons counts, and it can be taken again", () => {
  const all = [taken("before"), taken("after", { sitting: 2, right: 8 }), taken("after", { sitting: 3, right: 12, counts: false })];
  const { words, buttons } = cardOf("after", all);
  assert.equal(words, "8 of 12 right. The first time counts for the gain.");
  assert.deepEqual(buttons.map(({ text }) => text), ["Look at the answers", "Answers of the second time", "Take it again"]);
});

test("a gain is told with n, and with an interval where there is one", () => {
  assert.equal(gainText(-0.25), "−0.25");
  assert.equal(gainText(null), "–");
  const gain = { words: "All", num: 12, num_both: 4, num_full: 1, n: 3, before: 7.5, after: 9.75, of_means: 0.5, mean: 0.417, low: -1.1, high: 1.9 };
  assert.equal(classGainText(gain), "4 students have finished both: 7.5 of 12 right before and 9.8 after, on average. "
    + "Mean normalised gain 0.42 (n = 3, 95 % interval −1.10 to 1.90); gain of the averages 0.50. "
    + "One who had everything right before is not in it. So few students tell little of a class.");
  assert.match(classGainText({ ...gain, num_both: 1, n: 0, mean: null, low: null, high: null }), /nothing to gain/);
  assert.match(classGainText({ ...gain, num_both: 0, before: null, after: null }), /^Nobody/);
});

test("kinds that nobody or everybody knew are named", () => {
  const marks = (nobodys, everybodys) => ({ num: 5, num_right: 0, is_nobodys: nobodys, is_everybodys: everybodys, mistake: "", num_mistake: 0 });
  assert.deepEqual(toldToTheTeacher([
    { title: "A", topic: "", before: marks(true, false), after: marks(false, true) },
    { title: "B", topic: "", before: marks(false, true), after: marks(false, true) },
    { title: "C", topic: "", before: marks(false, false), after: marks(true, false) }]),
  ["Nobody knew it before: A.", "Everybody knew it after: A.", "Everybody knew it before and after: B.", "Nobody knew it after: C."]);
});

test("ticks are round, and between the two ends", () => {
  assert.deepEqual(roundValues(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(roundValues(-2.1, 3.9, 5), [-2, 0, 2]);
  assert.deepEqual(roundValues(0.019, 0.055, 4), [0.02, 0.03, 0.04, 0.05]);
});
