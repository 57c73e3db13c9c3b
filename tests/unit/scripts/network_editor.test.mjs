// The editor's list of layers, its drafts, and where a dragged row stands.

import assert from "node:assert/strict";
import { test } from "node:test";

import { placeAt } from "../../../dashboard/components/network_editor/drag.js";
import { draftsIn, freeName, MOST, without, withDraft } from "../../../dashboard/components/network_editor/drafts.js";
import { allows, edit, moved, OF_A_LAYER, verbOf } from "../../../dashboard/components/network_editor/edits.js";
import { fitted, LayerList, TOKEN } from "../../../dashboard/components/network_editor/layer_list.js";

const draft = (name, changed = 1) => ({ name, layers: "gap", source: "step=nets-6", changed });

test("layers are split as the notation splits them, forgiving spaces and capitals", () => {
  const split = (text) => text.match(TOKEN);
  assert.deepEqual(split("Conv3x3 (16) ReLU conv 3x3(8, P1) MaxPool 2 Linear (10)"),
    ["Conv3x3 (16)", "ReLU", "conv 3x3(8, P1)", "MaxPool 2", "Linear (10)"]);
  assert.deepEqual(split("relu (12) conv3x3(12"), ["relu", "(12)", "conv3x3(12"]);
  assert.deepEqual(split("conv3x3(12)relu"), ["conv3x3(12)", "relu"]);
});

test("a block comes in at its place and goes with one undo", () => {
  const list = new LayerList("conv3x3(8) gap");
  list.insert(1, "conv3x3(12) relu bn");
  assert.equal(list.text, "conv3x3(8) conv3x3(12) relu bn gap");
  list.undo();
  assert.equal(list.text, "conv3x3(8) gap");
});

test("another spelling is not a change to undo", () => {
  const list = new LayerList("gap");
  list.set("ReLU");
  list.respell("relu");
  assert.equal(list.text, "relu");
  list.undo();
  assert.equal(list.text, "gap");
});

test("a block is as wide as the last convolution before it", () => {
  const tokens = ["conv3x3(1->8,p1)", "relu", "conv1x1(24)"];
  assert.equal(fitted("conv3x3(12)", tokens, 2), "conv3x3(8)");
  assert.equal(fitted("conv3x3(12,p1) relu", tokens, 3), "conv3x3(24,p1) relu");
  assert.equal(fitted("conv3x3(12) relu bn", [], 0), "conv3x3(12) relu bn");
  assert.equal(fitted("gap conv1x1(10) flatten", tokens, 3), "gap conv1x1(10) flatten");
});

test("a block pads as the convolution before it does, at the beginning as the one behind", () => {
  const tokens = ["conv5x5(1->8,p2)", "relu", "maxpool2", "conv3x3(8->16)", "conv1x1(24)"];
  assert.equal(fitted("conv3x3(12) relu bn", tokens, 0), "conv3x3(12,p1) relu bn");
  assert.equal(fitted("conv3x3(12) relu bn", tokens, 3), "conv3x3(8,p1) relu bn");
  assert.equal(fitted("conv3x3(12) relu bn", tokens, 5), "conv3x3(24) relu bn");
});

test("the draft changed last comes first, and too many lose the oldest", () => {
  const drafts = [draft("a"), draft("b")];
  assert.deepEqual(withDraft(drafts, draft("b", 9)).map(({ name, changed }) => [name, changed]), [["b", 9], ["a", 1]]);
  assert.deepEqual(without(drafts, "a"), [draft("b")]);
  const many = [...Array(MOST).keys()].map((number) => draft(String(number)));
  assert.deepEqual([withDraft(many, draft("new")).length, withDraft(many, draft("new"))[0].name], [MOST, "new"]);
});

test("a taken name gets a number", () => {
  assert.equal(freeName([], "nets-6, changed"), "nets-6, changed");
  assert.equal(freeName([draft("nets-6, changed"), draft("nets-6, changed 2")], "nets-6, changed"), "nets-6, changed 3");
});

test("a store that holds something else holds no drafts", () => {
  assert.deepEqual(draftsIn(null), []);
  assert.deepEqual(draftsIn("{broken"), []);
  assert.deepEqual(draftsIn('{"name": "a"}'), []);
  assert.deepEqual(draftsIn(JSON.stringify([draft("a"), { name: "b" }, null])), [draft("a")]);
});

test("a dragged row stands below the rows whose middles it has passed", () => {
  const middles = [10, 30, 50, 70];
  assert.deepEqual([0, 20, 35, 60, 99].map((height) => placeAt(middles, 1, height)), [0, 1, 1, 2, 3]);
});

test("what is done to a layer is told, and says which layer is chosen then", () => {
  const list = new LayerList("conv3x3(8) relu gap");
  const steps = [["insert", 1, "conv3x3(12)"], ["block", 0, "conv3x3(12) relu"], ["duplicate", 2], ["remove", 2], ["up", 2], ["down", 0],
    ["more", 1], ["undo", 0], ["redo", 0]];
  const after = steps.map(([verb, chosen, kind = ""]) => ({ ...edit(list, chosen, verb, kind), layers: list.layers }));
  assert.deepEqual(after.map(({ chosen, told }) => [chosen, told]), [
    [2, "conv3x3(8) inserted as layer 3"], [3, "conv3x3(8) relu inserted as layer 3"], [3, "conv3x3(8) duplicated"],
    [2, "conv3x3(8) removed"], [1, "conv3x3(8) is now layer 2"], [1, "conv3x3(8) is now layer 2"],
    [1, "conv3x3(8) is now conv3x3(9)"], [0, "Undone"], [0, "Redone"]]);
  assert.equal(after.at(-3).layers, "conv3x3(8) conv3x3(9) relu relu conv3x3(8) gap");
  assert.equal(after.at(-2).layers, "conv3x3(8) conv3x3(8) relu relu conv3x3(8) gap");
  assert.deepEqual(moved(new LayerList("relu gap"), 1, 0), { chosen: 0, told: "gap is now layer 1" });
});

test("a button does what its layer allows", () => {
  const list = new LayerList("conv3x3(8) relu");
  const allowed = (chosen) => OF_A_LAYER.filter((verb) => allows(list, chosen, verb));
  assert.deepEqual(allowed(0), ["duplicate", "remove", "down", "fewer", "more"]);
  assert.deepEqual(allowed(1), ["duplicate", "remove", "up"]);
  assert.deepEqual(OF_A_LAYER.filter((verb) => allows(new LayerList(""), 0, verb)), []);
});

test("a key on a layer is a verb, with Alt another", () => {
  assert.deepEqual(["i", "Delete", "ArrowUp", "x"].map((key) => verbOf({ key, altKey: false })), ["insert", "remove", null, null]);
  assert.deepEqual(["i", "ArrowUp"].map((key) => verbOf({ key, altKey: true })), [null, "up"]);
});
