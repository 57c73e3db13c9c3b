// Where somebody is in the lessons of the site, kept in this browser alone; for as long as the page is
// open where a browser keeps nothing.

/** @import { Place } from "../../scripts/lessons/messages.js" */

const NAME = "MNIST Drill-Down, lesson ";

export class KeptPlaces {
  /** @param {Pick<Storage, "getItem" | "setItem"> | null} storage null where the browser has none for this page */
  constructor(storage = browserStorage()) {
    this.storage = storage;
  }

  /**
   * @param {string} lesson
   * @returns {Partial<Place> | null} as it was kept, perhaps by an older site
   */
  find(lesson) {
    try {
      const found = JSON.parse(this.storage?.getItem(NAME + lesson) ?? "null");
      return found && typeof found === "object" ? found : null;
    } catch {
      return null;
    }
  }

  /**
   * @param {string} lesson
   * @param {Place} place
   */
  keep(lesson, place) {
    try {
      this.storage?.setItem(NAME + lesson, JSON.stringify(place));
    } catch {
      // full or forbidden: the lesson goes on without
    }
  }
}

/** Where it is refused, even asking for it fails. */
function browserStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
