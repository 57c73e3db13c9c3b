// The drawing area as a person sees it: white ink on black, and a box around each digit found.

import { SIDE } from "../../../mnist_core/scripts/sheet.js";
import { paintCursor, paintStroke } from "../../../mnist_core/scripts/stroke_painter.js";
import { make, partOf } from "../shared/element.js";
import { penOf } from "../shared/digits/pixels.js";
import { savedWord } from "./reading.js";

/** @import { Pen } from "../../../mnist_core/scripts/pen.js" */
/** @import { Picture, Sheet, Stroke } from "../../../mnist_core/scripts/sheet.js" */
/** @import { Digit } from "./reading.js" */

const LABEL = 18; // pixels of the drawing that an answer above its box takes

export class Board {
  /**
   * @param {HTMLElement} section
   * @param {(place: number) => void} picked a person clicked the box of a picture's digit
   */
  constructor(section, picked) {
    this.canvas = partOf(section, ".ink", HTMLCanvasElement);
    this.boxes = partOf(section, ".boxes");
    this.hint = partOf(section, ".hint");
    this.isPage = false; // of several digits: then a photo is shown as it is
    this.picked = picked;
  }

  /**
   * @param {Sheet} sheet
   * @param {Stroke[]} strokes
   * @param {Pen | undefined} pen
   */
  paint(sheet, strokes, pen) {
    const context = penOf(this.canvas);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(this.canvas.width / SIDE, 0, 0, this.canvas.height / SIDE, 0, 0);
    if (sheet.picture) this.picture(context, sheet.picture);
    else for (const stroke of strokes) paintStroke(context, stroke, sheet.brush);
    if (pen) paintCursor(context, pen, sheet.brush);
    const hidden = !sheet.isBlank || Boolean(pen?.cursor);
    this.hint.style.display = hidden ? "none" : "";
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Picture} picture
   */
  picture(context, picture) {
    const [left, top, width, height] = placeOf(picture);
    context.imageSmoothingEnabled = width < 4 * picture.width;
    const drawn = this.isPage ? picture.photo ?? picture.ink : picture.ink ?? picture.photo;
    if (drawn) context.drawImage(drawn, left, top, width, height);
  }

  /**
   * Boxes are shares of the sides of what was read: of the canvas, or of the picture on it.
   * @param {Digit[]} digits
   * @param {(number | null)[]} truths what each was saved as
   * @param {number} chosen
   * @param {Picture | null} picture
   */
  mark(digits, truths, chosen, picture) {
    this.boxes.replaceChildren();
    if (digits.length < 2) return;
    digits.forEach(({ box, readings }, place) => {
      const mark = make("span", place === chosen ? "box chosen" : "box");
      const { hasRoomAbove, ...style } = placeOfBox(box, picture);
      for (const [name, value] of Object.entries(style)) mark.style.setProperty(name, `${(100 * value) / SIDE}%`);
      const [{ digit }] = readings;
      if (digit !== undefined) mark.append(make("b", hasRoomAbove ? "" : "inside", `${digit}${savedWord(digit, truths[place])}`));
      // a pen draws across the boxes of a drawing
      if (picture) {
        mark.classList.add("clickable");
        mark.onclick = () => this.picked(place);
      }
      this.boxes.append(mark);
    });
  }
}

/**
 * Where a box lies in the drawing area, in its pixels; with room above it the answer hides no ink.
 * @param {number[]} box left, top, right and bottom, as shares of the picture
 * @param {Pick<Picture, "width" | "height"> | null} picture null where the area itself is drawn on
 */
export function placeOfBox(box, picture) {
  const [left, top, width, height] = picture ? placeOf(picture) : [0, 0, SIDE, SIDE];
  const above = top + box[1] * height;
  return { left: left + box[0] * width, top: above, width: (box[2] - box[0]) * width, height: (box[3] - box[1]) * height, hasRoomAbove: above >= LABEL };
}

/** @param {Pick<Picture, "width" | "height">} picture */
function placeOf({ width, height }) {
  const zoom = Math.min(SIDE / width, SIDE / height);
  return [(SIDE - width * zoom) / 2, (SIDE - height * zoom) / 2, width * zoom, height * zoom];
}
