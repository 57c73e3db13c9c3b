// A 1x1 convolution at all places: maps times their weights, added.

/**
 * @template {ArrayLike<number>} Maps
 * @param {Maps} maps one after the other
 * @param {number} area of one
 * @param {ArrayLike<number>} weights one a map
 * @param {number} [bias]
 */
export function mixed(maps, area, weights, bias = 0) {
  const mix = new Float32Array(area).fill(bias);
  for (let map = 0; map < weights.length; map += 1) {
    for (let at = 0; at < area; at += 1) mix[at] += weights[map] * maps[map * area + at];
  }
  return mix;
}
