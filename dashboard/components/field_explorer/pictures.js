// The pictures of a receptive field; a pixel of the digit is ten pixels of the canvas.

import { bytesOf } from "../shared/element.js";
import { css, heatColour, signedColour } from "../shared/pixel_colours.js";

export const SIDE = 28;
const ZOOM = 10;
const DIM = 0.4;

class Picture {
  // first and last: the pixels that must be in sight, negative ones lie in the border
  constructor(canvas, { first, last }) {
    this.first = first - 1;
    this.size = last - first + 3;
    canvas.width = canvas.height = this.size * ZOOM;
    this.pen = canvas.getContext("2d");
  }

  at(pixel) {
    return (pixel - this.first) * ZOOM;
  }

  pixels(colourAt) {
    for (let row = 0; row < SIDE; row += 1) {
      for (let column = 0; column < SIDE; column += 1) {
        this.pen.fillStyle = css(colourAt(row, column));
        this.pen.fillRect(this.at(column), this.at(row), ZOOM, ZOOM);
      }
    }
  }

  // what of the square lies outside the digit
  border({ left, top, size }, ink) {
    const { pen } = this;
    pen.save();
    pen.beginPath();
    pen.rect(this.at(left), this.at(top), size * ZOOM, size * ZOOM);
    pen.rect(this.at(0), this.at(0), SIDE * ZOOM, SIDE * ZOOM);
    pen.clip("evenodd");
    pen.beginPath();
    pen.rect(this.at(left), this.at(top), size * ZOOM, size * ZOOM);
    pen.clip();
    pen.strokeStyle = ink;
    pen.lineWidth = 2;
    const end = this.size * ZOOM;
    for (let from = -end; from < end; from += 12) {
      pen.beginPath();
      pen.moveTo(from, 0);
      pen.lineTo(from + end, end);
      pen.stroke();
    }
    pen.restore();
  }

  frame({ left, top, size }, colour, width) {
    this.pen.strokeStyle = colour;
    this.pen.lineWidth = width;
    this.pen.strokeRect(this.at(left), this.at(top), size * ZOOM, size * ZOOM);
  }
}

function covers({ left, top, size }, row, column) {
  return row >= top && row < top + size && column >= left && column < left + size;
}

export function drawTheory(canvas, digit, answer, colours) {
  const picture = new Picture(canvas, answer);
  picture.pixels((row, column) => {
    const ink = digit[row * SIDE + column] * (covers(answer.square, row, column) ? 1 : DIM);
    return [ink, ink, ink];
  });
  picture.border(answer.square, colours.muted);
  picture.frame({ left: 0, top: 0, size: SIDE }, colours.muted, 1);
  picture.frame(answer.square, colours.square, 4);
}

export function drawEffect(canvas, digit, field, answer, colours) {
  const effect = bytesOf(field.pixels);
  const picture = new Picture(canvas, answer);
  picture.pixels((row, column) => {
    const place = row * SIDE + column;
    const share = effect.length ? effect[place] / 255 : 0;
    // the digit stays visible where nothing acts
    const ink = 0.3 * digit[place] * (1 - share);
    return heatColour(share).map((part) => Math.min(255, part + ink));
  });
  picture.border(answer.square, colours.muted);
  picture.frame({ left: 0, top: 0, size: SIDE }, colours.muted, 1);
  picture.frame(answer.square, colours.square, 2);
}

export function drawMap(canvas, { size, pixels, low }, [row, column], colours) {
  const zoom = Math.max(1, Math.floor(280 / size));
  const values = bytesOf(pixels);
  canvas.width = canvas.height = size * zoom;
  const pen = canvas.getContext("2d");
  values.forEach((value, place) => {
    pen.fillStyle = css(signedColour(value, low < 0));
    pen.fillRect((place % size) * zoom, Math.floor(place / size) * zoom, zoom, zoom);
  });
  pen.strokeStyle = "#000";
  pen.lineWidth = 5;
  pen.strokeRect((column - 1) * zoom, (row - 1) * zoom, zoom, zoom);
  pen.strokeStyle = colours.square;
  pen.lineWidth = 3;
  pen.strokeRect((column - 1) * zoom, (row - 1) * zoom, zoom, zoom);
}
