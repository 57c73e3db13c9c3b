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
