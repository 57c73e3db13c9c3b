// What is drawn while it is in sight: whoever never scrolls to a chart does not wait for it.

const AHEAD = "300px";

let last = Promise.resolve();

/** One drawing. It is drawn anew when what it shows has changed, after all that asked before it. */
export class InSight {
  /**
   * @param {HTMLElement} element
   * @param {HTMLElement} plot the part of it whose width counts
   * @param {() => Promise<void>} draw
   */
  constructor(element, plot, draw) {
    this.element = element;
    this.plot = plot;
    this.draw = draw;
    this.isInSight = this.isOld = this.isWaiting = this.isGone = false;
    this.drawing = Promise.resolve();
    this.width = -1; // for which it was drawn last
    // the page scrolls within an element of its own, whose edge only the second margin moves
    this.sight = new IntersectionObserver((entries) => this.see(entries.at(-1)?.isIntersecting ?? false), { rootMargin: AHEAD, scrollMargin: AHEAD });
    this.sight.observe(element);
    this.size = new ResizeObserver(() => this.resized());
    this.size.observe(element);
    this.leaving = new AbortController();
    addEventListener("beforeprint", () => this.take(), { signal: this.leaving.signal });
  }

  /** What it shows is not so any more; out of sight it is drawn when it comes into sight. */
  change() {
    this.isOld = true;
    // one that had nothing to show comes into sight by no scrolling
    if (this.isInSight || this.element.hidden) this.ask();
  }

  /** @param {boolean} isInSight */
  see(isInSight) {
    this.isInSight = isInSight;
    if (isInSight && this.isOld) this.ask();
  }

  resized() {
    const width = this.plot.clientWidth;
    if (this.width >= 0 && width && Math.abs(width - this.width) > 4) this.change();
  }

  ask() {
    if (this.isWaiting) return;
    this.isWaiting = true;
    last = last.then(async () => {
      this.isWaiting = false;
      await this.take();
      // the first is seen, and the page hears, before the next is drawn
      await new Promise((resolve) => setTimeout(resolve));
    });
  }

  /** Draw it now, if it is not as it should be; resolved once it is, also where that has begun before. */
  take() {
    if (this.isOld && !this.isGone) {
      this.isOld = false;
      // at once, since a page that is printed waits for nothing
      this.drawing = Promise.all([this.drawing, this.draw()]).then(() => {});
    }
    return this.drawing;
  }

  destroy() {
    this.isGone = true;
    this.sight.disconnect();
    this.size.disconnect();
    this.leaving.abort();
  }
}
