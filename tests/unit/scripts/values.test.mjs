// Values that elements compute: controls, layers, strokes, colours, axes, the times of a replay.

import assert from "node:assert/strict";
import { test } from "node:test";

import { framesOf } from "../../../dashboard/components/draw_pad/replay.js";
import { Sheet } from "../../../mnist_core/scripts/sheet.js";
import { ghostCurves, TRACE } from "../../../dashboard/components/live_run/chart_lines.js";
import { accuracyRange } from "../../../dashboard/components/live_run/figure.js";
import { bestOf, epochEnds } from "../../../dashboard/components/live_run/replay.js";
import { LayerList, widened } from "../../../dashboard/components/network_editor/layer_list.js";
import { inWords, ofGroup, same, tidy } from "../../../dashboard/components/recipe_form/values.js";
import { heatColour, signedColour, signedScale } from "../../../dashboard/components/shared/digits/pixel_colours.js";
import { bytesOf } from "../../../dashboard/components/shared/digits/pixels.js";

test("a recipe's numbers keep no trace of binary fractions", () => {
  assert.equal(tidy(0.1 + 0.2, { whole: false, ratios: false }), 0.3);
  assert.equal(tidy(0.012345, { whole: false, ratios: true }), 0.012);
  assert.equal(tidy(1234.5, { whole: true, ratios: true }), 1200);
  assert.equal(tidy(3.6, { whole: true, ratios: false }), 4);
});

test("two networks are the same however they are spaced, and nothing is nothing", () => {
  assert.ok(same("conv3x3(8)  relu\n", "conv3x3(8) relu"));
  assert.ok(same(null, undefined));
  assert.ok(!same(0, null));
  assert.ok(!same("conv3x3(8)", "conv3x3(9)"));
});

test("the values of a group are those of its name", () => {
  assert.deepEqual(ofGroup({ "optimiser.kind": "sgd", "optimiser.lr": 0.1, epochs: 15 }, "optimiser"),
    { "optimiser.kind": "sgd", "optimiser.lr": 0.1 });
});

test("a value is said as its control shows it", () => {
  assert.equal(inWords({ kind: "switch" }, false), "off");
  assert.equal(inWords({ kind: "choice", options: [["sgd", "SGD"]] }, "sgd"), "SGD");
  assert.equal(inWords({ kind: "number" }, null, "60,000"), "60,000");
  assert.equal(inWords({ kind: "number" }, null, undefined), "none");
});

test("layers are inserted, moved, taken out and put back", () => {
  const list = new LayerList("conv3x3(8) relu pool2x2");
  list.insert(1, "bn");
  list.move(3, 0);
  assert.equal(list.text, "pool2x2 conv3x3(8) bn relu");
  list.remove(2);
  list.undo();
  list.undo();
  assert.equal(list.text, "conv3x3(8) bn relu pool2x2");
  list.redo();
  assert.equal(list.text, "pool2x2 conv3x3(8) bn relu");
  list.replace(0, "gap");
  assert.ok(!list.canRedo);
});

test("letters typed in one go are one change to undo", () => {
  const list = new LayerList("relu");
  for (const text of ["relu c", "relu co", "relu conv1x1(4)"]) list.set(text, true);
  list.undo();
  assert.equal(list.text, "relu");
  assert.ok(!list.canUndo);
});

test("a token stands where its text does", () => {
  assert.deepEqual(new LayerList("conv3x3(8, g2)  relu").spans(), [[0, 14], [16, 20]]);
});

test("a layer is widened by one channel a group", () => {
  assert.equal(widened("conv3x3(8)", 1), "conv3x3(9)");
  assert.equal(widened("conv3x3(4->8,g4)", 1), "conv3x3(4->12,g4)");
  assert.equal(widened("conv3x3(4->4,g4)", -1), "conv3x3(4->4,g4)");
  assert.equal(widened("relu", 1), null);
});

