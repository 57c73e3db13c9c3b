// What max pooling keeps of a window, and how much two maps differ.

/**
 * The values of a window, row by row, and the place of the largest among them, of equals the first.
 * @param {ArrayLike<number>} map size x size
 * @param {number} size
 * @param {number} kernel
 * @param {number} row of the window
 * @param {number} column
 */
export function windowAt(map, size, kernel, row, column) {
  const values = Array.from({ length: kernel * kernel }, (_, place) =>
    map[(kernel * row + Math.floor(place / kernel)) * size + kernel * column + (place % kernel)]);
  return { values, kept: values.indexOf(Math.max(...values)) };
}

/**
 * The picture moved; what comes in at the edges is black.
 * @param {Uint8Array} grey
 * @param {number} side
 * @param {number} down
 * @param {number} right
 */
export function shifted(grey, side, down, right) {
  return grey.map((_, place) => {
    const [row, column] = [Math.floor(place / side) - down, (place % side) - right];
    return row >= 0 && column >= 0 && row < side && column < side ? grey[row * side + column] : 0;
  });
}

/**
 * The sum of all changes against the sum of all values, each by its size, in percent.
 * @param {ArrayLike<number>} before
 * @param {ArrayLike<number>} after
 */
export function difference(before, after) {
  let [changes, all] = [0, 0];
  for (let at = 0; at < before.length; at += 1) {
    changes += Math.abs(after[at] - before[at]);
    all += Math.abs(before[at]);
  }
  return all ? (100 * changes) / all : 0;
}
