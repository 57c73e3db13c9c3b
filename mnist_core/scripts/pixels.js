// Pixels as files and routes hold them, in base64, and what they are drawn on.

/**
 * One byte a pixel.
 * @param {string} base64
 */
export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * What draws on a canvas.
 * @param {HTMLCanvasElement} canvas
 */
export function penOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/**
 * Pixels of grey, white at 255, on a canvas of just their size.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} grey
 * @param {number} width
 * @param {number} height
 */
export function paintGrey(canvas, grey, width, height) {
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  grey.forEach((value, place) => {
    image.data.fill(value, 4 * place, 4 * place + 3);
    image.data[4 * place + 3] = 255;
  });
  penOf(canvas).putImageData(image, 0, 0);
}
