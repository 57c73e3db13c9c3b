// Which term a link is about, and where its box lies.

import assert from "node:assert/strict";
import { test } from "node:test";

import { placeBeside, termOf } from "../../../dashboard/components/frame/term_place.js";

const BOX = { width: 350, height: 200 };

test("a link into the glossary names a term, below any path", () => {
  assert.equal(termOf("http://lab/glossary?term=batch-norm"), "batch-norm");
  assert.equal(termOf("https://school.org/a/lab/glossary?term=1x1-convolution"), "1x1-convolution");
  for (const other of ["http://lab/glossary", "http://lab/glossary?term=", "http://lab/train?term=jump",
    "http://lab/glossary?term=jump&x=1"]) assert.equal(termOf(other), null, other);
});

test("the box lies below its term and within the window", () => {
  assert.deepEqual(placeBeside({ left: 100, top: 80, bottom: 100 }, BOX, 1440, 900), [100, 108]);
  assert.deepEqual(placeBeside({ left: 300, top: 80, bottom: 100 }, BOX, 390, 900), [32, 108]);
  assert.deepEqual(placeBeside({ left: -40, top: 80, bottom: 100 }, BOX, 390, 900), [8, 108]);
});

test("above its term where there is no room below, and below where there is none at all", () => {
  assert.deepEqual(placeBeside({ left: 10, top: 700, bottom: 720 }, BOX, 390, 800), [10, 492]);
  assert.deepEqual(placeBeside({ left: 10, top: 90, bottom: 110 }, BOX, 390, 250), [10, 118]);
});
