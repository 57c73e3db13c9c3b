// Asks a route of this server while a person types or walks: one question at a time, and when they
// come faster than the answers only the newest.

class LatestQuestion {
  constructor(path, onAnswer, onTrouble) {
    Object.assign(this, { path, onAnswer, onTrouble });
    this.next = null;
    this.busy = false;
    this.gone = false;
  }

  ask(question, pause = 0) {
    this.next = question;
    clearTimeout(this.timer);
    if (pause) this.timer = setTimeout(() => this.send(), pause);
    else this.send();
  }

  async send() {
    if (this.busy || this.gone || this.next === null) return;
    const question = this.next;
    this.next = null;
    this.busy = true;
    const began = performance.now();
    try {
      const reply = await fetch(routeOf(this.path), {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(question),
      });
      const answer = await reply.json();
      if (this.gone) return;
      if (reply.ok) this.onAnswer(answer, question, performance.now() - began);
      else this.onTrouble(answer.error);
    } catch {
      if (!this.gone) this.onTrouble("The server does not answer; try again in a moment.");
    } finally {
      this.busy = false;
      this.send();
    }
  }

  end() {
    this.gone = true;
    clearTimeout(this.timer);
  }
}
