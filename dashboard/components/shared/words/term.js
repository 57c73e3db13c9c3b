// A term of the field within an element: a link into the glossary, which `frame/` opens in place.

import { addressOf } from "../address.js";
import { make } from "../element.js";

/**
 * @param {string} key of dashboard/glossary/terms.py
 * @param {string} text
 */
export function termLink(key, text) {
  const link = make("a", "term", text);
  link.href = addressOf(`glossary?term=${key}`);
  return link;
}
