// Asking the predict route while the pen moves: one request at a time, the latest drawing wins.

const PAUSE = 30; // milliseconds at least from one request to the next
const RETRY = 2000;

class Asking {
  // question() is null when there is nothing to ask
  constructor({ question, answered, refused }) {
    Object.assign(this, { question, answered, refused });
    this.version = 0; // counts what a reading could depend on
    this.read = 0; // the version that was read last
    this.asked = -Infinity;
  }

  changed() {
    this.version += 1;
    this.ask();
  }

  async ask() {
    if (this.busy || this.gone || this.read === this.version) return;
    const wait = this.asked + PAUSE - performance.now();
    if (wait > 0) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), wait);
      return;
    }
    const question = this.question();
    if (!question) return;
    this.busy = true;
    this.asked = performance.now();
    const version = this.version;
    let retry = 0;
    try {
      const reply = await fetch(routeOf("api/predict"), {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(question),
      });
      const answer = await reply.json();
      this.read = version;
      if (this.gone || !this.question()) return;
      if (reply.ok) this.answered(answer);
      else this.refused(answer.error);
    } catch {
      this.refused("The server does not answer; trying again.");
      retry = RETRY;
    } finally {
      this.busy = false;
      if (retry) this.timer = setTimeout(() => this.ask(), retry);
      else this.ask();
    }
  }

  destroy() {
    this.gone = true;
    clearTimeout(this.timer);
  }
}
