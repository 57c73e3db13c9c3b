// The client against a real HTTP server: what a script hears of each answer.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";

import { addressOf } from "../../../dashboard/components/shared/address.js";
import { answerOf, EventStream, linesOf, ofPerson, Refused, replyOf } from "../../../dashboard/components/shared/client/client.js";
import { LatestQuestion } from "../../../dashboard/components/shared/client/latest_question.js";

const asked = [];
let answer;
const note = { dataset: { waiting: "0" }, style: {}, textContent: "" };
const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  asked.push({ method: request.method, url: request.url, body, headers: request.headers });
  answer(response, body);
});

const json = (response, value, status = 200, headers = {}) =>
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(value));

before(async () => {
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  globalThis.window = { __streamlit: { BACKEND_BASE_URL: `http://127.0.0.1:${server.address().port}/lab/` } };
  // the line that says that the server is busy is in the page already
  globalThis.document = { getElementById: () => note };
});

beforeEach(() => asked.splice(0));

after(() => server.close());

test("an address lies below the base path, whatever page asks", () => {
  assert.ok(addressOf("api/runs").endsWith("/lab/api/runs"));
});

test("without a body it is a GET, with one a POST of JSON", async () => {
  answer = (response) => json(response, { num: 3 });
  assert.deepEqual(await answerOf("runs"), { num: 3 });
  await answerOf("runs", { body: { step: "strategy-4" } });
  assert.deepEqual(asked.map(({ method, url, body }) => [method, url, body]),
    [["GET", "/lab/api/runs", ""], ["POST", "/lab/api/runs", '{"step":"strategy-4"}']]);
  assert.equal(asked[1].headers["content-type"], "application/json");
});

test("a file is sent as it is", async () => {
  answer = (response) => json(response, {});
  await answerOf("picture", { body: new Blob(["pixels"]) });
  assert.deepEqual([asked[0].body, asked[0].headers["content-type"]], ["pixels", "application/octet-stream"]);
});

test("a refusal carries the server's sentence", async () => {
  answer = (response) => json(response, { error: "There is no run 9." }, 404);
  await assert.rejects(answerOf("runs/9"), (error) => error instanceof Refused && error.message === "There is no run 9.");
});

test("an answer that is not JSON is refused in a sentence, too", async () => {
  answer = (response) => response.writeHead(502).end("<html>");
  await assert.rejects(answerOf("runs"), /answers with 502; try again/);
});

test("a busy server is asked again when it said, with the body as it is by then", async () => {
  answer = (response) => (asked.length === 1 ? json(response, { error: "busy" }, 429, { "Retry-After": "1" }) : json(response, { ok: true }));
  let tries = 0;
  const began = performance.now();
  const question = answerOf("predict", { body: () => ({ tries: (tries += 1) }) });
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.deepEqual([note.textContent, note.style.display], ["The server is busy, trying again", "block"]);
  assert.deepEqual(await question, { ok: true });
  assert.ok(performance.now() - began >= 990);
  assert.deepEqual(asked.map(({ body }) => body), ['{"tries":1}', '{"tries":2}']);
  assert.deepEqual([note.textContent, note.style.display], ["", "none"]);
});

test("to abort ends the waiting for a busy server", async () => {
  answer = (response) => json(response, { error: "busy" }, 429, { "Retry-After": "60" });
  const leaving = new AbortController();
  const question = answerOf("predict", { body: {}, signal: leaving.signal });
  setTimeout(() => leaving.abort(), 300);
  await assert.rejects(question, { name: "AbortError" });
  assert.equal(note.style.display, "none");
});

test("a list that did not change is answered with 304", async () => {
  answer = (response) => response.writeHead(304).end();
  assert.equal((await replyOf("run-list", { version: '"7"' })).status, 304);
  assert.equal(asked[0].headers["if-none-match"], '"7"');
});

test("where no server listens the sentence says so", async () => {
  const { BACKEND_BASE_URL } = window.__streamlit;
  window.__streamlit.BACKEND_BASE_URL = "http://127.0.0.1:1/";
  await assert.rejects(answerOf("runs"), (error) => !(error instanceof Refused) && /does not answer/.test(error.message));
  window.__streamlit.BACKEND_BASE_URL = BACKEND_BASE_URL;
});

