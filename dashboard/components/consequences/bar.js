// On a phone the consequences stand below the controls: their figures and some digits in one line at
// the foot of the window, for as long as they are further down. To touch it is to go there.

const NUM_IN_BAR = 6;

export class ConsequencesBar {
  constructor(button, panel) {
    this.button = button;
    this.canvas = button.querySelector("canvas");
    button.onclick = () => panel.scrollIntoView({ block: "center" });
    this.watcher = new IntersectionObserver(([entry]) => {
      button.hidden = entry.isIntersecting || entry.boundingClientRect.top < 0;
    });
    this.watcher.observe(panel);
  }

  say(what, text) {
    this.button.querySelector(`.${what}`).textContent = text;
  }

  // sheet: the digits as they are, and below them as the recipe shows them
  draw(sheet, size) {
    [this.canvas.width, this.canvas.height] = [NUM_IN_BAR * size, size];
    this.canvas.getContext("2d").drawImage(sheet, 0, size, NUM_IN_BAR * size, size, 0, 0, NUM_IN_BAR * size, size);
  }

  destroy() {
    this.watcher.disconnect();
  }
}
