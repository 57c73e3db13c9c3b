// Which values an axis names.

/**
 * The least step of 1, 2 or 5 times a power of ten that is no smaller.
 * @param {number} least
 */
export function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((times) => times * power >= least * (1 - 1e-9)) ?? 10);
}

/**
 * Round values between two ends: no smaller steps than `most` of them in a whole axis.
 * @param {number} low
 * @param {number} high
 * @param {number} most
 */
export function roundValues(low, high, most) {
  const step = roundStep((high - low) / most);
  const first = Math.ceil(low / step - 1e-9);
  const num = Math.floor(high / step + 1e-9) - first + 1;
  // a product, not a sum: 3 * 0.1 rounds once
  return Array.from({ length: num }, (_, place) => Number(((first + place) * step).toPrecision(12)));
}
