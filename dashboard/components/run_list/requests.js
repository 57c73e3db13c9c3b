// What the list asks the server, and the one sentence above it: what was done, or what went wrong.

import { partOf } from "../shared/element.js";
import { replyOf, sentenceOf } from "../shared/client/client.js";

/** @import { Options } from "../shared/client/client.js" */

export class ListRequests {
  /**
   * @param {HTMLElement} section
   * @param {() => Promise<void>} reload the rows in sight
   */
  constructor(section, reload) {
    this.problem = partOf(section, ".problem");
    this.told = partOf(section, ".told");
    this.reload = reload;
    this.isAlone = false; // what is complained of is that the server does not answer
  }

  /**
   * Null where the list is what ``version`` says.
   * @param {string} path
   * @param {Options} [options]
   * @returns {Promise<any>}
   */
  async answerTo(path, options) {
    const reply = await replyOf(path, options);
    const answer = reply.status === 304 ? null : await reply.json();
    if (this.isAlone) this.problem.hidden = true;
    this.isAlone = false;
    return answer && { ...answer, version: reply.headers.get("ETag") };
  }

  /**
   * What was done shows at once, here and, two seconds later, in every other tab.
   * @param {() => Promise<unknown>} deed
   * @param {boolean} [changesRows]
   */
  async attempt(deed, changesRows = true) {
    this.problem.hidden = true;
    try {
      await deed();
      if (changesRows) await this.reload();
    } catch (error) {
      this.complain(sentenceOf(error));
    }
  }

  /** @param {string} sentence */
  tell(sentence) {
    this.problem.hidden = true;
    this.told.hidden = false;
    this.told.textContent = sentence;
  }

  /** @param {string} sentence */
  complain(sentence) {
    this.isAlone = false;
    this.told.hidden = true;
    this.problem.hidden = false;
    this.problem.textContent = sentence;
  }

  complainOfSilence() {
    this.complain("The server does not answer; this list is as it was last seen.");
    this.isAlone = true;
  }
}
