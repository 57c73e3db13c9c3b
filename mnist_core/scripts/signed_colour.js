// The colours of values with a sign: on black, like the digits, on light and dark pages alike.

const NEGATIVE = [86, 180, 233];
const POSITIVE = [240, 160, 40];

/**
 * 128 is nothing, 255 the most, 1 the least; all above 128 is drawn white, mixed signs in two colours.
 * @param {number} value
 * @param {boolean} hasNegative
 * @returns {number[]} red, green and blue, to 255
 */
export function signedColour(value, hasNegative) {
  const share = (value - 128) / 127;
  if (!hasNegative) return [255, 255, 255].map((part) => part * Math.max(0, share));
  return (share < 0 ? NEGATIVE : POSITIVE).map((part) => part * Math.abs(share));
}
