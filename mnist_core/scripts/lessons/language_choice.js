// The choice of a language, where there is one.

import { make } from "../dom.js";

/** @import { Words } from "./words.js" */

/**
 * @param {string[]} languages
 * @param {string} spoken
 * @param {Words} words
 * @param {(language: string) => void} chosen
 */
export function languageChoice(languages, spoken, words, chosen) {
  const label = make("label", "language");
  const select = make("select");
  for (const language of languages) {
    // each in its own words, for those who speak no other
    const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
    select.append(new Option(name, language, false, language === spoken));
  }
  select.onchange = () => chosen(select.value);
  label.append(make("span", "", words.say("shell.language")), select);
  return label;
}
