// One PNG of many digits, of which each tile and each picture shows one.

import { make } from "../shared/element.js";
import { DIGIT_SIDE, penOf, pngOf } from "../shared/digits/pixels.js";

export class SpriteSheet {
  /**
   * @param {ImageBitmap} image
   * @param {string} address of the same PNG
   * @param {number} columns
   */
  constructor(image, address, columns) {
    this.image = image;
    this.address = address;
    this.columns = columns;
  }

  /**
   * @param {string} sprite a PNG, in base64
   * @param {number} columns
   */
  static async read(sprite, columns) {
    const png = pngOf(sprite);
    return new SpriteSheet(await createImageBitmap(png), URL.createObjectURL(png), columns);
  }

  /**
   * A window on the sheet: hundreds of canvases, each a layer of its own, scroll by in jerks.
   * @param {number} place
   */
  tile(place) {
    const tile = make("span", "tile");
    const rows = this.image.height / DIGIT_SIDE;
    /** @type {(at: number, num: number) => number} */
    const share = (at, num) => (num > 1 ? (100 * at) / (num - 1) : 0);
    tile.style.backgroundImage = `url(${this.address})`;
    tile.style.backgroundSize = `${100 * this.columns}% ${100 * rows}%`;
    tile.style.backgroundPosition = `${share(place % this.columns, this.columns)}% ${share(Math.floor(place / this.columns), rows)}%`;
    return tile;
  }

  /** @param {number} place */
  picture(place) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = DIGIT_SIDE;
    const left = (place % this.columns) * DIGIT_SIDE;
    const top = Math.floor(place / this.columns) * DIGIT_SIDE;
    penOf(canvas).drawImage(this.image, left, top, DIGIT_SIDE, DIGIT_SIDE, 0, 0, DIGIT_SIDE, DIGIT_SIDE);
    return canvas;
  }

  close() {
    this.image.close();
    URL.revokeObjectURL(this.address);
  }
}
