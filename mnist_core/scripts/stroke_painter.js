// Strokes on the drawing area as a person sees them: white on black, with the keyboard's pen.

/** @import { Pen } from "./pen.js" */
/** @import { Stroke } from "./sheet.js" */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke} stroke
 * @param {number} brush its width
 */
export function paintStroke(context, stroke, brush) {
  context.beginPath();
  context.moveTo(stroke[0][0], stroke[0][1]);
  for (const [x, y] of stroke) context.lineTo(x, y);
  context.lineWidth = brush;
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = "#fff";
  context.stroke();
}

/**
 * A ring where the keyboard's pen is, if there is one; orange while it is down.
 * @param {CanvasRenderingContext2D} context
 * @param {Pen} pen
 * @param {number} brush
 */
export function paintCursor(context, pen, brush) {
  if (!pen.cursor) return;
  context.beginPath();
  context.arc(...pen.cursor, brush / 2 + 2, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = pen.dipped ? "#F0B43C" : "#56B4E9";
  context.stroke();
}
