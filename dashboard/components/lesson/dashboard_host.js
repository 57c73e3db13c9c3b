// What the dashboard does for the player of a lesson; types: mnist_core/scripts/lessons/messages.d.ts.

import { isOver } from "../../../mnist_core/scripts/lessons/runs/race.js";
import { addressOf } from "../shared/address.js";
import { answerOf } from "../shared/client/client.js";
import { demoHost } from "../shared/demo_host.js";
import { Poll } from "../shared/client/poll.js";
import { setOut } from "../shared/lesson_task.js";
import { PlaceKeeper } from "./place_keeper.js";

/** @import { CheckedTask, Host, Lesson, Outcome, PartName, Place, RacingRunNow, StartedRun } from "../../../mnist_core/scripts/lessons/messages.js" */

const RACE = { live: 1000, waiting: 2000, behind: 4000 }; // milliseconds from look to look
const PATIENCE = 5; // seconds; a full queue says to come back in a minute

/** @typedef {(change: Record<string, string | null>, isNew: boolean) => void} Go changes the address */

/** @implements {Host} */
export class DashboardHost {
  /**
   * @param {number | null} person
   * @param {Go} go
   * @param {(words: string) => void} troubled why a place is not kept yet; empty once it is
   */
  constructor(person, go, troubled) {
    this.go = go;
    this.demos = demoHost();
    this.keeper = new PlaceKeeper(person, troubled);
    setOut(null); // whoever is here has come back
  }

  /** @param {string} path */
  addressOf(path) {
    return addressOf(path.replace(/^\//, ""));
  }

  /** @param {string} lesson */
  lessonAddress(lesson) {
    const language = new URLSearchParams(window.location.search).get("language");
    return addressOf(`lessons?${new URLSearchParams({ lesson, ...(language ? { language } : {}) })}`);
  }

  /**
   * What this browser has, where the server does not have it yet.
   * @param {string} lesson
   * @param {Place | null} place
   */
  placeOf(lesson, place) {
    return this.keeper.unsent(lesson) ?? place;
  }

  /**
   * @param {string} lesson
   * @param {Place} place
   */
  keepPlace(lesson, place) {
    this.keeper.keep(lesson, place);
  }

  /** @param {PartName} part */
  went(part) {
    this.go({ part }, true);
  }

  /** @param {string | null} lesson */
  open(lesson) {
    this.go({ lesson, part: null }, true);
  }

  /** @param {string} language */
  speak(language) {
    this.go({ language }, true);
  }

  canTrain = true;

  /**
   * @param {Lesson} lesson
   * @param {boolean} again
   * @param {string} [only]
   * @returns {Promise<StartedRun[]>}
   */
  async startRuns(lesson, again, only) {
    const body = { language: lesson.language, again, ...(only ? { only } : {}) };
    const { runs } = await answerOf(pathOf(lesson, "runs"), { body, patience: PATIENCE });
    return runs;
  }

  /**
   * @param {Lesson} lesson
   * @param {Record<string, string>} runs
   * @param {{ heard: (runs: RacingRunNow[]) => void, lost: (sentence: string) => void }} told
   */
  watchRuns(lesson, runs, told) {
    let isWaiting = false;
    const poll = new Poll(`${pathOf(lesson, "race")}?${ofRuns(lesson, runs)}`, {
      heard: async (reply) => {
        const answer = await reply.json();
        told.heard(answer.runs);
        isWaiting = !answer.runs.some((/** @type {RacingRunNow} */ run) => run.state === "running");
        if (answer.runs.every((/** @type {RacingRunNow} */ run) => isOver(run.state))) poll.end();
      },
      lost: told.lost,
      again: () => (isWaiting ? RACE.waiting : RACE.live),
      behind: RACE.behind,
    });
    poll.begin();
    return poll;
  }

  /** @param {string} key */
  async stopRun(key) {
    await answerOf(`runs/${encodeURIComponent(key)}/stop`, { body: {} });
  }

  /**
   * @param {Lesson} lesson
   * @param {Record<string, string>} runs
   * @returns {Promise<Outcome>}
   */
  outcomeOf(lesson, runs) {
    return answerOf(`${pathOf(lesson, "outcome")}?${ofRuns(lesson, runs)}`);
  }

  /** @param {Lesson} lesson */
  setsOut(lesson) {
    setOut({ lesson: lesson.key, language: lesson.language, title: lesson.title });
  }

  /**
   * @param {Lesson} lesson
   * @param {string | null} run
   * @returns {Promise<CheckedTask>}
   */
  checkTask(lesson, run) {
    return answerOf(pathOf(lesson, "task"), { body: { language: lesson.language, run } });
  }

  end() {
    this.keeper.end();
  }
}

/**
 * @param {Lesson} lesson
 * @param {string} what
 */
function pathOf(lesson, what) {
  return `lessons/${encodeURIComponent(lesson.key)}/${what}`;
}

/**
 * @param {Lesson} lesson
 * @param {Record<string, string>} runs
 */
function ofRuns(lesson, runs) {
  const named = Object.entries(runs).map(([name, key]) => `${name}:${key}`).join(",");
  return new URLSearchParams({ language: lesson.language, runs: named });
}
