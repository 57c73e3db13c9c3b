// Keeps places in lessons: each is sent at once, and remembered by this tab until the server has it, so
// that nothing is lost where the server is away for a while. Another person who comes to the same tab
// has places of their own.

import { answerOf, Refused, sentenceOf } from "../shared/client/client.js";
import { remember, remembered } from "../shared/tab_memory.js";

/** @import { Place } from "../../../mnist_core/scripts/lessons/messages.js" */

const AGAIN = 5000; // milliseconds
const UNSENT = "lessons unsent";

export class PlaceKeeper {
  /**
   * @param {number | null} person whose they are; none in a lab that knows nobody
   * @param {(words: string) => void} troubled why a place is not kept yet; empty once it is
   */
  constructor(person, troubled) {
    this.unsentKey = person === null ? UNSENT : `${UNSENT} ${person}`;
    this.troubled = troubled;
    this.places = new Map(Object.entries(/** @type {Record<string, Place>} */ (remembered(this.unsentKey) ?? {})));
    this.isSending = false;
    this.timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
    this.leaving = new AbortController();
    window.addEventListener("online", () => this.send(), { signal: this.leaving.signal });
    this.send();
  }

  /**
   * The place that the server does not have yet, if there is one.
   * @param {string} lesson
   */
  unsent(lesson) {
    return this.places.get(lesson) ?? null;
  }

  /**
   * @param {string} lesson
   * @param {Place} place
   */
  keep(lesson, place) {
    this.places.set(lesson, place);
    this.remember();
    this.send();
  }

  /** One at a time, so that an older place never comes after a newer one. */
  async send() {
    if (this.isSending) return;
    this.isSending = true;
    clearTimeout(this.timer);
    try {
      const refused = /** @type {Map<string, Error>} */ (new Map());
      // what comes meanwhile is sent, too; one lesson that is not there any more holds up no other
      for (;;) {
        const next = [...this.places].find(([lesson]) => !refused.has(lesson));
        if (!next) break;
        const [lesson, place] = next;
        try {
          await answerOf(`lessons/${encodeURIComponent(lesson)}/place`, { body: place, isLeaving: true });
        } catch (error) {
          if (!(error instanceof Refused) || error.mayPass) throw error;
          refused.set(lesson, error);
          continue;
        }
        if (this.places.get(lesson) === place) this.places.delete(lesson);
        this.remember();
      }
      const [problem] = refused.values();
      if (problem) throw problem;
      this.troubled("");
    } catch (error) {
      this.troubled(sentenceOf(error));
      if (!this.leaving.signal.aborted) this.timer = setTimeout(() => this.send(), AGAIN);
    } finally {
      this.isSending = false;
    }
  }

  remember() {
    remember(this.unsentKey, this.places.size ? Object.fromEntries(this.places) : null);
  }

  end() {
    this.leaving.abort();
    clearTimeout(this.timer);
  }
}