test("a drawing goes back and forth, and keeps what was drawn", () => {
  const sheet = new Sheet();
  sheet.begin([10, 10, 0]);
  assert.ok(sheet.extend([20, 20, 5]));
  assert.ok(!sheet.extend([20.1, 20.1, 6]), "closer than a point adds anything");
  sheet.begin([50, 50, 10]);
  sheet.undo();
  assert.deepEqual(sheet.strokes, [[[10, 10, 0], [20, 20, 5]]]);
  sheet.clear();
  assert.ok(sheet.isBlank);
  sheet.undo();
  sheet.undo();
  assert.ok(sheet.isBlank);
  sheet.redo();
  assert.deepEqual(sheet.drawing(), { strokes: [[[10, 10], [20, 20]]], width: 280, height: 280, brush: 20 });
});

test("a replay keeps the pace within strokes and cuts the waiting between them", () => {
  assert.deepEqual(framesOf([[[0, 0, 0], [1, 1, 30]], [[2, 2, 5000], [3, 3, 5020]]]),
    [[[0, 0, 12], [1, 1, 42]], [[2, 2, 292], [3, 3, 312]]]);
  assert.deepEqual(framesOf([[[0, 0], [1, 1]]]), [[[0, 0, 12], [1, 1, 24]]]);
});

test("the last epoch of a replay may have been stopped on its way", () => {
  const epochs = [{ seconds: 4 }, { seconds: 6 }];
  assert.deepEqual(epochEnds({ epochs, position: 20, num_batches: 10 }), [4, 10]);
  assert.deepEqual(epochEnds({ epochs, position: 25, num_batches: 10 }), [4, 10, 12.5]);
});

test("the best epoch is the first of equals, by held-out digits where there are any", () => {
  assert.equal(bestOf([{ epoch: 1, test_accuracy: 99 }, { epoch: 2, test_accuracy: 99 }]), 1);
  assert.equal(bestOf([{ epoch: 1, test_accuracy: 99, held_out_accuracy: 97 }, { epoch: 2, test_accuracy: 98, held_out_accuracy: 98 }]), 2);
  assert.equal(bestOf([]), null);
});

test("the axis of accuracy shows what matters once the network is near the target", () => {
  const nothing = { published: null, reference: null, lr: null };
  const published = { ...nothing, published: { name: "published", test_accuracy: [99.4], test_loss: [0.02] } };
  const epochs = (test, train) => [{ test_accuracy: test, train_accuracy: train, test_loss: 0.1 }];
  assert.deepEqual(accuracyRange([], nothing, 15), [97.5, 99.8]);
  assert.deepEqual(accuracyRange(epochs(55, 50), nothing, 15), [30, 100]);
  assert.deepEqual(accuracyRange(epochs(97, 96), nothing, 15), [94, 100]);
  assert.deepEqual(accuracyRange(epochs(99.5, 99.9), nothing, 15), [97.5, 100.05]);
  assert.deepEqual(accuracyRange([], published, 15), [97.5, 99.8]);
  assert.deepEqual(accuracyRange(epochs(98.6, 93.4), published, 1), [92, 99.8]);
});

test("curves behind a run begin with epoch 1, and none is none", () => {
  const curves = new Map(ghostCurves({ published: { name: "published", test_accuracy: [98, 99], test_loss: [0.1, 0.05] }, reference: null, lr: null }));
  assert.deepEqual(curves.get(TRACE.published), { x: [1, 2], y: [98, 99], name: "published" });
  assert.deepEqual(curves.get(TRACE.reference), { x: [], y: [], name: "" });
});

test("nothing is black, the most is brightest, and signs have colours of their own", () => {
  assert.deepEqual(signedColour(128, true), [0, 0, 0]);
  assert.deepEqual(signedColour(255, false), [255, 255, 255]);
  assert.notDeepEqual(signedColour(1, true), signedColour(255, true));
  assert.deepEqual(heatColour(0), [0, 0, 0]);
  assert.deepEqual(heatColour(1), [255, 245, 200]);
  assert.deepEqual([signedScale(-2, 1).bottom, signedScale(-2, 1).top, signedScale(0, 3).bottom], [-2, 2, 0]);
});

test("pixels are the bytes of their base64", () => {
  assert.deepEqual([...bytesOf("AAH/")], [0, 1, 255]);
});
