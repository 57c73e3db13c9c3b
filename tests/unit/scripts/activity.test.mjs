// The status line asks by itself, and says when it is not answered.

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.HTMLElement = class {
  replaceChildren(...parts) {
    this.words = parts.map((part) => part.textContent ?? part).join("");
    this.links = parts.filter((part) => part.href);
  }
};
globalThis.window = { __streamlit: { BACKEND_BASE_URL: "http://lab.example/" } };
globalThis.document = { hidden: true, addEventListener: () => {}, createElement: () => ({}) };

const { Activity } = await import("../../../dashboard/components/activity/activity.js");

/** What was asked for is answered. */
const settled = () => new Promise((resolve) => { setImmediate(resolve); });

test("a tab that nobody looks at hears of the end of a run, and of the server's", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const training = { words: "training run 3", run: 3 };
  const answers = [
    Response.json({ parts: [training, { words: "1 waiting", run: null }] }, { headers: { ETag: "1" } }),
    { status: 304, headers: new Headers({ ETag: "1" }) },
    Response.json({ parts: [{ words: "nothing in the queue", run: null }] }, { headers: { ETag: "2" } })];
  const known = [];
  globalThis.fetch = async (_, { headers }) => {
    known.push(headers.get("If-None-Match"));
    const answer = answers.shift();
    if (!answer) throw new TypeError("no route to the host");
    return answer;
  };
  const parts = new HTMLElement();
  const opened = [];
  const line = new Activity({ querySelector: () => parts }, (_, run) => opened.push(run));
  await settled();
  assert.equal(parts.words, "training run 3, 1 waiting");
  assert.equal(parts.links[0].href, "http://lab.example/train?run=3");
  parts.links[0].onclick({ preventDefault: () => {} });
  assert.deepEqual(opened, [3]);
  for (const words of ["training run 3, 1 waiting", "nothing in the queue", "the server does not answer"]) {
    context.mock.timers.tick(5000);
    await settled();
    assert.equal(parts.words, words);
  }
  assert.deepEqual(known, [null, "1", "1", "2"]);
  line.destroy();
});

test("a run that the page follows is told of at once, and asked for when its state changes", async () => {
  const listeners = {};
  globalThis.document.addEventListener = (kind, hear) => { listeners[kind] = hear; };
  let parts = [{ words: "training run 3", run: 3 }, { words: "1 waiting", run: null }];
  let asked = 0;
  globalThis.fetch = async () => {
    asked += 1;
    return Response.json({ parts }, { headers: { ETag: String(asked) } });
  };
  const shown = new HTMLElement();
  const line = new Activity({ querySelector: () => shown }, () => {});
  await settled();
  const follow = (detail) => listeners["run-followed"]({ detail });
  follow({ run: 3, state: "testing", words: "testing run 3" });
  assert.equal(shown.words, "testing run 3, 1 waiting");
  await settled();
  // an answer that is older than what the page knows
  assert.equal(shown.words, "testing run 3, 1 waiting");
  follow({ run: 3, state: "testing", words: "testing run 3 · about 2 s left" });
  assert.equal(shown.words, "testing run 3 · about 2 s left, 1 waiting");
  assert.equal(asked, 2);
  parts = [{ words: "starting run 4", run: 4 }];
  follow({ run: 3, state: "finished", words: "" });
  assert.equal(shown.words, "1 waiting");
  await settled();
  assert.equal(shown.words, "starting run 4");
  follow(null);
  assert.equal(shown.words, "starting run 4");
  line.destroy();
  globalThis.document.addEventListener = () => {};
});

test("the teacher's line of an offer goes at the board and is back on other pages, with nothing new", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.window.location = { pathname: "/train" };
  globalThis.document.createElement = () => ({
    isOpen: false, append: () => {}, setAttribute: () => {}, matches() { return this.isOpen; },
    togglePopover() { this.isOpen = !this.isOpen; } });
  const offer = { key: "nets-1", at: 1, words: "nets-1", address: "?step=nets-1" };
  let answer = Response.json({ parts: [], offer }, { headers: { ETag: "1" } });
  globalThis.fetch = async () => answer;
  let offered = null;
  const line = new Activity({ querySelector: () => new HTMLElement(), append: (made) => { offered = made; } }, () => {});
  line.isLeading = true;
  while (!offered?.isOpen) await settled();
  answer = { status: 304, headers: new Headers({ ETag: "1" }) };
  // the last but one is the page that is offered: whoever was there is not led there again
  const pages = [["/board", "", false], ["/runs", "", true], ["/", "?step=nets-2", true], ["/", "?step=nets-1", false], ["/runs", "", false]];
  for (const [pathname, search, isOpen] of pages) {
    globalThis.window.location = { pathname, search };
    context.mock.timers.tick(5000);
    await settled();
    assert.equal(offered.isOpen, isOpen);
  }
  line.destroy();
});
