// Counts in words.

/**
 * `1 run`, `1,250 runs`, `2 batches`, `2 epochs`; as count_of in mnist_core/base/format.py.
 * @param {number} num
 * @param {string} noun
 */
export function countOf(num, noun) {
  const ending = num === 1 ? "" : noun.endsWith("tch") ? "es" : "s";
  return `${num.toLocaleString("en")} ${noun}${ending}`;
}
