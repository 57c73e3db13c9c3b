// Elements of a page: made, and found.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {string | null} [text]
 */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/**
 * Text in which what stands between two backticks is code, as in Markdown.
 * @param {string} text
 * @returns {(string | HTMLElement)[]}
 */
export function withCode(text) {
  // \x60 is the backtick: a bare one in a line would be the half of a template to inline.py
  return text.split(/\x60/).map((piece, index, all) => {
    if (index % 2 === 0) return piece;
    // a last backtick without its other half stands for itself
    return index === all.length - 1 ? `\x60${piece}` : make("code", "", piece);
  });
}

/**
 * A part that the HTML always has.
 * @template {Element} [Kind=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} [kind] of which class it is, where more is asked of it than of any
 */
export function partOf(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!(found instanceof (kind ?? HTMLElement))) throw new Error(`An element has no ${selector}.`);
  return /** @type {Kind} */ (found);
}
