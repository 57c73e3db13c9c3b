// When the page's script hears of an edit: at once where it is settled, and while a slider moves as
// often as the server keeps up. What is typed waits for a pause.

const LIVE = 120; // milliseconds between two reports of a moving slider
const SLOW = 3000; // and at most so many while the last one is not answered

export class Reports {
  /** @param {() => void} send the recipe as it stands */
  constructor(send) {
    this.send = send;
    this.isUnsent = false; // something changed that was not reported
    this.isSettled = true; // what was reported last is meant to stay
    this.isWaiting = false; // for the answer to it
    this.sent = -Infinity;
    this.timer = /** @type {number | undefined} */ (undefined);
  }

  /**
   * In place of whatever still waits.
   * @param {() => void} act
   * @param {number} pause
   */
  wait(act, pause) {
    this.cancel();
    this.timer = setTimeout(act, pause);
  }

  cancel() {
    clearTimeout(this.timer);
  }

  /** The controls begin anew: nothing is left to report. */
  begin() {
    this.cancel();
    this.isUnsent = false;
  }

  /**
   * A slider that outran a busy server would cut off every answer before it is shown.
   * @param {boolean} isSettled
   */
  report(isSettled) {
    this.cancel();
    this.isSettled = isSettled;
    this.isUnsent = true;
    const since = performance.now() - this.sent;
    const pause = isSettled ? 0 : (this.isWaiting ? SLOW : LIVE) - since;
    if (pause <= 0) this.sendNow();
    else this.wait(() => this.sendNow(), pause);
  }

  sendNow() {
    this.isUnsent = false;
    this.isWaiting = true;
    this.sent = performance.now();
    this.send();
  }

  answered() {
    this.isWaiting = false;
    if (this.isUnsent && this.isSettled) this.report(true);
  }
}
