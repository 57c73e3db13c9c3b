// Play: from layer to layer as the field grows, the story of how much a value comes to see.

import { grows, neighbour } from "./growth.js";

/** @import { MapGeometry } from "./growth.js" */

/**
 * What Play walks over.
 * @typedef {object} Walk
 * @property {() => MapGeometry[]} layers
 * @property {() => number} at the number of the layer in sight, from 1
 * @property {(number: number) => void} goTo
 * @property {() => void} rest what is in sight stays so
 */

// how long it stays at a layer whose field grows, and at one that leaves it as it was
const GROWING_MS = 1700;
const RESTING_MS = 600;

export class Play {
  /**
   * @param {HTMLButtonElement} button
   * @param {Walk} walk
   */
  constructor(button, walk) {
    this.button = button;
    this.walk = walk;
    this.isOn = false;
    this.pausedAt = /** @type {number | null} */ (null); // the layer that it goes on from
    button.onclick = () => (this.isOn ? this.pause() : this.begin());
  }

  // the story of a field begins at the first layer, whichever one was in sight
  begin() {
    const layers = this.walk.layers();
    const goesOn = this.pausedAt === this.walk.at() && neighbour(layers, this.walk.at(), 1) !== null;
    this.isOn = true;
    this.button.textContent = "Pause";
    if (!goesOn) this.walk.goTo(neighbour(layers, 0, 1) ?? 1);
    this.wait();
  }

  wait() {
    const layers = this.walk.layers();
    this.timer = setTimeout(() => {
      const next = neighbour(layers, this.walk.at(), 1);
      if (next === null) return this.stop();
      this.walk.goTo(next);
      this.wait();
    }, grows(layers, this.walk.at()) ? GROWING_MS : RESTING_MS);
  }

  pause() {
    this.stop();
    this.pausedAt = this.walk.at();
  }

  stop() {
    clearTimeout(this.timer);
    this.isOn = false;
    this.pausedAt = null;
    this.button.textContent = "Play";
    this.walk.rest();
  }
}
