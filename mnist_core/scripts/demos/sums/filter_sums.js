// A filter at one place: what it multiplies, and what comes of it.

/**
 * The nine pixels under a 3 x 3 filter, each times its weight; zeros outside of the picture.
 * @param {ArrayLike<number>} input size x size
 * @param {number} size
 * @param {ArrayLike<number>} weights nine
 * @param {number} top of the filter; negative in the border
 * @param {number} left
 */
export function productsAt(input, size, weights, top, left) {
  const pixels = Array.from({ length: 9 }, (_, place) => {
    const [row, column] = [top + Math.floor(place / 3), left + (place % 3)];
    const isInside = row >= 0 && column >= 0 && row < size && column < size;
    return isInside ? input[row * size + column] : 0;
  });
  const products = pixels.map((pixel, place) => pixel * weights[place]);
  return { pixels, products, sum: products.reduce((total, product) => total + product, 0) };
}
