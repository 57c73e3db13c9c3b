// Asking this server. Where it is busy (429) the page says so and asks again when the server said;
// an error that comes of it carries the server's own sentence.

import { make, routeOf } from "./element.js";

const MOST_TRIES = 10;
const BUSY_STYLE = "position: fixed; bottom: 1rem; left: 50%; transform: translateX(-50%); z-index: 1000000;"
  + "padding: .4rem .9rem; border-radius: 6px; background: #1C2126; color: #FFF; border: 1px solid #8A8F98;"
  + "font: 14px/1.4 'Source Sans', sans-serif; white-space: nowrap; pointer-events: none";

// The server has said why not; any other error means that it was not heard.
export class Refused extends Error {}

// body: what is posted, a file as it is, or a function that makes it anew for every try; without one it is a GET
// version: what is known of a list already; a reply of 304 says that it is still so
export async function replyOf(path, { body, signal, version } = {}) {
  for (let tries = 1; ; tries += 1) {
    const reply = await sent(path, typeof body === "function" ? body() : body, signal, version);
    if (reply.ok || reply.status === 304) return reply;
    const sentence = await sentenceOf(reply);
    if (reply.status !== 429 || tries === MOST_TRIES) throw new Refused(sentence);
    await whileBusy(Number(reply.headers.get("Retry-After")) || 2, signal);
  }
}

export async function answerOf(path, options) {
  return (await replyOf(path, options)).json();
}

async function sent(path, body, signal, version) {
  const isFile = body instanceof Blob;
  const post = { method: "POST", headers: { "Content-Type": isFile ? "application/octet-stream" : "application/json" },
    body: isFile ? body : JSON.stringify(body) };
  const known = { cache: "no-store", headers: { "If-None-Match": version } };
  try {
    return await fetch(routeOf(`api/${path}`), { signal, ...(body !== undefined && post), ...(version && known) });
  } catch (error) {
    throw signal?.aborted ? error : new Error("The server does not answer; is it still running?");
  }
}

async function sentenceOf(reply) {
  try {
    return (await reply.json()).error;
  } catch {
    return `The server answers with ${reply.status}; try again in a moment.`;
  }
}

// one line for all elements of the page, for as long as any of them waits
export async function whileBusy(seconds, signal) {
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
