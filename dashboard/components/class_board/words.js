// What a tile says of a person, and in which order tiles stand.

import { countOf } from "../shared/words/count.js";
import { duration } from "../shared/words/duration.js";

/** @import { Doing, Tile } from "./messages.js" */

/** @typedef {"name" | "waiting" | "best"} Sort */

/** @type {Record<Tile["marks"][number], string>} */
export const MARKS = { waits: "waits long", failed: "failed twice", idle: "does nothing" };

/**
 * What a run is at, in few words.
 * @param {Doing | null} doing
 * @param {number} now UNIX seconds
 */
export function stateWords(doing, now) {
  if (!doing) return "no run yet";
  if (doing.state === "running") return doing.batches.length ? `epoch ${doing.epoch} of ${doing.epochs}` : "starting";
  if (doing.state === "queued") return doing.waits_since === null ? "waits to go on" : `waits ${lasting(now - doing.waits_since)}`;
  return doing.state;
}

/**
 * Where somebody is, or since when not here.
 * @param {Tile} tile
 * @param {number} now UNIX seconds
 */
export function placeWords({ seen, place }, now) {
  return seen === null ? place || "here" : `left ${lasting(now - seen)} ago`;
}

/** @param {Tile} tile */
export function bestWords({ best, best_try: quick }) {
  if (best) return `best ${best.accuracy.toFixed(2)} %`;
  return quick ? `quick try ${quick.accuracy.toFixed(2)} %` : "";
}

/** @param {Tile[]} people */
export function countWords(people) {
  if (!people.length) return "";
  const here = people.filter(({ seen }) => seen === null).length;
  const training = people.filter(({ doing }) => doing?.state === "running").length;
  const waiting = people.reduce((sum, { num_waiting: num }) => sum + num, 0);
  return [`${here} of ${people.length} here`, ...(training ? [`${training} training`] : []),
    ...(waiting ? [`${countOf(waiting, "run")} waiting`] : [])].join(" · ");
}

/**
 * @param {Tile[]} people
 * @param {Sort} sort
 */
export function ordered(people, sort) {
  const byName = (/** @type {Tile} */ one, /** @type {Tile} */ other) => one.name.localeCompare(other.name, undefined, { numeric: true });
  /** @type {Record<Sort, (one: Tile) => number>} */
  const firstOf = {
    name: () => 0,
    waiting: ({ doing }) => doing?.waits_since ?? Infinity,
    // a quick try is not a step's figure: behind all that are
    best: ({ best, best_try: quick }) => (best ? -best.accuracy : quick ? 100 - quick.accuracy : Infinity),
  };
  const rank = firstOf[sort];
  const compared = (/** @type {number} */ one, /** @type {number} */ other) => (one === other ? 0 : one < other ? -1 : 1);
  return [...people].sort((one, other) => compared(rank(one), rank(other)) || byName(one, other));
}

/**
 * What waits for a minute is not told by the second.
 * @param {number} seconds
 */
function lasting(seconds) {
  return seconds < 60 ? `${Math.max(0, Math.floor(seconds / 10) * 10)} s` : duration(Math.max(90, seconds));
}
