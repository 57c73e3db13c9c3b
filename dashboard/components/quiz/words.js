// What the page says of quizzes: figures in words, and what there is to do next.

/** @typedef {import("./answers").ClassGain} ClassGain */
/** @typedef {import("./answers").Kind} Kind */
/** @typedef {import("./answers").Stage} Stage */
/** @typedef {import("./answers").Taken} Taken */

export const TITLES = { before: "Before the lessons", after: "After the lessons" };

/**
 * A gain as `0.50`; a dash where nothing was missing.
 * @param {number | null} share
 */
export function gainText(share) {
  return share === null ? "–" : share.toFixed(2).replace("-", "−");
}

/**
 * What a card says of a quiz, and what its button does: `begin` or `look`.
 * @param {Stage} stage
 * @param {Taken[]} taken
 * @returns {{ words: string, buttons: { text: string, act: "begin" | "look", sitting: number | null }[] }}
 */
export function cardOf(stage, taken) {
  const those = taken.filter((one) => one.stage === stage);
  const open = those.find((one) => one.finished === null);
  const counting = those.find((one) => one.counts);
  const isBeforeDone = taken.some((one) => one.stage === "before" && one.finished !== null);
  const looks = those.filter((one) => one.finished !== null).map((one, place) => (
    { text: place ? `Answers of the ${ordinal(place + 1)} time` : "Look at the answers", act: /** @type {const} */ ("look"), sitting: one.sitting }));
  const begin = (/** @type {string} */ text) => ({ text, act: /** @type {const} */ ("begin"), sitting: null });
  if (!counting) {
    if (open) return { words: `${open.num_answered} of ${open.num} questions are answered.`, buttons: [begin("Go on")] };
    if (stage === "after" && !isBeforeDone) return { words: "It comes when the one before is done.", buttons: [] };
    return { words: "Not taken yet.", buttons: [begin("Begin")] };
  }
  const words = `${counting.num_right} of ${counting.num} right.${stage === "after" && those.length > 1 ? " The first time counts for the gain." : ""}`;
  if (stage === "before") return { words, buttons: looks };
  return { words, buttons: [...looks, begin(open ? `Go on (${open.num_answered} of ${open.num})` : "Take it again")] };
}

/** @param {number} num */
function ordinal(num) {
  return ["first", "second", "third", "fourth", "fifth"][num - 1] ?? `${num}th`;
}

/**
 * The mean gain of a class in a sentence.
 * @param {ClassGain} gain
 */
export function classGainText({ n, num, num_both: both, num_full: full, before, after, mean, low, high, of_means: ofMeans }) {
  if (!both || before === null || after === null) return "Nobody has finished both quizzes yet.";
  const means = `${both === 1 ? "One student has" : `${both} students have`} finished both: ${before.toFixed(1)} of ${num} right before and ${after.toFixed(1)} after, on average`;
  if (mean === null) return `${means}. Everything was right before, so there was nothing to gain.`;
  const interval = low === null || high === null ? "" : `, 95 % interval ${gainText(low)} to ${gainText(high)}`;
  const ofFull = full ? ` ${full === 1 ? "One who" : `${full} who`} had everything right before ${full === 1 ? "is" : "are"} not in it.` : "";
  return `${means}. Mean normalised gain ${gainText(mean)} (n = ${n}${interval}); gain of the averages ${gainText(ofMeans)}.${ofFull}${n < 10 ? " So few students tell little of a class." : ""}`;
}

/**
 * The kinds of question that tell nobody from anybody.
 * @param {Kind[]} kinds
 */
export function toldToTheTeacher(kinds) {
  return kinds.flatMap(({ title, before, after }) => [
    ...named("Nobody", before.is_nobodys, after.is_nobodys, title),
    ...named("Everybody", before.is_everybodys, after.is_everybodys, title)]);
}

/**
 * @param {string} who
 * @param {boolean} isBefore
 * @param {boolean} isAfter
 * @param {string} title
 */
function named(who, isBefore, isAfter, title) {
  const when = [...(isBefore ? ["before"] : []), ...(isAfter ? ["after"] : [])].join(" and ");
  return when ? [`${who} knew it ${when}: ${title}.`] : [];
}
