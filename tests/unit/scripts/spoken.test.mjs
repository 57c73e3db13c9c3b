// What the controls of a recipe said last, for when their element is made anew in mid-edit.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Spoken } from "../../../dashboard/components/recipe_form/spoken.js";

test("what was said is found where it began, as it was when it was said", () => {
  const spoken = new Spoken();
  const values = { num_train: 10 };
  spoken.say("strategy-4/1a", values, { step: "strategy-4", num_train: "10" });
  values.num_train = 20;
  assert.deepEqual(spoken.at("strategy-4/1a")?.values, { num_train: 10 });
  assert.equal(spoken.at("strategy-4/1a")?.link.num_train, "10");
});

test("nothing is found of another beginning, and nothing before the first word", () => {
  const spoken = new Spoken();
  assert.equal(spoken.at("strategy-4/1a"), null);
  spoken.say("strategy-4/1a", {}, {});
  assert.equal(spoken.at("strategy-4/2b"), null);
});
