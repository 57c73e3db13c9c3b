// The axes of the class chart: parameters, and the error, both on logarithmic scales. A logarithmic
// error keeps one run that went wrong from pressing all others into a line.

/** @typedef {{ parameters: number, accuracy: number }} Figure */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Plot in pixels */

const LEAST_ERROR = 0.1; // percent
const ROOM = 0.06; // of an axis, beyond the outermost figures
const ACCURACIES = [10, 50, 80, 90, 95, 97, 98, 98.5, 99, 99.2, 99.4, 99.5, 99.6, 99.7, 99.8];

/** @param {number} accuracy percent */
const heightOf = (accuracy) => -Math.log10(Math.max(LEAST_ERROR, 100 - accuracy));

export class Scale {
  /**
   * @param {Figure[]} figures all that must be seen
   * @param {Plot} plot
   */
  constructor(figures, plot) {
    this.plot = plot;
    this.across = range(figures.map(({ parameters }) => Math.log10(parameters)));
    this.up = range(figures.map(({ accuracy }) => heightOf(accuracy)));
  }

  /** @param {number} parameters */
  x(parameters) {
    const { left, right } = this.plot;
    return left + (right - left) * shareOf(Math.log10(parameters), this.across);
  }

  /** @param {number} accuracy percent */
  y(accuracy) {
    const { top, bottom } = this.plot;
    return bottom - (bottom - top) * shareOf(heightOf(accuracy), this.up);
  }

  /**
   * Numbers of parameters that stand at the axis, at least `gap` pixels apart.
   * @param {number} gap
   */
  ticksAcross(gap) {
    const [low, high] = this.across;
    const every = [1, 3, 2, 5].map((digit) => powers(low, high).map((power) => digit * power).filter((value) => isWithin(Math.log10(value), this.across)));
    return apart(every, (value) => this.x(value), gap);
  }

  /** @param {number} gap */
  ticksUp(gap) {
    const shown = ACCURACIES.filter((value) => isWithin(heightOf(value), this.up));
    const round = [99, 99.5, 98, 95, 90];
    return apart([round.filter((value) => shown.includes(value)), shown], (value) => this.y(value), gap);
  }
}

/** @param {number} value of parameters */
export function shortNumber(value) {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1000 ? `${value / 1000}k` : String(value);
}

/**
 * @param {number[]} values
 * @returns {[number, number]}
 */
function range(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = ROOM * Math.max(high - low, 0.5);
  return [low - room, high + room];
}

/**
 * @param {number} value
 * @param {[number, number]} range
 */
function shareOf(value, [low, high]) {
  return (value - low) / (high - low);
}

/**
 * @param {number} value
 * @param {[number, number]} range
 */
function isWithin(value, [low, high]) {
  return value >= low && value <= high;
}

/**
 * @param {number} low
 * @param {number} high
 */
function powers(low, high) {
  return Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, index) => 10 ** (Math.floor(low) + index));
}

/**
 * Of groups of values, the rounder ones first, those that do not come too close to one before.
 * @param {number[][]} groups
 * @param {(value: number) => number} place
 * @param {number} gap
 */
function apart(groups, place, gap) {
  /** @type {number[]} */
  const kept = [];
  for (const group of groups) {
    const fitting = group.filter((value) => !kept.includes(value) && kept.every((other) => Math.abs(place(other) - place(value)) >= gap));
    for (const value of fitting) if (kept.every((other) => Math.abs(place(other) - place(value)) >= gap)) kept.push(value);
  }
  return kept.sort((one, other) => one - other);
}
