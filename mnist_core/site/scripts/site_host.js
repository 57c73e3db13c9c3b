// What a page without a server does for the player of a lesson: it holds the recorded runs and what
// came of them, and keeps the place in the browser.

/** @import { CheckedTask, Host, Lesson, Outcome, PartName, Place, RacingRunNow, StartedRun } from "../../scripts/lessons/messages.js" */
/** @import { Shown } from "../../scripts/demos/shown.js" */
/** @import { KeptPlaces } from "./kept_places.js" */

/**
 * As mnist_core/site/recorded_lesson.py has it.
 * @typedef {object} Held
 * @property {Lesson} lesson
 * @property {Record<string, string>} words
 * @property {string | null} next
 * @property {Outcome} outcome
 * @property {{ kind: string, run: string | null, settings: object, shown: Shown }[]} demos
 */

/** @implements {Host} */
export class SiteHost {
  canTrain = false;

  /**
   * @param {Held} held
   * @param {KeptPlaces} places
   * @param {{ hash: string, href: string }} location of the page
   */
  constructor(held, places, location) {
    this.held = held;
    this.places = places;
    this.location = location;
    this.demos = {
      /** @type {NonNullable<import("../../scripts/demos/shown.js").DemoHost["ask"]>} */
      ask: async (kind, { run, settings }) => {
        const found = held.demos.find((demo) => demo.kind === kind && demo.run === run
          && JSON.stringify(demo.settings) === JSON.stringify(settings));
        if (!found) throw new Error(`This page has no data for ${kind}.`);
        return found.shown;
      },
    };
  }

  /** The lab's pages are not here. */
  addressOf() {
    return null;
  }

  /** @param {string} lesson */
  lessonAddress(lesson) {
    return `${lesson}.html`;
  }

  /**
   * @param {string} lesson
   * @param {Place} place
   */
  keepPlace(lesson, place) {
    this.places.keep(lesson, place);
  }

  /** @param {PartName} part */
  went(part) {
    this.location.hash = part;
  }

  /** @param {string | null} lesson */
  open(lesson) {
    this.location.href = lesson === null ? "index.html" : this.lessonAddress(lesson);
  }

  /** The page has one language. */
  speak() {}

  /** @returns {Promise<StartedRun[]>} */
  async startRuns() {
    return [];
  }

  /**
   * @param {Lesson} _
   * @param {Record<string, string>} runs
   * @param {{ heard: (runs: RacingRunNow[]) => void }} told
   */
  watchRuns(_, runs, told) {
    let isEnded = false;
    // as a server's answer, it comes after this call
    queueMicrotask(() => { if (!isEnded) told.heard(this.recorded(runs)); });
    return { end: () => { isEnded = true; } };
  }

  /**
   * @param {Record<string, string>} runs
   * @returns {RacingRunNow[]}
   */
  recorded(runs) {
    return this.held.outcome.runs.filter(({ name }) => name in runs).map((run) => ({
      ...run, state: "recorded", phase: null, num_before: null, seconds_left: null, error: null,
    }));
  }

  async stopRun() {}

  async outcomeOf() {
    return this.held.outcome;
  }

  /** @returns {Promise<CheckedTask | null>} */
  async checkTask() {
    return null;
  }
}
