// Shapes filled with whole pixels, exactly those that Pillow fills: discs and wide lines. A network is
// sensitive to the edge of a stroke, so what this page draws must be what the lab draws. The rules
// for what lies on an edge are Pillow's (src/libImaging/Draw.c, version 13).

/** @typedef {[x: number, y: number]} Corner whole pixels */
/** @typedef {{ x: number, y: number, low: number, high: number, slope: number }} Edge from the row `low` to the row `high` */

export class Raster {
  /**
   * @param {number} width
   * @param {number} height
   */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height); // 1 is ink
  }

  /**
   * Both ends belong to it.
   * @param {number} row
   * @param {number} from
   * @param {number} to
   */
  fillRow(row, from, to) {
    if (row < 0 || row >= this.height) return;
    const start = row * this.width;
    const end = Math.min(to, this.width - 1);
    for (let at = start + Math.max(from, 0); at <= start + end; at += 1) this.pixels[at] = 1;
  }

  /**
   * An ellipse in a box of whole pixels; both ends belong to it.
   * @param {number} left
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   */
  disc(left, top, right, bottom) {
    const [width, height] = [right - left, bottom - top];
    for (const [across, down] of outline(width, height)) {
      const [from, to] = [left + (width - across) / 2, left + (width + across) / 2];
      this.fillRow(top + (height + down) / 2, from, to);
      if (down) this.fillRow(top + (height - down) / 2, from, to);
    }
  }

  /**
   * A straight line with square ends.
   * @param {Corner} start
   * @param {Corner} end
   * @param {number} width
   */
  line([x0, y0], [x1, y1], width) {
    const [dx, dy] = [x1 - x0, y1 - y0];
    if (!dx && !dy) return this.fillRow(y0, x0, x0);
    const length = Math.hypot(dx, dy);
    const half = (width - 1) / 2;
    const [less, more] = [roundDown(half) / length, roundUp(half) / length];
    this.polygon([
      [x0 - roundDown(less * dy), y0 + roundDown(more * dx)], [x1 - roundDown(less * dy), y1 + roundDown(more * dx)],
      [x1 + roundDown(more * dy), y1 - roundDown(less * dx)], [x0 + roundDown(more * dy), y0 - roundDown(less * dx)],
    ]);
  }

  /**
   * Filled row by row between where its sides cross the row.
   * @param {Corner[]} corners
   */
  polygon(corners) {
    /** @type {Edge[]} */
    const edges = [];
    corners.forEach(([x, y], place) => {
      const [nextX, nextY] = corners[(place + 1) % corners.length];
      if (y === nextY) this.fillRow(y, Math.min(x, nextX), Math.max(x, nextX));
      else edges.push({ x, y, low: Math.min(y, nextY), high: Math.max(y, nextY), slope: Math.fround((nextX - x) / (nextY - y)) });
    });
    const rows = corners.map(([, y]) => y);
    const last = Math.min(Math.max(...rows), this.height);
    for (let row = Math.max(Math.min(...rows), 0); row <= last; row += 1) {
      const crossings = crossingsOf(edges, row, last);
      // in most rows there are two
      if (crossings.length === 2 && crossings[0] > crossings[1]) crossings.reverse();
      else if (crossings.length > 2) crossings.sort((one, other) => one - other);
      for (let place = 1; place < crossings.length; place += 2) this.fillRow(row, roundUp(crossings[place - 1]), roundDown(crossings[place]));
    }
  }
}

/**
 * Where the edges of a polygon cross a row.
 * @param {Edge[]} edges
 * @param {number} row
 * @param {number} last row of the polygon
 */
function crossingsOf(edges, row, last) {
  /** @type {number[]} */
  const crossings = [];
  for (let place = 0; place < edges.length; place += 1) {
    const edge = edges[place];
    if (row < edge.low || row > edge.high) continue;
    const at = crossing(edge, row);
    if (row === edge.high && row < last) crossings.push(at, at);
    else crossings.push(edge.slope && (row === edge.low || row === edge.high) ? atCorner(edges.slice(0, place), edge, row, at) : at);
  }
  return crossings;
}

/**
 * At a pointed corner a row is filled as far as the row beside it reaches.
 * @param {Edge[]} earlier
 * @param {Edge} edge
 * @param {number} row
 * @param {number} at
 */
function atCorner(earlier, edge, row, at) {
  for (const other of earlier) {
    if ((row !== other.low && row !== other.high) || !other.slope) continue;
    if (roundUp(at) !== roundUp(crossing(other, row))) continue;
    const beside = row + (row === edge.high ? -1 : 1);
    if (beside < other.low || beside > other.high) continue;
    const [one, two] = [crossing(edge, beside), crossing(other, beside)];
    if (at > one + 1 && at > two + 1) return roundUp(Math.max(one, two)) + 1;
    if (at < one - 1 && at < two - 1) return roundUp(Math.min(one, two)) - 1;
    return at;
  }
  return at;
}

/**
 * @param {Edge} edge
 * @param {number} row
 */
function crossing({ x, y, slope }, row) {
  return Math.fround(Math.fround((row - y) * slope) + x);
}

/** @type {Map<string, Corner[]>} */
const outlines = new Map();

/**
 * Of the lower half of an ellipse, a row each: how far it reaches across at how far down. The middle
 * is at zero and a pixel counts two, so that sides may be even or odd.
 * @param {number} width
 * @param {number} height
 */
function outline(width, height) {
  const name = `${width} ${height}`;
  const known = outlines.get(name) ?? traced(width, height);
  outlines.set(name, known);
  return known;
}

/**
 * Bresenham's walk along a quarter, to the neighbour that deviates least.
 * @param {number} width
 * @param {number} height
 */
function traced(width, height) {
  const deviation = (/** @type {number} */ x, /** @type {number} */ y) => Math.abs(width ** 2 * y * y + height ** 2 * x * x - width ** 2 * height ** 2);
  /** @type {Corner[]} */
  const rows = [];
  let [x, y] = [width, height % 2];
  for (;;) {
    if (rows.at(-1)?.[1] !== y) rows.push([x, y]);
    if (x === width % 2 && y === height) return rows;
    let next = [x, y + 2];
    const others = x > 1 ? [[x - 2, y + 2], [x - 2, y]] : [];
    for (const other of others) if (deviation(next[0], next[1]) > deviation(other[0], other[1])) next = other;
    [x, y] = next;
  }
}

/**
 * Half a pixel goes away from zero.
 * @param {number} value
 */
function roundUp(value) {
  return value >= 0 ? Math.floor(value + 0.5) : -Math.floor(-value + 0.5);
}

/**
 * Half a pixel goes to zero.
 * @param {number} value
 */
function roundDown(value) {
  return value >= 0 ? Math.ceil(value - 0.5) : -Math.ceil(-value - 0.5);
}
