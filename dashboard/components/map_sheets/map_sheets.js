// Each sheet is one canvas of equal tiles; whoever points at a pixel, or walks to it with the arrow
// keys, reads its value above.

import { heldBy, partOf } from "../shared/element.js";
import { colourBar, figureOf, signedColour, signedScale } from "../shared/digits/pixel_colours.js";
import { bytesOf, penOf } from "../shared/digits/pixels.js";

/** @import { Call } from "../shared/element.js" */

/**
 * Maps or weights of a layer, as tiles.
 * @typedef {object} SheetData
 * @property {string} title
 * @property {string} about
 * @property {string} what a tile is, in a word
 * @property {number} tiles
 * @property {number} side of a tile, in pixels
 * @property {number} zoom
 * @property {string[]} labels one a tile, or none
 * @property {number | null} matrix how many columns the tiles have, where they are a matrix
 * @property {string} pixels of all tiles; 128 is nothing
 * @property {number} low
 * @property {number} high
 */

/** @typedef {{ sheets: SheetData[], layout: string, text: string }} SheetsData text: a colour */

const GAP = 3;
const LABEL = 13;
const COLUMN = 330;

class Sheet {
  /**
   * @param {SheetData} sheet
   * @param {number} room in pixels
   * @param {string} text its colour
   */
  constructor(sheet, room, text) {
    const { title, about, what, tiles, side, zoom, labels, matrix, low, high } = sheet;
    this.title = title;
    this.about = about;
    this.what = what;
    this.tiles = tiles;
    this.side = side;
    this.zoom = zoom;
    this.labels = labels;
    this.matrix = matrix;
    this.low = low;
    this.high = high;
    this.text = text;
    this.bytes = bytesOf(sheet.pixels);
    this.place = [0, 0];
    this.scale = signedScale(sheet.low, sheet.high);
    // a matrix has its own columns; other tiles flow with the page
    this.columns = this.matrix || Math.max(1, Math.min(this.tiles, Math.floor((room + GAP) / this.pitch)));
    this.readout = document.createElement("output");
    this.figure = document.createElement("figure");
    this.figure.append(this.caption(), this.frame());
  }

  get rows() {
    return Math.ceil(this.tiles / this.columns);
  }

  get size() {
    return this.side * this.zoom;
  }

  // a tile and the gap beside it; below it, its label as well
  get pitch() {
    return this.size + GAP;
  }

  get pitchDown() {
    return this.pitch + (this.labels.length ? LABEL : 0);
  }

  caption() {
    const caption = document.createElement("figcaption");
    const name = document.createElement("b");
    name.textContent = this.title;
    const about = document.createElement("span");
    about.textContent = this.about;
    const bar = document.createElement("span");
    bar.className = "bar";
    for (const part of ["bottom", "ramp", "top"]) {
      const element = document.createElement("span");
      element.className = part;
      bar.append(element);
    }
    colourBar(bar, this.scale);
    caption.append(name, about, bar, this.readout);
    return caption;
  }

  frame() {
    const frame = document.createElement("div");
    frame.className = this.matrix ? "frame matrix" : "frame";
    const canvas = document.createElement("canvas");
    const [width, height] = [this.columns * this.pitch - GAP, this.rows * this.pitchDown - GAP];
    const fine = Math.max(1, Math.ceil(devicePixelRatio));
    Object.assign(canvas, { width: width * fine, height: height * fine, tabIndex: 0 });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", `${this.title}, ${this.about}, from ${figureOf(this.low)} to ${figureOf(this.high)}; arrow keys read values`);
    const pen = penOf(canvas);
    pen.scale(fine, fine);
    this.draw(pen);
    const forget = () => { this.readout.textContent = ""; };
    canvas.onpointermove = (event) => this.tell(this.across(event.offsetX, this.pitch), this.across(event.offsetY, this.pitchDown));
    canvas.onpointerleave = canvas.onblur = forget;
    canvas.onfocus = () => this.tell(this.place[0], this.place[1]);
    canvas.onkeydown = (event) => this.walk(event);
    frame.append(canvas);
    return frame;
  }

