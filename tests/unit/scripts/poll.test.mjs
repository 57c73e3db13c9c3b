// A question that is asked again and again: lost once for all that is said of it, and found again.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { Poll } from "../../../dashboard/components/shared/client/poll.js";

let isThere = true;
const server = createServer((request, response) => {
  if (isThere) response.writeHead(200, { ETag: '"1"' }).end("{}");
  else request.socket.destroy();
});

before(async () => {
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  globalThis.window = { __streamlit: { BACKEND_BASE_URL: `http://127.0.0.1:${server.address().port}/` } };
  globalThis.document = { hidden: false, addEventListener: () => {} };
});

after(() => server.close());

test("an older answer that comes last is not heard", async () => {
  const told = [];
  const answers = [];
  const fetched = globalThis.fetch;
  globalThis.fetch = () => new Promise((answer) => { answers.push(answer); });
  const poll = new Poll("board", { heard: (reply) => told.push(reply.headers.get("ETag")), lost: () => {}, again: () => 1_000_000, behind: 1_000_000 });
  const both = [poll.ask(), poll.ask()];
  answers[1](new Response("{}", { headers: { ETag: "new" } }));
  answers[0](new Response("{}", { headers: { ETag: "old" } }));
  await Promise.all(both);
  poll.end();
  globalThis.fetch = fetched;
  assert.deepEqual(told, ["new"]);
});

test("what was said while the server was away is taken back with its first answer, and only then", async () => {
  const told = [];
  const poll = new Poll("board", {
    heard: () => told.push("heard"), lost: () => told.push("lost"), found: () => told.push("found"),
    again: () => 1_000_000, behind: 1_000_000 });
  for (const there of [true, false, false, true, true]) {
    isThere = there;
    await poll.ask();
  }
  poll.end();
  assert.deepEqual(told, ["heard", "lost", "lost", "found", "heard", "heard"]);
});
