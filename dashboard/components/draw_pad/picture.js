// Pictures by file, from the clipboard, or dropped on the pad. The browser opens them and sends no
// more than the server would keep; what it cannot open (HEIC, TIFF) the server makes small for it.

import { answerOf } from "../shared/client.js";
import { bytesOf } from "../shared/element.js";

const PICTURE_SIDE = 512;
const MAX_BYTES = 30e6;
// a pasted or dropped file may come without its kind
const PICTURE_NAME = /\.(png|jpe?g|webp|hei[cf]|tiff?|bmp|gif)$/i;

async function pictureOf(file) {
  if (file.size > MAX_BYTES) {
    throw new Error(`This file has ${Math.round(file.size / 1e6)} MB; at most ${MAX_BYTES / 1e6} MB are read: make it smaller, or save it as JPEG.`);
  }
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    const { image } = await answerOf("picture", { body: file });
    bitmap = await createImageBitmap(new Blob([bytesOf(image.split(",")[1])], { type: "image/png" }));
  }
  const zoom = Math.min(1, PICTURE_SIDE / Math.max(bitmap.width, bitmap.height));
  const photo = document.createElement("canvas");
  photo.width = Math.max(1, Math.round(bitmap.width * zoom));
  photo.height = Math.max(1, Math.round(bitmap.height * zoom));
  const context = photo.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, photo.width, photo.height);
  bitmap.close();
  return { image: photo.toDataURL("image/png"), photo, ink: null, width: photo.width, height: photo.height };
}

// white ink on black, one byte a pixel, as something that can be drawn
export function inkOf({ width, height, pixels }) {
  const ink = document.createElement("canvas");
  ink.width = width;
  ink.height = height;
  const image = new ImageData(width, height);
  bytesOf(pixels).forEach((value, place) => image.data.set([value, value, value, 255], 4 * place));
  ink.getContext("2d").putImageData(image, 0, 0);
  return ink;
}

export class Pictures {
  // begin() once a file is given, then take(picture) or refuse(sentence): of the last one that was given
  constructor(section, { begin, take, refuse }) {
    this.limits = section.querySelector(".limits");
    this.told = this.limits.textContent;
    this.turn = 0;
    this.take = async (file) => {
      const turn = (this.turn += 1);
      const isLast = () => turn === this.turn;
      begin();
      this.limits.textContent = "Opening the picture …";
      try {
        const picture = await pictureOf(file);
        if (isLast()) take(picture);
      } catch (error) {
        if (isLast()) refuse(error.message);
      } finally {
        if (isLast()) this.limits.textContent = this.told;
      }
    };
    const input = section.querySelector(".file");
    input.onchange = () => {
      if (input.files[0]) this.take(input.files[0]);
      input.value = ""; // so that the same file can be chosen again
    };
    this.listenToDrops(section.querySelector(".board"), refuse);
    this.pasted = (event) => {
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

  listenToDrops(board, refuse) {
    const over = (is) => (event) => {
      event.preventDefault();
      board.classList.toggle("over", is);
    };
    board.ondragenter = board.ondragover = over(true);
    board.ondragleave = over(false);
    board.ondrop = (event) => {
      over(false)(event);
      const [file] = event.dataTransfer.files;
      if (file) this.take(file);
      else refuse(`Drop a picture's file here. ${this.told}`);
    };
  }

  destroy() {
    this.forget();
    document.removeEventListener("paste", this.pasted);
  }
}
