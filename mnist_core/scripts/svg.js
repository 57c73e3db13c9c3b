// Parts of a drawing in SVG.

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {Record<string, number | string>} [attributes]
 */
export function makeSvg(tag, className, attributes = {}) {
  const element = document.createElementNS(SVG, tag);
  if (className) element.setAttribute("class", className);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} text
 * @param {"start" | "middle" | "end"} anchor
 * @param {string} [className]
 */
export function textAt(x, y, text, anchor, className) {
  const element = makeSvg("text", className, { x, y, "text-anchor": anchor });
  element.textContent = text;
  return element;
}
