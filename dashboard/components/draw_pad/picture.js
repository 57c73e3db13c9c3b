// Pictures by file, from the clipboard, or dropped on the pad. The browser opens them and sends no
// more than the server would keep; what it cannot open (HEIC, TIFF) the server makes small for it.

import { answerOf, sentenceOf } from "../shared/client/client.js";
import { partOf } from "../shared/element.js";
import { penOf, pngOf } from "../shared/digits/pixels.js";

/** @import { Picture } from "../../../mnist_core/scripts/sheet.js" */

/**
 * @typedef {object} Told
 * @property {() => void} begin once a file is given, then one of the others: of the last that was given
 * @property {(picture: Picture) => void} take
 * @property {(sentence: string) => void} refuse
 */

const PICTURE_SIDE = 1600;
const QUALITY = 0.92;
const MAX_BYTES = 30e6;
// a pasted or dropped file may come without its kind
const PICTURE_NAME = /\.(png|jpe?g|webp|hei[cf]|tiff?|bmp|gif)$/i;

/**
 * @param {File} file
 * @returns {Promise<Picture>}
 */
async function pictureOf(file) {
  if (file.size > MAX_BYTES) {
    throw new Error(`This file has ${Math.round(file.size / 1e6)} MB; at most ${MAX_BYTES / 1e6} MB are read: make it smaller, or save it as JPEG.`);
  }
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    const { image } = await answerOf("picture", { body: file });
    bitmap = await createImageBitmap(pngOf(image.split(",")[1]));
  }
  const zoom = Math.min(1, PICTURE_SIDE / Math.max(bitmap.width, bitmap.height));
  const photo = document.createElement("canvas");
  photo.width = Math.max(1, Math.round(bitmap.width * zoom));
  photo.height = Math.max(1, Math.round(bitmap.height * zoom));
  const context = penOf(photo);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, photo.width, photo.height);
  bitmap.close();
  // a photo is many times larger as PNG
  const kind = file.type === "image/jpeg" ? file.type : "image/png";
  return { image: photo.toDataURL(kind, QUALITY), photo, ink: null, width: photo.width, height: photo.height };
}

export class Pictures {
  /**
   * @param {HTMLElement} section
   * @param {Told} told
   */
  constructor(section, { begin, take, refuse }) {
    this.limits = partOf(section, ".limits");
    this.told = this.limits.textContent;
    this.turn = 0;
    this.take = async (/** @type {File} */ file) => {
      const turn = (this.turn += 1);
      const isLast = () => turn === this.turn;
      begin();
      this.limits.textContent = "Opening the picture …";
      try {
        const picture = await pictureOf(file);
        if (isLast()) take(picture);
      } catch (error) {
        if (isLast()) refuse(sentenceOf(error));
      } finally {
        if (isLast()) this.limits.textContent = this.told;
      }
    };
    const input = partOf(section, ".file", HTMLInputElement);
    input.onchange = () => {
      if (input.files?.[0]) this.take(input.files[0]);
      input.value = ""; // so that the same file can be chosen again
    };
    this.listenToDrops(partOf(section, ".board"), refuse);
    this.pasted = (/** @type {ClipboardEvent} */ event) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type, name }) => type.startsWith("image/") || PICTURE_NAME.test(name));
      if (!file) return;
      event.preventDefault();
      this.take(file);
    };
    document.addEventListener("paste", this.pasted);
  }

  // what was given before is not waited for any more
  forget() {
    this.turn += 1;
    this.limits.textContent = this.told;
  }

  /**
   * @param {HTMLElement} board
   * @param {(sentence: string) => void} refuse
   */
  listenToDrops(board, refuse) {
    /** @type {(is: boolean) => (event: DragEvent) => void} */
    const over = (is) => (event) => {
      event.preventDefault();
      board.classList.toggle("over", is);
    };
    board.ondragenter = board.ondragover = over(true);
    board.ondragleave = over(false);
    board.ondrop = (event) => {
      over(false)(event);
      const file = event.dataTransfer?.files[0];
      if (file) this.take(file);
      else refuse(`Drop a picture's file here. ${this.told}`);
    };
  }

  destroy() {
    this.forget();
    document.removeEventListener("paste", this.pasted);
  }
}
