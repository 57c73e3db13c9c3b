// Test digits to try: one of each class that the network reads right, and some that it misreads.

import { make, partOf } from "../../../../scripts/dom.js";
import { bytesOf, paintGrey } from "../../../../scripts/pixels.js";
import { SIZE } from "../ink.js";
import { countOf } from "./words.js";

/** @typedef {{ index: number, label: number, isMisread: boolean, pixels: string }} SavedSample pixels in base64 */
/** @typedef {{ index: number, label: number, isMisread: boolean, pixels: Uint8Array }} Sample */

/** @param {SavedSample[]} saved */
export function samplesOf(saved) {
  return saved.map((sample) => ({ ...sample, pixels: bytesOf(sample.pixels) }));
}

export class Samples {
  /**
   * @param {Sample[]} samples
   * @param {(sample: Sample, canvas: HTMLCanvasElement) => void} chosen
   */
  constructor(samples, chosen) {
    partOf(document, ".samples").hidden = !samples.length;
    this.buttons = samples.map((sample) => {
      const button = make("button");
      button.type = "button";
      button.setAttribute("aria-label", `${sample.label}, test digit ${sample.index}`);
      button.setAttribute("aria-pressed", "false");
      const canvas = make("canvas");
      paintGrey(canvas, sample.pixels, SIZE, SIZE);
      button.append(canvas);
      button.onclick = () => chosen(sample, canvas);
      partOf(document, sample.isMisread ? ".misread" : ".samples .tray").append(button);
      return { button, pixels: sample.pixels };
    });
    const misread = samples.filter(({ isMisread }) => isMisread);
    partOf(document, ".misread-title").textContent = misread.length ? `${countOf(misread.length, "test digit")} that it misreads:` : "";
  }

  /** @param {Uint8Array | null} pixels of the digit that is looked at */
  mark(pixels) {
    for (const sample of this.buttons) sample.button.setAttribute("aria-pressed", String(sample.pixels === pixels));
  }
}
