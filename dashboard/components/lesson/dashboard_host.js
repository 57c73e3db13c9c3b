// What the dashboard does for the player of a lesson; types: mnist_core/scripts/lessons/messages.d.ts.

import { addressOf } from "../shared/address.js";
import { PlaceKeeper } from "./place_keeper.js";

/** @import { Host, PartName, Place } from "../../../mnist_core/scripts/lessons/messages.js" */

/** @typedef {(change: Record<string, string | null>, isNew: boolean) => void} Go changes the address */

/** @implements {Host} */
export class DashboardHost {
  /**
   * @param {Go} go
   * @param {(words: string) => void} troubled why a place is not kept yet; empty once it is
   */
  constructor(go, troubled) {
    this.go = go;
    this.keeper = new PlaceKeeper(troubled);
  }

  /** @param {string} path */
  addressOf(path) {
    return addressOf(path.replace(/^\//, ""));
  }

  /** @param {string} lesson */
  lessonAddress(lesson) {
    return addressOf(`lessons?${new URLSearchParams({ lesson })}`);
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

  end() {
    this.keeper.end();
  }
}
