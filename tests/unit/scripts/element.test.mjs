// What an element keeps from one run of the page's script to the next.

import assert from "node:assert/strict";
import { test } from "node:test";

import { heldBy } from "../../../dashboard/components/shared/element.js";

class Counted {
  constructor(root, first) {
    this.root = root;
    this.first = first;
    this.numEnds = 0;
  }

  destroy() {
    this.numEnds += 1;
  }
}

class FakePage {
  constructor() {
    const page = this;
    this.isWatched = false;
    this.change = () => {};
    globalThis.document = {};
    globalThis.Node = class {};
    globalThis.MutationObserver = class {
      constructor(act) {
        page.change = () => page.isWatched && act();
      }

      observe() {
        page.isWatched = true;
      }

      disconnect() {
        page.isWatched = false;
      }
    };
  }

  element() {
    return Object.assign(new globalThis.Node(), { isConnected: true });
  }
}

test("the end of a call that was overtaken ends nothing", () => {
  const root = {};
  const first = heldBy(root, Counted, 1);
  const second = heldBy(root, Counted, 2);
  first.end();
  const third = heldBy(root, Counted, 3);
  assert.equal(second.kept, first.kept);
  assert.equal(third.kept, first.kept);
  assert.equal(third.kept.numEnds, 0);
  assert.equal(third.kept.first, 1);
});

test("after the end of the last call the next begins anew", () => {
  const root = {};
  const first = heldBy(root, Counted);
  first.end();
  const second = heldBy(root, Counted);
  assert.equal(first.kept.numEnds, 1);
  assert.notEqual(second.kept, first.kept);
  assert.equal(second.kept.numEnds, 0);
});

test("a call that is overtaken while the next one's script loads ends nothing before the element leaves the page", () => {
  const page = new FakePage();
  const root = page.element();
  const first = heldBy(root, Counted);
  first.end();
  assert.equal(first.kept.numEnds, 0);
  const second = heldBy(root, Counted);
  assert.equal(second.kept, first.kept);
  assert.equal(page.isWatched, false);
  second.end();
  page.change();
  assert.equal(second.kept.numEnds, 0);
  root.isConnected = false;
  page.change();
  page.change();
  assert.equal(second.kept.numEnds, 1);
  assert.equal(page.isWatched, false);
  assert.notEqual(heldBy(root, Counted).kept, second.kept);
});

test("a newer module ends what an older one held before it begins, and the late end of that does nothing", async () => {
  const newer = await import("../../../dashboard/components/shared/element.js?newer");
  const root = {};
  const before = heldBy(root, Counted);
  const after = newer.heldBy(root, Counted);
  assert.equal(before.kept.numEnds, 1);
  before.end();
  assert.deepEqual([before.kept.numEnds, after.kept.numEnds], [1, 0]);
  after.end();
  assert.equal(after.kept.numEnds, 1);
});
