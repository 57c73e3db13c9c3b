// The name under which a file is saved is the one that the server gives it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { nameIn } from "../../../dashboard/components/shared/client/save_file.js";

test("a file is called what its answer says", () => {
  assert.equal(nameIn('attachment; filename="run-12-strategy-4.zip"'), "run-12-strategy-4.zip");
  assert.equal(nameIn('inline; filename="strategy-4@1-report.html"'), "strategy-4@1-report.html");
});

test("an answer without a name is a file", () => {
  for (const none of [null, "", "attachment"]) assert.equal(nameIn(none), "file");
});
