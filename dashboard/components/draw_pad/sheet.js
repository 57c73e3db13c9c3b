// What is on the pad: strokes or a picture, and how it came there, so that it can be taken back.
// A stroke is a list of points [x, y, milliseconds].

export const SIDE = 280; // the drawing's own pixels, whatever size it is shown at
const NEAR = 0.6; // points closer than this to the last one add nothing
const MAX_STEPS = 200; // back

export class Sheet {
  constructor() {
    this.strokes = [];
    this.picture = null; // { image, ink, width, height }: read in place of strokes
    this.brush = 20;
    this.past = [];
    this.future = [];
  }

  get isBlank() {
    return !this.strokes.length && !this.picture;
  }

  begin(point) {
    this.remember();
    this.picture = null;
    this.strokes = [...this.strokes, [point]];
  }

  // whether the pen came further
  extend(point) {
    const stroke = this.strokes.at(-1);
    const last = stroke.at(-1);
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

  put({ strokes = [], picture = null, brush = this.brush }) {
    this.remember();
    Object.assign(this, { strokes, picture, brush });
  }

  remember() {
    this.past = [...this.past, this.now()].slice(-MAX_STEPS);
    this.future = [];
  }

  now() {
    return { strokes: this.strokes, picture: this.picture };
  }

  undo() {
    if (!this.past.length) return;
    this.future = [...this.future, this.now()];
    Object.assign(this, this.past.at(-1));
    this.past = this.past.slice(0, -1);
  }

  redo() {
    if (!this.future.length) return;
    this.past = [...this.past, this.now()];
    Object.assign(this, this.future.at(-1));
    this.future = this.future.slice(0, -1);
  }

  // what the routes are sent of it
  drawing(strokes = this.strokes) {
    if (this.picture) return { image: this.picture.image };
    return { strokes: strokes.map((stroke) => stroke.map(([x, y]) => [x, y])), width: SIDE, height: SIDE, brush: this.brush };
  }
}
