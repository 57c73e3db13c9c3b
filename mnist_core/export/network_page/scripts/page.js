// The page, put together: what is drawn is read by the network in this file while the pen moves.

import { make, partOf } from "../../../scripts/dom.js";
import { Pen } from "../../../scripts/pen.js";
import { penOf } from "../../../scripts/pixels.js";
import { Sheet, SIDE } from "../../../scripts/sheet.js";
import { paintCursor, paintStroke } from "../../../scripts/stroke_painter.js";
import { digitOfStrokes } from "./ink.js";
import { networkOf } from "../../../scripts/network/network.js";
import { Answer } from "./page/answer.js";
import { Lesson } from "./page/lesson.js";
import { Maps } from "./page/maps.js";
import { Samples, samplesOf } from "./page/samples.js";
import { followTheme } from "./page/theme.js";

/** @import { SavedNetwork } from "../../../scripts/network/network.js" */
/** @import { Sample, SavedSample } from "./page/samples.js" */

/** @typedef {{ network: SavedNetwork, samples: SavedSample[] }} PageData */

const SLOW = 100; // milliseconds of a reading: from then on it waits until the pen rests
const REST = 200; // milliseconds

class Page {
  /** @param {PageData} data */
  constructor({ network, samples }) {
    this.trained = networkOf(network);
    this.network = this.trained; // as it was taught here
    this.sheet = new Sheet();
    this.canvas = partOf(document, ".ink", HTMLCanvasElement);
    this.hint = partOf(document, ".hint");
    this.frame = /** @type {number | undefined} */ (undefined);
    this.reads = 0; // milliseconds that the last reading took
    this.buttons = {
      undo: partOf(document, ".undo", HTMLButtonElement), redo: partOf(document, ".redo", HTMLButtonElement),
      clear: partOf(document, ".clear", HTMLButtonElement),
    };
    const change = (/** @type {"undo" | "redo" | "clear"} */ name) => () => {
      this.pen.lift();
      this.sheet[name]();
      this.changed();
    };
    this.pen = new Pen(this.canvas, this.sheet, {
      begin: () => {}, changed: () => this.changed(), moved: () => this.paint(),
      undo: change("undo"), redo: change("redo"), clear: change("clear"),
    });
    for (const name of /** @type {const} */ (["undo", "redo", "clear"])) this.buttons[name].onclick = change(name);
    this.answer = new Answer();
    this.maps = new Maps(this.trained.layers);
    const given = samplesOf(samples);
    this.samples = new Samples(given, (sample, canvas) => this.take(sample, canvas));
    this.lesson = new Lesson(this.trained, given, (taught) => {
      this.network = taught;
      this.read();
    });
    this.changed();
  }

  /**
   * @param {Sample} sample
   * @param {HTMLCanvasElement} canvas
   */
  take({ pixels }, canvas) {
    this.pen.lift();
    const ink = make("canvas");
    [ink.width, ink.height] = [canvas.width, canvas.height];
    penOf(ink).drawImage(canvas, 0, 0);
    this.sheet.put({ picture: { image: "", ink, width: canvas.width, height: canvas.height, digit: pixels } });
    this.changed();
  }

  changed() {
    this.paint();
    clearTimeout(this.waiting);
    if (this.reads < SLOW) this.frame ??= requestAnimationFrame(() => this.read());
    else this.waiting = setTimeout(() => this.read(), REST);
  }

  /** As the network sees it; null where nothing is drawn. */
  digit() {
    return this.sheet.picture?.digit ?? digitOfStrokes(this.sheet.strokes, this.sheet.brush);
  }

  read() {
    this.frame = undefined;
    const began = performance.now();
    const pixels = this.digit();
    const reading = pixels && this.network.read(pixels);
    if (reading && pixels) this.answer.show(reading, pixels, this.network !== this.trained);
    else this.answer.blank();
    this.reads = performance.now() - began;
    this.answer.tell(this.reads);
    this.lesson.look(pixels);
    this.samples.mark(pixels);
    this.maps.show(reading);
  }

  paint() {
    const context = penOf(this.canvas);
    const { sheet, pen } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(this.canvas.width / SIDE, 0, 0, this.canvas.height / SIDE, 0, 0);
    context.imageSmoothingEnabled = false;
    if (sheet.picture?.ink) context.drawImage(sheet.picture.ink, 0, 0, SIDE, SIDE);
    for (const stroke of sheet.strokes) paintStroke(context, stroke, sheet.brush);
    paintCursor(context, pen, sheet.brush);
    this.hint.hidden = !sheet.isBlank || Boolean(pen.cursor);
    this.buttons.undo.disabled = !sheet.past.length;
    this.buttons.redo.disabled = !sheet.future.length;
    this.buttons.clear.disabled = sheet.isBlank;
  }
}

followTheme();
new Page(JSON.parse(partOf(document, "#data").textContent ?? ""));
