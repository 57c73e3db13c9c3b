// What is drawn while it is in sight, and when.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { InSight } from "../../../dashboard/components/shared/charts/in_sight.js";

let drawn, seeing, resizing, printing;

beforeEach(() => {
  [drawn, seeing, resizing, printing] = [[], new Map(), new Map(), new EventTarget()];
  const watching = (listeners) => class {
    constructor(tell) { this.tell = tell; }
    observe(element) { listeners.set(element, this.tell); }
    disconnect() { this.tell = () => {}; }
  };
  globalThis.IntersectionObserver = watching(seeing);
  globalThis.ResizeObserver = watching(resizing);
  globalThis.addEventListener = (...given) => printing.addEventListener(...given);
});

function chart(name) {
  const element = { name, hidden: false, clientWidth: 400 };
  const drawing = new InSight(element, element, async () => {
    drawn.push(name);
    drawing.width = element.clientWidth;
  });
  return { element, drawing, see: (isIntersecting) => seeing.get(element)([{ isIntersecting }]) };
}

const rest = () => new Promise((resolve) => setTimeout(resolve, 20));

test("what is out of sight is drawn when it comes there, once for all that changed", async () => {
  const { drawing, see } = chart("far");
  drawing.change();
  await rest();
  assert.deepEqual(drawn, []);
  drawing.change();
  see(true);
  see(true);
  await rest();
  assert.deepEqual(drawn, ["far"]);
});

test("the page has its turn between two charts", async () => {
  for (const name of ["first", "second"]) {
    const { drawing, see } = chart(name);
    drawing.change();
    see(true);
  }
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(drawn, ["first"]);
  await rest();
  assert.deepEqual(drawn, ["first", "second"]);
});

test("a page that is printed has all its charts, each as it is now", () => {
  chart("far").drawing.change();
  chart("as it should be");
  printing.dispatchEvent(new Event("beforeprint"));
  assert.deepEqual(drawn, ["far"]);
});

test("whoever wants it now waits for the drawing that has begun", async () => {
  let end = () => {};
  const element = { hidden: false, clientWidth: 400 };
  const drawing = new InSight(element, element, () => new Promise((resolve) => { end = resolve; }));
  drawing.change();
  seeing.get(element)([{ isIntersecting: true }]);
  await rest();
  let isTaken = false;
  const taken = drawing.take().then(() => { isTaken = true; });
  await rest();
  assert.equal(isTaken, false);
  end();
  await taken;
});

test("another width draws it anew, but not before it was drawn at all", async () => {
  const { element, drawing, see } = chart("wide");
  resizing.get(element)();
  see(true);
  await rest();
  assert.deepEqual(drawn, []);
  drawing.change();
  await rest();
  element.clientWidth = 700;
  resizing.get(element)();
  await rest();
  assert.deepEqual(drawn, ["wide", "wide"]);
});

test("what is gone draws nothing", async () => {
  const { drawing, see } = chart("gone");
  drawing.change();
  see(true);
  drawing.destroy();
  printing.dispatchEvent(new Event("beforeprint"));
  await rest();
  assert.deepEqual(drawn, []);
});
