// Pictures by file, from the clipboard, or dropped on the pad. The browser opens them and sends no
// more than the server would keep.

const PICTURE_SIDE = 512;
const MAX_BYTES = 30e6;

async function pictureOf(file) {
  if (file.size > MAX_BYTES) {
    throw new Error(`This file has ${Math.round(file.size / 1e6)} MB; at most ${MAX_BYTES / 1e6} MB are read: make it smaller.`);
  }
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error("This is no picture that can be read here; save it anew, as PNG or JPEG.");
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
function inkOf({ width, height, pixels }) {
  const ink = document.createElement("canvas");
  ink.width = width;
  ink.height = height;
  const image = new ImageData(width, height);
  bytesOf(pixels).forEach((value, place) => image.data.set([value, value, value, 255], 4 * place));
  ink.getContext("2d").putImageData(image, 0, 0);
  return ink;
}

class Pictures {
  constructor(section, take, refuse) {
    this.take = async (file) => {
      try { take(await pictureOf(file)); } catch (error) { refuse(error.message); }
    };
    const input = section.querySelector(".file");
    input.onchange = () => {
      if (input.files[0]) this.take(input.files[0]);
      input.value = ""; // so that the same file can be chosen again
    };
    this.listenToDrops(section.querySelector(".board"), refuse);
    this.pasted = (event) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
      if (!file) return;
      event.preventDefault();
      this.take(file);
    };
    document.addEventListener("paste", this.pasted);
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
      else refuse("Drop a picture file here: PNG, JPEG, WebP, GIF or BMP.");
    };
  }

  destroy() {
    document.removeEventListener("paste", this.pasted);
  }
}
