// The strokes once more, at the pace at which they were drawn; waiting between two strokes is cut.

/** @import { Stroke } from "../../../mnist_core/scripts/sheet.js" */

const LONGEST_WAIT = 250; // milliseconds
const STEADY = 12; // milliseconds a point, where the pace is not known

export class Replay {
  /**
   * @param {Stroke[]} strokes
   * @param {(strokes: Stroke[]) => void} shown the strokes as far as they have come
   * @param {() => void} done
   */
  constructor(strokes, shown, done) {
    this.shown = shown;
    this.done = done;
    this.timer = 0;
    this.frames = framesOf(strokes);
    this.began = performance.now();
    this.step();
  }

  step() {
    const elapsed = performance.now() - this.began;
    const strokes = this.frames.map((stroke) => stroke.filter(([, , at]) => at <= elapsed)).filter((stroke) => stroke.length);
    this.shown(strokes);
    if (elapsed < (this.frames.at(-1)?.at(-1)?.[2] ?? 0)) this.timer = requestAnimationFrame(() => this.step());
    else this.done();
  }

  destroy() {
    cancelAnimationFrame(this.timer);
  }
}

/**
 * Points [x, y, milliseconds from the beginning].
 * @param {Stroke[]} strokes
 * @returns {[x: number, y: number, at: number][][]}
 */
export function framesOf(strokes) {
  let clock = 0;
  /** @type {number | undefined} */
  let before;
  return strokes.map((stroke) => stroke.map(([x, y, at], place) => {
    const wait = at === undefined || before === undefined ? STEADY : at - before;
    clock += place ? Math.max(0, Math.min(wait, LONGEST_WAIT)) : Math.max(STEADY, Math.min(wait, LONGEST_WAIT));
    before = at;
    return [x, y, clock];
  }));
}
