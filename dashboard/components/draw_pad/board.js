// The drawing area as a person sees it: white ink on black, and a box around each digit found.

import { make } from "../shared/element.js";
import { SIDE } from "./sheet.js";

export class Board {
  constructor(section) {
    this.canvas = section.querySelector(".ink");
    this.boxes = section.querySelector(".boxes");
    this.hint = section.querySelector(".hint");
  }

  paint(sheet, strokes, pen) {
    const context = this.canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(this.canvas.width / SIDE, 0, 0, this.canvas.height / SIDE, 0, 0);
    if (sheet.picture) this.picture(context, sheet.picture);
    else for (const stroke of strokes) this.line(context, stroke, sheet.brush);
    if (pen?.cursor) this.cursor(context, pen, sheet.brush);
    const hidden = !sheet.isBlank || Boolean(pen?.cursor);
    this.hint.style.display = hidden ? "none" : "";
  }

  line(context, stroke, brush) {
    context.beginPath();
    context.moveTo(stroke[0][0], stroke[0][1]);
    for (const [x, y] of stroke) context.lineTo(x, y);
    context.lineWidth = brush;
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = "#fff";
    context.stroke();
  }

  cursor(context, pen, brush) {
    context.beginPath();
    context.arc(...pen.cursor, brush / 2 + 2, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = pen.dipped ? "#F0B43C" : "#56B4E9";
    context.stroke();
  }

  picture(context, picture) {
    const [left, top, width, height] = placeOf(picture);
    context.imageSmoothingEnabled = width < 4 * picture.width;
    context.drawImage(picture.ink ?? picture.photo, left, top, width, height);
  }

  // boxes are shares of the sides of what was read: of the canvas, or of the picture on it
  mark(digits, chosen, picture) {
    this.boxes.replaceChildren();
    if (digits.length < 2) return;
    const [left, top, width, height] = picture ? placeOf(picture) : [0, 0, SIDE, SIDE];
    digits.forEach(({ box }, place) => {
      const mark = make("span", place === chosen ? "box chosen" : "box");
      const style = { left: left + box[0] * width, top: top + box[1] * height, width: (box[2] - box[0]) * width, height: (box[3] - box[1]) * height };
      for (const [name, value] of Object.entries(style)) mark.style[name] = `${(100 * value) / SIDE}%`;
      this.boxes.append(mark);
    });
  }
}

function placeOf({ width, height }) {
  const zoom = Math.min(SIDE / width, SIDE / height);
  return [(SIDE - width * zoom) / 2, (SIDE - height * zoom) / 2, width * zoom, height * zoom];
}
