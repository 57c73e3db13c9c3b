// What is on a pad: strokes or a picture, and how it came there, so that it can be taken back.

/** @typedef {[x: number, y: number, at?: number]} Point in pixels of the drawing; at: milliseconds */
/** @typedef {Point[]} Stroke */

/**
 * A picture that is read in place of strokes.
 * @typedef {object} Picture
 * @property {string} image as an address of its data
 * @property {HTMLCanvasElement} [photo] as it was given
 * @property {CanvasImageSource | null} ink what the server found of ink in it
 * @property {number} width
 * @property {number} height
 * @property {Uint8Array} [digit] its pixels, where it is a digit of 28 x 28 as networks see it
 */

/** @typedef {{ strokes: Stroke[], picture: Picture | null }} State */
/** @typedef {{ strokes?: Stroke[], picture?: Picture | null, brush?: number }} Content */

export const SIDE = 280; // the drawing's own pixels, whatever size it is shown at
const NEAR = 0.6; // points closer than this to the last one add nothing
const MAX_STEPS = 200; // back

export class Sheet {
  constructor() {
    this.strokes = /** @type {Stroke[]} */ ([]);
    this.picture = /** @type {Picture | null} */ (null);
    this.brush = 20;
    this.past = /** @type {State[]} */ ([]);
    this.future = /** @type {State[]} */ ([]);
  }

  get isBlank() {
    return !this.strokes.length && !this.picture;
  }

  /** @param {Point} point */
  begin(point) {
    this.remember();
    this.picture = null;
    this.strokes = [...this.strokes, [point]];
  }

  /**
   * Whether the pen came further.
   * @param {Point} point
   */
  extend(point) {
    const stroke = this.strokes[this.strokes.length - 1];
    const last = stroke[stroke.length - 1];
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) < NEAR) return false;
    stroke.push(point);
    return true;
  }

  clear() {
    if (this.isBlank) return;
    this.remember();
    this.strokes = [];
    this.picture = null;
  }

  /** @param {Content} content */
  put({ strokes = [], picture = null, brush = this.brush }) {
    this.remember();
    this.strokes = strokes;
    this.picture = picture;
    this.brush = brush;
  }

  remember() {
    this.past = [...this.past, this.now()].slice(-MAX_STEPS);
    this.future = [];
  }

  /** @returns {State} */
  now() {
    return { strokes: this.strokes, picture: this.picture };
  }

  undo() {
    const before = this.past.at(-1);
    if (!before) return;
    this.future = [...this.future, this.now()];
    this.past = this.past.slice(0, -1);
    this.restore(before);
  }

  redo() {
    const after = this.future.at(-1);
    if (!after) return;
    this.past = [...this.past, this.now()];
    this.future = this.future.slice(0, -1);
    this.restore(after);
  }

  /** @param {State} state */
  restore({ strokes, picture }) {
    this.strokes = strokes;
    this.picture = picture;
  }

  /**
   * What the routes are sent of it.
   * @param {Stroke[]} [strokes]
   */
  drawing(strokes = this.strokes) {
    if (this.picture) return { image: this.picture.image };
    return { strokes: strokes.map((stroke) => stroke.map(([x, y]) => [x, y])), width: SIDE, height: SIDE, brush: this.brush };
  }
}
