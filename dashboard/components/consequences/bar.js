// On a phone the consequences stand below the controls: their figures and some digits in one line at
// the foot of the window, for as long as they are further down. To touch it is to go there.

import { partOf } from "../shared/element.js";
import { penOf } from "../shared/digits/pixels.js";

const NUM_IN_BAR = 6;

export class ConsequencesBar {
  /**
   * @param {HTMLButtonElement} button
   * @param {Element} panel
   */
  constructor(button, panel) {
    this.button = button;
    this.canvas = partOf(button, "canvas", HTMLCanvasElement);
    button.onclick = () => panel.scrollIntoView({ block: "center" });
    this.watcher = new IntersectionObserver(([entry]) => {
      button.hidden = entry.isIntersecting || entry.boundingClientRect.top < 0;
    });
    this.watcher.observe(panel);
  }

  /**
   * @param {string} what
   * @param {string} text
   */
  say(what, text) {
    partOf(this.button, `.${what}`).textContent = text;
  }

  /**
   * @param {ImageBitmap} sheet the digits as they are, and below them as the recipe shows them
   * @param {number} size of a digit, in pixels
   */
  draw(sheet, size) {
    [this.canvas.width, this.canvas.height] = [NUM_IN_BAR * size, size];
    penOf(this.canvas).drawImage(sheet, 0, size, NUM_IN_BAR * size, size, 0, 0, NUM_IN_BAR * size, size);
  }

  destroy() {
    this.watcher.disconnect();
  }
}
