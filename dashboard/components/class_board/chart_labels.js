// Names beside dots, where they cover nothing; a name for which there is no such place is left out.

/** @typedef {{ x: number, y: number, words: string }} Named */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/** @typedef {{ x: number, y: number, anchor: "start" | "end" | "middle" }} Place of a text */

const CHARACTER = 0.56; // of the letters' height

/**
 * @param {Named[]} dots the most important ones first
 * @param {number} letters their height in pixels
 * @param {number} radius of a dot
 * @param {Box} plot
 * @param {{ x: number, y: number }[]} [others] dots without a name of their own here
 * @returns {(Place | null)[]}
 */
export function placeLabels(dots, letters, radius, plot, others = []) {
  const taken = [...dots, ...others].map(({ x, y }) => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }));
  return dots.map((dot) => {
    const width = CHARACTER * letters * [...dot.words].length;
    const gap = radius + letters / 4;
    /** @type {Place[]} */
    const places = [
      { x: dot.x + gap, y: dot.y, anchor: "start" }, { x: dot.x - gap, y: dot.y, anchor: "end" },
      { x: dot.x, y: dot.y - gap - letters / 2, anchor: "middle" }, { x: dot.x, y: dot.y + gap + letters / 2, anchor: "middle" }];
    for (const place of places) {
      const left = place.x - { start: 0, middle: width / 2, end: width }[place.anchor];
      const box = { left, right: left + width, top: place.y - letters / 2, bottom: place.y + letters / 2 };
      const isInside = box.left >= plot.left && box.right <= plot.right && box.top >= plot.top && box.bottom <= plot.bottom;
      if (!isInside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return place;
    }
    return null;
  });
}

/**
 * @param {Box} one
 * @param {Box} other
 */
function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
