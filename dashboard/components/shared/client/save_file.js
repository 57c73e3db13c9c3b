// A file that the server makes goes to the downloads: asked like any other question, so that a busy
// server is asked again and a mistake is a sentence on the page.

import { replyOf } from "./client.js";
import { make } from "../element.js";

/**
 * The name under which it was saved.
 * @param {string} path below `api/`
 * @param {AbortSignal} [signal]
 */
export async function saveFrom(path, signal) {
  const reply = await replyOf(path, { signal });
  const name = nameIn(reply.headers.get("Content-Disposition"));
  const address = URL.createObjectURL(await reply.blob());
  const link = make("a");
  link.href = address;
  link.download = name;
  link.click();
  // the browser has begun to read it when the click is over
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return name;
}

/**
 * The name that an answer gives its file.
 * @param {string | null} disposition its header `Content-Disposition`
 */
export function nameIn(disposition) {
  return disposition?.match(/filename="([^"]+)"/)?.[1] ?? "file";
}
