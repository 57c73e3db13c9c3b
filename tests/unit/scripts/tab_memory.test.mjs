import assert from "node:assert/strict";
import test from "node:test";

import { remember, remembered } from "../../../dashboard/components/shared/tab_memory.js";

test("what a browser refuses to store is remembered until the page is loaded again", () => {
  const refuses = () => { throw new DOMException("QuotaExceededError"); };
  globalThis.sessionStorage = /** @type {any} */ ({ setItem: refuses, removeItem: refuses, getItem: refuses });
  assert.equal(remembered("note"), null);
  remember("note", "seed 2 was luck");
  assert.equal(remembered("note"), "seed 2 was luck");
  remember("note", null);
  assert.equal(remembered("note"), null);
});

test("what it stores is the same after a reload, and damage is nothing", () => {
  const stored = new Map();
  globalThis.sessionStorage = /** @type {any} */ ({ setItem: (key, text) => stored.set(key, text),
    removeItem: (key) => stored.delete(key), getItem: (key) => stored.get(key) ?? null });
  remember("list", { at: 1 });
  assert.deepEqual(stored, new Map([["list", '{"at":1}']]));
  assert.deepEqual(remembered("list"), { at: 1 });
  stored.set("list", "{");
  assert.equal(remembered("list"), null);
});
