// Pixels as the routes send them, in base64, and what they are drawn on.

/**
 * One byte a pixel.
 * @param {string} base64
 */
export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** @param {string} base64 of a file */
export function pngOf(base64) {
  return new Blob([bytesOf(base64)], { type: "image/png" });
}

/**
 * What draws on a canvas.
 * @param {HTMLCanvasElement} canvas
 */
export function penOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/**
 * Pixels of grey, white at 255, as something that can be drawn.
 * @param {string} base64
 * @param {number} width
 * @param {number} height
 */
export function greyCanvas(base64, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  bytesOf(base64).forEach((value, place) => image.data.set([value, value, value, 255], 4 * place));
  penOf(canvas).putImageData(image, 0, 0);
  return canvas;
}
