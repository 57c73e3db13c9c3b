// Places in lessons that the server does not have yet are remembered for whom they are.

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.window = { __streamlit: { BACKEND_BASE_URL: "http://lab.example/" }, addEventListener: () => {} };

const { PlaceKeeper } = await import("../../../dashboard/components/lesson/place_keeper.js");

const settled = () => new Promise((resolve) => { setImmediate(resolve); });

test("a place that was not sent yet is sent for its own person alone", async () => {
  const sent = [];
  let isAway = true;
  globalThis.fetch = async (address, { body }) => {
    if (isAway) throw new TypeError("no route to the host");
    sent.push([address, JSON.parse(body)]);
    return Response.json({});
  };
  const place = { part: "predict" };
  const ofAnna = new PlaceKeeper(1, () => {});
  ofAnna.keep("dropout", place);
  await settled();
  ofAnna.end();
  isAway = false;
  const ofBen = new PlaceKeeper(2, () => {});
  await settled();
  assert.equal(ofBen.unsent("dropout"), null);
  assert.deepEqual(sent, []);
  ofBen.end();
  const again = new PlaceKeeper(1, () => {});
  assert.deepEqual(again.unsent("dropout"), place);
  await settled();
  assert.deepEqual(sent, [["http://lab.example/api/lessons/dropout/place", place]]);
  assert.equal(again.unsent("dropout"), null);
  again.end();
});

test("a newer place goes after the older one, also where the server was away before", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  let isAway = true;
  let keeper = null;
  globalThis.fetch = async (_, { body }) => {
    if (isAway) throw new TypeError("no route to the host");
    const place = JSON.parse(body);
    sent.push(place.part);
    // while the first one is on its way
    if (sent.length === 1) keeper.keep("dropout", { part: "train" });
    return Response.json({});
  };
  keeper = new PlaceKeeper(null, () => {});
  keeper.keep("dropout", { part: "predict" });
  await settled();
  isAway = false;
  context.mock.timers.tick(5000);
  await settled();
  assert.deepEqual(sent, ["predict", "train"]);
  assert.equal(keeper.unsent("dropout"), null);
  keeper.end();
});

test("a lesson that was deleted holds up the place of no other", async () => {
  const sent = [];
  const told = [];
  globalThis.fetch = async (address) => {
    sent.push(address.split("/").at(-2));
    return address.includes("gone") ? Response.json({ error: "There is no lesson `gone`." }, { status: 404 }) : Response.json({});
  };
  const keeper = new PlaceKeeper(4, (words) => told.push(words));
  keeper.keep("gone", { part: "train" });
  keeper.keep("dropout", { part: "predict" });
  for (let turn = 0; turn < 20; turn += 1) await settled();
  assert.ok(sent.includes("dropout"), String(sent));
  assert.equal(keeper.unsent("dropout"), null);
  assert.deepEqual(told.at(-1), "There is no lesson `gone`.");
  keeper.end();
});

test("one that has ended does not go on asking a server that is away", async () => {
  let num = 0;
  globalThis.fetch = async () => {
    num += 1;
    throw new TypeError("no route to the host");
  };
  const keeper = new PlaceKeeper(3, () => {});
  keeper.keep("dropout", { part: "predict" });
  keeper.end();
  for (let turn = 0; turn < 20; turn += 1) await settled();
  assert.equal(num, 1);
});
