// Which term a link is about, and where the box beside it lies.

const MARGIN = 8;

/**
 * The key of the term that an address asks the glossary for.
 * @param {string} href
 */
export function termOf(href) {
  return /\/glossary\?term=([a-z0-9-]+)$/.exec(href)?.[1] ?? null;
}

/**
 * Left and top of a box below the term, or above it where there is no room below.
 * @param {{ left: number, top: number, bottom: number }} term
 * @param {{ width: number, height: number }} box
 * @param {number} width of the window
 * @param {number} height of the window
 * @returns {[number, number]}
 */
export function placeBeside(term, box, width, height) {
  const left = Math.max(MARGIN, Math.min(term.left, width - box.width - MARGIN));
  const below = term.bottom + MARGIN;
  const above = term.top - MARGIN - box.height;
  return [left, below + box.height + MARGIN <= height || above < MARGIN ? below : above];
}
