// What each layer makes of the drawing: its maps side by side, as many as fit, and enlarged in a sheet.

import { make, partOf } from "../../../../scripts/dom.js";
import { penOf } from "../../../../scripts/pixels.js";
import { signedColour } from "../../../../scripts/signed_colour.js";
import { countOf } from "./words.js";

/** @import { Layer, Values } from "../../../../scripts/network/layers/layer.js" */
/** @import { Reading } from "../../../../scripts/network/network.js" */

const TILE = 40; // screen pixels of a map in a row
const GAP = 4;
const LARGE_TILE = 116; // of an enlarged map, at least; on a phone less
const PHONE_TILE = 72;
const PHONE = 640;
const MAX_MAPS = 64; // enlarged
// these change nothing that could be seen, so their maps are those of the layer before
const UNSEEN = ["drop", "flatten"];

/** @typedef {{ layer: Layer, place: number, title: string, about: string, strip: HTMLElement, canvas: HTMLCanvasElement }} Row */

export class Maps {
  /** @param {Layer[]} layers */
  constructor(layers) {
    this.reading = /** @type {Reading | null} */ (null);
    this.visible = /** @type {Set<Element>} */ (new Set());
    const shown = layers.map((layer, place) => ({ layer, place })).filter(({ layer }) => !UNSEEN.includes(layer.kind));
    this.rows = shown.map(({ layer, place }) => this.row(layer, place));
    this.sheet = new Sheet(this.rows, () => this.reading);
    // most rows are below the edge of the screen while somebody draws
    const watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.visible.add(target);
        else this.visible.delete(target);
      }
      this.paint();
    }, { rootMargin: "200px" });
    for (const { canvas } of this.rows) watcher.observe(canvas);
    window.addEventListener("resize", () => this.paint());
  }

  /**
   * @param {Layer} layer
   * @param {number} place
   * @returns {Row}
   */
  row(layer, place) {
    const button = make("button", "layer");
    button.type = "button";
    const canvas = make("canvas");
    canvas.height = TILE;
    const title = `${place + 1} · ${layer.token}`;
    const { outChannels, sizeOut } = layer;
    const about = sizeOut > 1 ? `${countOf(outChannels, "map")} of ${sizeOut} × ${sizeOut}` : countOf(outChannels, "value");
    const strip = make("span", "strip");
    strip.append(canvas);
    button.append(make("span", "name", title), make("span", "about", about), strip);
    const row = { layer, place, title, about, strip, canvas };
    button.onclick = () => this.sheet.open(this.rows.indexOf(row));
    const item = make("li");
    item.append(button);
    partOf(document, ".layers").append(item);
    return row;
  }

  /** @param {Reading | null} reading */
  show(reading) {
    this.reading = reading;
    this.paint();
  }

  paint() {
    for (const row of this.rows) {
      if (!this.visible.has(row.canvas)) continue;
      const num = Math.max(1, Math.min(row.layer.outChannels, Math.floor((row.strip.clientWidth + GAP) / (TILE + GAP))));
      paintTiles(row.canvas, row.layer, this.reading?.outputs[row.place] ?? null, num, num, TILE);
    }
    this.sheet.paint();
  }
}

class Sheet {
  /**
   * @param {Row[]} rows
   * @param {() => Reading | null} reading
   */
  constructor(rows, reading) {
    this.rows = rows;
    this.reading = reading;
    this.place = 0;
    this.dialog = partOf(document, "dialog", HTMLDialogElement);
    this.frame = partOf(this.dialog, ".sheet");
    this.canvas = partOf(this.dialog, "canvas", HTMLCanvasElement);
    const button = (/** @type {string} */ name) => partOf(this.dialog, `.${name}`, HTMLButtonElement);
    this.previous = button("previous");
    this.next = button("next");
    this.previous.onclick = () => this.go(-1);
    this.next.onclick = () => this.go(1);
    button("close").onclick = () => this.dialog.close();
    this.dialog.onclick = (event) => {
      if (event.target === this.dialog) this.dialog.close(); // beside the sheet
    };
    this.dialog.onkeydown = (event) => {
      if (event.key === "ArrowLeft") this.go(-1);
      if (event.key === "ArrowRight") this.go(1);
    };
  }

