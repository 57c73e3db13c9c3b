// Everything that a script asks this server goes through here. Where the server is busy (429) the page
// says so and asks again when the server said; an error that comes of it carries the server's own
// sentence. What only the newest answer matters of is asked by `LatestQuestion` (latest_question.js).

import { addressOf } from "../address.js";
import { make } from "../element.js";
import { sayWhoseBrowser } from "./whose_browser.js";

export { sentenceOf } from "../../../../mnist_core/scripts/sentence.js";

/**
 * @typedef {object} Options
 * @property {unknown} [body] what is posted, a file as it is, or a function that makes it anew for
 *   every try; without one it is a GET
 * @property {AbortSignal} [signal] ends the question, also while it waits
 * @property {string | null} [version] what is known of a list already; a reply of 304 says that it
 *   is still so
 * @property {boolean} [isLeaving] the page may be gone before the server has heard it all
 * @property {number} [patience] seconds; if the server says to ask again later than that, it is not
 */

const MOST_TRIES = 10;
const REFUSED_SECONDS = 20; // until a stream that had no place is asked for again
const BUSY_STYLE = "position: fixed; bottom: 1rem; left: 50%; transform: translateX(-50%); z-index: 1000000;"
  + "padding: .4rem .9rem; border-radius: 6px; background: #1C2126; color: #FFF; border: 1px solid #8A8F98;"
  + "font: 14px/1.4 'Source Sans', sans-serif; white-space: nowrap; pointer-events: none";

/** Whose page this is, where people are known. */
let person = /** @type {number | null} */ (null);

/**
 * From now on the page asks as this person, and is refused once the browser is signed in as another, or
 * leads to joining once it is nobody any more. As null's it does neither: whoever it will be is not known.
 * @param {number | null} id
 * @returns {number | null} whose it was
 */
export function ofPerson(id) {
  const before = person;
  person = id;
  return before;
}

/** The server has said why not; any other error means that it was not heard. */
export class Refused extends Error {
  /**
   * @param {string} sentence
   * @param {Record<string, string>} answer what else it said, such as which field it is about
   * @param {number} status of HTTP
   */
  constructor(sentence, answer, status) {
    super(sentence);
    this.answer = answer;
    /** whether the same question may be answered later: the server fails, starts or is busy */
    this.mayPass = status >= 500 || status === 429;
  }
}

/**
 * @param {string} path below `api/`
 * @param {Options} [options]
 * @returns {Promise<Response>}
 */
export async function replyOf(path, { body, signal, version, isLeaving, patience = Infinity } = {}) {
  for (let tries = 1; ; tries += 1) {
    const reply = await sent(path, typeof body === "function" ? body() : body, { signal, version, isLeaving });
    if (reply.ok || reply.status === 304) return reply;
    const answer = await refusalOf(reply);
    if (reply.status === 401 && person !== null && !isLeaving) joinAgain();
    if (answer.signed_in) sayWhoseBrowser(answer.error, answer.signed_in);
    const seconds = Number(reply.headers.get("Retry-After")) || 2;
    if (reply.status !== 429 || tries === MOST_TRIES || seconds > patience) throw new Refused(answer.error, answer, reply.status);
    await whileBusy(seconds, signal);
  }
}

/**
 * What the reply's JSON says.
 * @param {string} path below `api/`
 * @param {Options} [options]
 * @returns {Promise<any>}
 */
export async function answerOf(path, options) {
  return (await replyOf(path, options)).json();
}

/**
 * The values of an answer that comes in lines of JSON, each as soon as it is there.
 * @param {string} path below `api/`
 * @param {Options} [options]
 * @returns {AsyncGenerator<any, void>}
 */
export async function* linesOf(path, options) {
  const { body } = await replyOf(path, options);
  if (!body) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) yield JSON.parse(part);
  }
}

/** Server-sent events, heard until it is closed; a connection that is lost is made again. */
export class EventStream {
  /**
   * @param {string} path below `api/`; what it is about answers at the same path without `/events`
   * @param {object} told
   * @param {(message: any) => void} told.heard
   * @param {() => void} told.lost at every break of the connection
   * @param {(sentence: string) => void} told.refused once, and nothing more is heard
   */
  constructor(path, { heard, lost, refused }) {
    this.path = path;
    this.heard = heard;
    this.lost = lost;
    this.refused = refused;
    this.leaving = new AbortController();
    this.source = this.listen();
  }

  listen() {
    const source = new EventSource(addressOf(`api/${this.path}`));
    source.onmessage = (event) => this.heard(JSON.parse(event.data));
    source.onerror = () => {
      this.lost();
      // a browser tries again by itself unless it was refused
      if (source.readyState === EventSource.CLOSED) this.listenLater();
    };
    return source;
  }

  async listenLater() {
    const { signal } = this.leaving;
    try {
      await whileBusy(REFUSED_SECONDS, signal);
      await answerOf(this.path.replace(/\/events$/, ""), { signal });
    } catch (error) {
      if (error instanceof Refused && !error.mayPass) return this.refused(error.message);
    }
    if (!signal.aborted) this.source = this.listen();
  }

  close() {
    this.leaving.abort();
    this.source.close();
  }
}

/**
 * @param {string} path
 * @param {unknown} body
 * @param {Omit<Options, "body">} options
 */
async function sent(path, body, { signal, version, isLeaving }) {
  const isFile = body instanceof Blob;
  const isPost = body !== undefined;
  const headers = new Headers();
  if (isPost) headers.set("Content-Type", isFile ? "application/octet-stream" : "application/json");
  if (version) headers.set("If-None-Match", version);
  if (person !== null) headers.set("Page-Of", String(person));
  try {
    return await fetch(addressOf(`api/${path}`), {
      method: isPost ? "POST" : "GET", headers, signal, cache: version ? "no-store" : "default", keepalive: isLeaving,
      body: isFile ? body : JSON.stringify(body),
    });
  } catch (error) {
    throw signal?.aborted ? error : new Error("The server does not answer; is it still running?");
  }
}

/**
 * @param {Response} reply
 * @returns {Promise<Record<string, string> & { error: string }>}
 */
async function refusalOf(reply) {
  try {
    return await reply.json();
  } catch {
    return { error: `The server answers with ${reply.status}; try again in a moment.` };
  }
}

/** Whoever was removed from the class, or signed out, while the page was open is no one here now. */
export function joinAgain() {
  const root = addressOf(".");
  const page = `/${window.location.href.slice(root.length)}`;
  window.location.assign(addressOf(`join?${new URLSearchParams({ to: page })}`));
}

/**
 * One line for all elements of the page, for as long as any of them waits.
 * @param {number} seconds
 * @param {AbortSignal} [signal]
 */
async function whileBusy(seconds, signal) {
  signal?.throwIfAborted();
  const note = document.getElementById("server-busy") ?? busyNote();
  note.dataset.waiting = String(Number(note.dataset.waiting) + 1);
  note.textContent = "The server is busy, trying again";
  note.style.display = "block";
  try {
    await new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, 1000 * seconds);
      signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
    });
  } finally {
    note.dataset.waiting = String(Number(note.dataset.waiting) - 1);
    if (note.dataset.waiting === "0") {
      note.textContent = "";
      note.style.display = "none";
    }
  }
}

function busyNote() {
  const note = make("div");
  note.id = "server-busy";
  note.dataset.waiting = "0";
  note.setAttribute("role", "status");
  note.style.cssText = BUSY_STYLE;
  document.body.append(note);
  return note;
}