test("lines of JSON come one by one, however they are cut", async () => {
  answer = async (response) => {
    for (const part of ['{"point": [1', ', 2]}\n{"po', 'int": [3, 4]}\n']) {
      response.write(part);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    response.end();
  };
  const points = [];
  for await (const { point } of linesOf("lr-find", { body: {} })) points.push(point);
  assert.deepEqual(points, [[1, 2], [3, 4]]);
});

/** As much of a browser's EventSource as a stream needs: one message, or closed where it is refused. */
class OneMessage {
  static CLOSED = 2;

  constructor(address) {
    this.readyState = 0;
    fetch(address).then(async (reply) => {
      if (reply.ok) return this.onmessage({ data: await reply.text() });
      this.readyState = OneMessage.CLOSED;
      this.onerror();
    });
  }

  close() {}
}

test("a live run is heard again after a server that could not answer for a while, and one that is gone is not", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.EventSource = OneMessage;
  const told = { lost: 0 };
  const streamOf = (run) => new Promise((resolve) => {
    const stream = new EventStream(`runs/${run}/events`, {
      heard: (message) => { stream.close(); resolve(message); },
      lost: () => {
        told.lost += 1;
        setImmediate(() => t.mock.timers.tick(20_000));
      },
      refused: resolve,
    });
  });
  // the stream is refused, what it is about cannot be asked for, and then both are well
  answer = (response) => (asked.length < 3 ? json(response, { error: "starting" }, 503) : json(response, { position: 7 }));
  assert.deepEqual(await streamOf(1), { position: 7 });
  assert.deepEqual(asked.map(({ url }) => url), ["/lab/api/runs/1/events", "/lab/api/runs/1", "/lab/api/runs/1/events"]);
  assert.equal(told.lost, 1);
  answer = (response) => json(response, { error: "There is no run 2." }, 404);
  assert.equal(await streamOf(2), "There is no run 2.");
  delete globalThis.EventSource;
});

test("of questions that come faster than answers only the newest is asked", async () => {
  answer = (response, body) => setTimeout(() => json(response, JSON.parse(body)), 50);
  const answers = [];
  const last = new Promise((resolve) => {
    const question = new LatestQuestion("describe", (reply) => {
      answers.push(reply.layers);
      if (reply.layers === "d") resolve();
    }, assert.fail);
    for (const layers of ["a", "b", "c", "d"]) question.ask({ layers });
  });
  await last;
  assert.deepEqual(answers, ["a", "d"]);
});

test("a question that nobody answered is asked again by itself, one that is refused is not", async () => {
  const troubles = [];
  answer = (response) => json(response, { error: "The database is locked." }, 503);
  const answered = new Promise((resolve) => {
    const question = new LatestQuestion("describe", resolve, (sentence) => {
      troubles.push(sentence);
      answer = (response) => json(response, { layers: "as asked" });
    });
    question.ask({ layers: "as asked" });
  });
  assert.deepEqual(await answered, { layers: "as asked" });
  assert.deepEqual([troubles, asked.length], [["The database is locked."], 2]);
  answer = (response) => json(response, { error: "No such layer." }, 400);
  const refused = await new Promise((resolve) => { new LatestQuestion("describe", assert.fail, resolve).ask({ layers: "x" }); });
  await new Promise((resolve) => { setTimeout(resolve, 2100); });
  assert.deepEqual([refused, asked.length], ["No such layer.", 3]);
});

test("a page that is somebody else's by now says so once, and nothing behind it can be pressed", async () => {
  const made = [];
  const open = [];
  const besides = globalThis.document;
  globalThis.document = {
    getElementById: (id) => made.find((one) => one.id === id) ?? null,
    createElement: (name) => {
      const one = { name, style: {}, children: [], append: (...parts) => one.children.push(...parts), showModal: () => open.push(one) };
      made.push(one);
      return one;
    },
    body: { append: () => {} },
  };
  answer = (response) => json(response, { error: "This browser is Bo's now.", signed_in: "Bo" }, 409);
  ofPerson(7);
  for (const path of ["me", "activity"]) await assert.rejects(answerOf(path, { body: {} }), Refused);
  ofPerson(null);
  globalThis.document = besides;
  assert.deepEqual(asked.map(({ headers }) => headers["page-of"]), ["7", "7"]);
  assert.deepEqual(open.map(({ children }) => children.map(({ textContent }) => textContent)), [["This browser is Bo's now.", "Go on as Bo"]]);
});

test("a page of nobody in particular names nobody and leads nowhere, another one to joining", async () => {
  const opened = [];
  window.location = { href: addressOf("train?run=3"), assign: (address) => opened.push(address) };
  answer = (response) => json(response, { error: "Join the class first." }, 401);
  await assert.rejects(answerOf("me"), Refused);
  assert.equal(asked[0].headers["page-of"], undefined);
  assert.deepEqual(opened, []);
  assert.equal(ofPerson(7), null);
  await assert.rejects(answerOf("me"), Refused);
  assert.equal(ofPerson(null), 7);
  assert.deepEqual(opened, [addressOf("join?to=%2Ftrain%3Frun%3D3")]);
  delete window.location;
});
