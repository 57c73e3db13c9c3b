// A countdown and the moment that it goes to.

/**
 * The time left: `0:09`, `12:34`, `1:02:03`, `3 days`.
 * @param {number} seconds
 */
export function clockWords(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole >= 2 * 24 * 3600) return `${Math.floor(whole / (24 * 3600))} days`;
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/**
 * The time of day, with the date where that is not today.
 * @param {number} moment UNIX seconds
 * @param {Date} [now]
 */
export function timeWords(moment, now = new Date()) {
  const date = new Date(1000 * moment);
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (date.toDateString() === now.toDateString()) return time;
  return `${time}, ${date.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
}
