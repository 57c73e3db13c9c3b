// The pen on the canvas, by pointer (mouse, finger, stylus) or by keyboard.

import { SIDE } from "./sheet.js";

/** @import { Point, Sheet } from "./sheet.js" */

/**
 * @typedef {object} Told
 * @property {() => void} begin before something is drawn
 * @property {() => void} changed ink came
 * @property {() => void} moved only the keyboard's pen did
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} clear
 */

const STEP = 8; // pixels a press of an arrow key moves

export class Pen {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Sheet} sheet
   * @param {Told} told
   */
  constructor(canvas, sheet, told) {
    this.canvas = canvas;
    this.sheet = sheet;
    this.told = told;
    this.pointer = /** @type {number | null} */ (null);
    this.cursor = /** @type {[x: number, y: number] | null} */ (null); // of the keyboard's pen
    this.dipped = false;
    canvas.onpointerdown = (event) => this.down(event);
    canvas.onpointermove = (event) => this.moved(event);
    canvas.onpointerup = canvas.onpointercancel = (event) => this.up(event);
    canvas.onkeydown = (event) => this.key(event);
    canvas.onblur = () => { this.lift(); told.moved(); };
    canvas.oncontextmenu = (event) => event.preventDefault();
  }

  get isDown() {
    return this.pointer !== null || this.dipped;
  }

  lift() {
    this.dipped = false;
    this.cursor = null;
    this.pointer = null;
  }

  /**
   * @param {PointerEvent} event
   * @returns {Point}
   */
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    // unrounded: a tenth of a pixel here is up to 20 grey levels at the edges of the 28 x 28
    const within = (/** @type {number} */ value) => Math.min(SIDE, Math.max(0, value));
    return [within(((event.clientX - box.left) / box.width) * SIDE), within(((event.clientY - box.top) / box.height) * SIDE),
      Math.round(event.timeStamp)];
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0 || this.pointer !== null) return;
    this.lift();
    this.pointer = event.pointerId;
    try { this.canvas.setPointerCapture(event.pointerId); } catch { /* the pointer is gone already */ }
    this.told.begin();
    this.sheet.begin(this.place(event));
    this.told.changed();
  }

  /** @param {PointerEvent} event */
  moved(event) {
    if (event.pointerId !== this.pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    let grew = false;
    for (const part of events.length ? events : [event]) grew = this.sheet.extend(this.place(part)) || grew;
    if (grew) this.told.changed();
  }

  /** @param {PointerEvent} event */
  up(event) {
    if (event.pointerId === this.pointer) this.pointer = null;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey && key !== "z" && key !== "y") return;
    /** @type {Record<string, number[]>} */
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (key in moves) this.step(moves[key], event.shiftKey ? 3 * STEP : STEP);
    else if (key === " ") this.dip();
    else if (key === "y" || key === "r" || (key === "z" && event.shiftKey)) this.told.redo();
    else if (key === "u" || key === "z") this.told.undo();
    else if (key === "Delete" || key === "Backspace") this.told.clear();
    else return;
    // the page has shortcuts of its own
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * @param {number[]} direction
   * @param {number} distance
   */
  step([x, y], distance) {
    const margin = this.sheet.brush / 2;
    const within = (/** @type {number} */ value) => Math.min(SIDE - margin, Math.max(margin, value));
    /** @type {[x: number, y: number]} */
    const cursor = this.cursor ? [within(this.cursor[0] + x * distance), within(this.cursor[1] + y * distance)] : [SIDE / 2, SIDE / 4];
    this.cursor = cursor;
    if (this.dipped && this.sheet.extend([...cursor, performance.now()])) this.told.changed();
    else this.told.moved();
  }

  dip() {
    this.cursor ??= [SIDE / 2, SIDE / 4];
    this.dipped = !this.dipped;
    if (!this.dipped) return this.told.moved();
    this.told.begin();
    this.sheet.begin([...this.cursor, performance.now()]);
    this.told.changed();
  }
}
