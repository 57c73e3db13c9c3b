/**
 * How long something took: `45 s`, `1 min 12 s`, `2 h 5 min`.
 * @param {number} seconds
 */
export function taken(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * How long something will take, as `rough_duration` of mnist_core/base/format.py says it: `40 s`, `4 min`, `1.5 h`.
 * @param {number} seconds
 */
export function roughDuration(seconds) {
  if (seconds < 55) return `${Math.max(10, 10 * Math.round(seconds / 10))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/**
 * As nobody needs it more exactly: `45 s`, `12 min`, `2 h 5 min`.
 * @param {number} seconds
 */
export function duration(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
