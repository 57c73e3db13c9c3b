// Gradient descent on a slice of the loss: where steps lead, and what became of them.

/**
 * Losses along one line of weights, as they were measured.
 * @typedef {object} Slice
 * @property {number[]} at learning rates, ascending; 0 is the start
 * @property {number[]} loss
 * @property {number[]} slope in shares of the start's, where it is -1
 * @property {number} steepness of the start: nats a unit of the rate
 */

/** @typedef {{ at: number, loss: number }} Place loss: NaN outside of what was measured */

/**
 * How steps went: `out` left what was measured, `higher` ended above the start, `arrives` came nearly
 * all the way down, `swings` goes from one side of the valley to the other, `creeps` is on its way.
 * @typedef {"out" | "higher" | "arrives" | "swings" | "creeps"} Outcome
 */

export const ARRIVED = 0.95; // of the way down

/**
 * Loss and slope between two measured points: the cubic that has the values and slopes of both.
 * @param {Slice} slice
 * @param {number} at within the slice
 */
export function onSlice({ at: rates, loss, slope, steepness }, at) {
  const right = Math.min(rates.length - 1, Math.max(1, rates.findIndex((rate) => rate >= at)));
  const left = right - 1;
  const width = rates[right] - rates[left];
  const t = (at - rates[left]) / width;
  const [begin, end] = [width * steepness * slope[left], width * steepness * slope[right]];
  const rise = loss[right] - loss[left];
  const [square, cube] = [3 * rise - 2 * begin - end, begin + end - 2 * rise];
  return {
    loss: loss[left] + t * (begin + t * (square + t * cube)),
    slope: (begin + t * (2 * square + 3 * t * cube)) / (width * steepness),
  };
}

/**
 * The start and where up to `num` steps of a rate lead. The last place may lie outside.
 * @param {Slice} slice
 * @param {number} rate
 * @param {number} num
 * @returns {Place[]}
 */
export function stepsOf(slice, rate, num) {
  const [first, last] = [slice.at[0], slice.at[slice.at.length - 1]];
  const places = [{ at: 0, loss: onSlice(slice, 0).loss }];
  for (let at = 0; places.length <= num;) {
    at -= rate * onSlice(slice, at).slope;
    const isInside = at >= first && at <= last;
    places.push({ at, loss: isInside ? onSlice(slice, at).loss : NaN });
    if (!isInside) break;
  }
  return places;
}

/**
 * The lowest point that was measured.
 * @param {Slice} slice
 * @returns {Place}
 */
export function bottomOf({ at, loss }) {
  const place = loss.indexOf(Math.min(...loss));
  return { at: at[place], loss: loss[place] };
}

/**
 * Which share of the way down each place has come; below 0 above the start.
 * @param {Slice} slice
 * @param {Place[]} places
 */
export function sharesOf(slice, places) {
  const bottom = bottomOf(slice).loss;
  return places.map(({ loss }) => (places[0].loss - loss) / (places[0].loss - bottom));
}

/**
 * @param {Slice} slice
 * @param {Place[]} places the start first
 * @returns {Outcome}
 */
export function outcomeOf(slice, places) {
  const last = places[places.length - 1];
  if (Number.isNaN(last.loss)) return "out";
  const share = /** @type {number} */ (sharesOf(slice, places).at(-1));
  if (share >= ARRIVED) return "arrives";
  if (share < 0) return "higher";
  const moves = places.slice(1).map(({ at }, place) => Math.sign(at - places[place].at));
  const turns = moves.filter((move, place) => place && move !== moves[place - 1]).length;
  return turns > 1 ? "swings" : "creeps";
}