  /** @param {CanvasRenderingContext2D} pen */
  draw(pen) {
    pen.imageSmoothingEnabled = false;
    pen.fillStyle = this.text;
    pen.font = "10.5px sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "top";
    for (let tile = 0; tile < this.tiles; tile += 1) {
      const [left, top] = [(tile % this.columns) * this.pitch, Math.floor(tile / this.columns) * this.pitchDown];
      pen.drawImage(this.picture(tile), left, top, this.size, this.size);
      if (this.labels.length) pen.fillText(this.labels[tile], left + this.size / 2, top + this.size + 2);
    }
  }

  /** @param {number} tile */
  picture(tile) {
    const image = new ImageData(this.side, this.side);
    for (let pixel = 0; pixel < this.side ** 2; pixel += 1) {
      image.data.set([...signedColour(this.bytes[tile * this.side ** 2 + pixel], this.low < 0), 255], 4 * pixel);
    }
    const picture = new OffscreenCanvas(this.side, this.side);
    picture.getContext("2d")?.putImageData(image, 0, 0);
    return picture;
  }

  /**
   * The pixel under a point, counted through all tiles, gaps left out.
   * @param {number} offset
   * @param {number} pitch
   */
  across(offset, pitch) {
    const tile = Math.floor(offset / pitch);
    return tile * this.side + Math.min(this.side - 1, Math.floor((offset - tile * pitch) / this.zoom));
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  tell(x, y) {
    const { side, columns, rows } = this;
    const [atX, atY] = [Math.max(0, Math.min(x, columns * side - 1)), Math.max(0, Math.min(y, rows * side - 1))];
    const tile = Math.floor(atY / side) * columns + Math.floor(atX / side);
    if (tile >= this.tiles) return;
    this.place = [atX, atY];
    const value = ((this.bytes[tile * side ** 2 + (atY % side) * side + (atX % side)] - 128) / 127) * this.scale.top;
    const where = [];
    if (this.matrix) where.push(`output ${Math.floor(tile / columns) + 1}, input ${(tile % columns) + 1}`);
    else if (this.labels.length) where.push(`${this.what} ${this.labels[tile]}`);
    if (side > 1) where.push(`row ${(atY % side) + 1}, column ${(atX % side) + 1}`);
    this.readout.textContent = `${where.join(", ")}: ${figureOf(value)}`;
  }

  /** @param {KeyboardEvent} event */
  walk(event) {
    /** @type {Record<string, number[]>} */
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.tell(this.place[0] + steps[event.key][0], this.place[1] + steps[event.key][1]);
  }
}

class Sheets {
  /**
   * @param {HTMLElement} root
   * @param {SheetsData} data
   */
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.told = "";
    this.room = 0; // in pixels, once it is known
    this.watcher = new ResizeObserver(() => {
      if (root.clientWidth !== this.room) this.draw();
    });
  }

  /** @param {SheetsData} data */
  show(data) {
    const told = JSON.stringify(data);
    if (told === this.told) return;
    this.told = told;
    this.data = data;
    // the watcher draws once it has seen how much room there is
    if (this.room) this.draw();
    else this.watcher.observe(this.root);
  }

  draw() {
    const { data, root } = this;
    const room = (this.room = root.clientWidth);
    root.className = `sheets ${data.layout}`;
    // in a grid a sheet has a column, not the page, to flow in
    const width = data.layout === "grid" ? Math.min(room, COLUMN) : room;
    root.replaceChildren(...data.sheets.map((sheet) => new Sheet(sheet, width, data.text).figure));
  }

  destroy() {
    this.watcher.disconnect();
  }
}

/** @param {Call<SheetsData>} call */
export default function ({ parentElement, data }) {
  const { kept: sheets, end } = heldBy(partOf(parentElement, ".sheets"), Sheets, data);
  sheets.show(data);
  return end;
}
