// Where a kind of demo shows itself: its place, its words, and what it tells of what is seen.

/** @import { Shown } from "./shown.d.ts" */

export class Stage {
  /**
   * @param {HTMLElement} place
   * @param {HTMLElement} told
   * @param {Pick<Shown, "words" | "language">} shown
   * @param {AbortSignal} signal ends with the demo
   */
  constructor(place, told, { words, language }, signal) {
    this.place = place;
    this.told = told;
    this.texts = words;
    this.language = language;
    this.signal = signal;
  }

  /**
   * What the language's file says, with the values put in.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  words(key, values = {}) {
    const text = this.texts[key];
    if (text === undefined) throw new Error(`This demo has no words for ${key}.`);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  }

  /**
   * A number as people write it, with a real minus.
   * @param {number} value
   * @param {number} [places] behind the point
   */
  figure(value, places = 2) {
    const text = value.toLocaleString(this.language, { minimumFractionDigits: places, maximumFractionDigits: places });
    return /[1-9]/.test(text) ? text.replace("-", "−") : text.replace("-", "");
  }

  /**
   * A number with no more places than it has.
   * @param {number} value
   */
  plain(value) {
    return value.toLocaleString(this.language, { maximumFractionDigits: 8 }).replace("-", "−");
  }

  /**
   * A large number where there is little room: 10K.
   * @param {number} value
   */
  short(value) {
    return value.toLocaleString(this.language, { notation: "compact" });
  }

  /**
   * The text alternative: what is seen at this moment.
   * @param {string} sentence
   */
  tell(sentence) {
    if (this.told.textContent !== sentence) this.told.textContent = sentence;
  }
}
