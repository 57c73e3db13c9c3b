// Figures as this page writes them.

/** @param {number} share of 1 */
export function percent(share) {
  return `${Math.round(100 * share)} %`;
}

/**
 * `1 map`, `1,024 maps`.
 * @param {number} num
 * @param {string} what
 */
export function countOf(num, what) {
  return `${num.toLocaleString("en-GB")} ${what}${num === 1 ? "" : "s"}`;
}
