// Parts of a drawing.

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {string} className
 * @param {Record<string, string | number>} [attributes]
 */
export function drawn(tag, className, attributes = {}) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  element.setAttribute("class", className);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {"start" | "middle" | "end"} anchor
 */
export function textAt(x, y, words, anchor) {
  const text = drawn("text", "", { x, y, "text-anchor": anchor });
  text.textContent = words;
  return text;
}