  /** @param {number} place */
  open(place) {
    this.place = place;
    this.dialog.showModal();
    this.frame.focus();
    this.say();
    this.paint();
  }

  /** @param {number} steps */
  go(steps) {
    this.place = Math.max(0, Math.min(this.rows.length - 1, this.place + steps));
    this.say();
    this.paint();
  }

  say() {
    const { layer, title, about } = this.rows[this.place];
    partOf(this.dialog, "h2").textContent = title;
    const shown = layer.outChannels > MAX_MAPS ? `The first ${MAX_MAPS} of ${about}` : about;
    partOf(this.dialog, ".how").textContent = this.reading() ? `${shown}.` : `${shown}. Nothing is drawn yet, so they are black.`;
    this.canvas.setAttribute("aria-label", `${title}: ${shown}`);
    const focused = document.activeElement;
    this.previous.disabled = this.place === 0;
    this.next.disabled = this.place === this.rows.length - 1;
    // a button that is switched off would lose the keyboard
    if (focused === this.previous && this.previous.disabled || focused === this.next && this.next.disabled) this.frame.focus();
  }

  paint() {
    if (!this.dialog.open) return;
    const { layer, place } = this.rows[this.place];
    const num = Math.min(layer.outChannels, MAX_MAPS);
    const room = this.frame.clientWidth;
    const most = Math.max(1, Math.floor((room + GAP) / ((room < PHONE ? PHONE_TILE : LARGE_TILE) + GAP)));
    // as many rows as it takes, none of them nearly empty
    const columns = Math.ceil(num / Math.ceil(num / most));
    const size = Math.min(2 * LARGE_TILE, Math.floor((room + GAP) / columns) - GAP);
    paintTiles(this.canvas, layer, this.reading()?.outputs[place] ?? null, num, columns, size);
  }
}

const SHADES = [true, false].map((hasNegative) => Array.from({ length: 256 }, (_, value) => signedColour(Math.max(1, value), hasNegative)));

/**
 * The first maps of a layer as tiles, all on one scale.
 * @param {HTMLCanvasElement} canvas
 * @param {Layer} layer
 * @param {Values | null} values
 * @param {number} num
 * @param {number} columns
 * @param {number} tile in screen pixels
 */
function paintTiles(canvas, { sizeOut }, values, num, columns, tile) {
  const fine = Math.max(1, Math.ceil(devicePixelRatio));
  const [width, height] = [columns * (tile + GAP) - GAP, Math.ceil(num / columns) * (tile + GAP) - GAP];
  canvas.width = width * fine;
  canvas.height = height * fine;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = penOf(canvas);
  context.scale(fine, fine);
  context.imageSmoothingEnabled = false;
  const area = sizeOut * sizeOut;
  const shown = values?.subarray(0, num * area);
  const reach = shown?.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const shades = SHADES[shown?.some((value) => value < 0) ? 0 : 1];
  const picture = make("canvas");
  picture.width = picture.height = sizeOut;
  const image = new ImageData(sizeOut, sizeOut);
  for (let place = 0; place < num; place += 1) {
    for (let pixel = 0; pixel < area; pixel += 1) {
      const [red, green, blue] = shades[128 + Math.round((127 * (shown?.[place * area + pixel] ?? 0)) / reach)];
      image.data[4 * pixel] = red;
      image.data[4 * pixel + 1] = green;
      image.data[4 * pixel + 2] = blue;
      image.data[4 * pixel + 3] = 255;
    }
    penOf(picture).putImageData(image, 0, 0);
    context.drawImage(picture, (place % columns) * (tile + GAP), Math.floor(place / columns) * (tile + GAP), tile, tile);
  }
}
