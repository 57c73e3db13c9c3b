// What is trained: live, side by side from one start, or recorded runs at a pace of one's own.

import { make } from "../../dom.js";
import { sentenceOf } from "../../sentence.js";
import { showBlocks } from "../blocks.js";
import { isOver } from "../runs/race.js";
import { RaceView } from "../runs/race_view.js";
import { Replay } from "../runs/replay.js";
import { runWords } from "../runs/run_words.js";

/** @import { Host, Lesson, RacingRunNow, StartedRun, TrainBlock } from "../messages.js" */
/** @import { LessonState } from "../state.js" */

/** @type {import("../messages.js").ShowPart} */
export function showTrain(box, lesson, state, host) {
  return showBlocks(box, "train", lesson, state, host, {
    train: (/** @type {TrainBlock} */ block) => {
      const race = new Race(block, lesson, state, host);
      return { element: race.section, destroy: () => race.destroy() };
    },
  });
}

class Race {
  /**
   * @param {TrainBlock} block
   * @param {Lesson} lesson
   * @param {LessonState} state
   * @param {Host} host
   */
  constructor(block, lesson, state, host) {
    this.block = block;
    this.lesson = lesson;
    this.state = state;
    this.host = host;
    this.words = state.words;
    this.watching = /** @type {{ end(): void } | null} */ (null);
    this.runs = /** @type {RacingRunNow[]} */ ([]);
    this.started = /** @type {StartedRun[]} */ ([]);
    this.isStarting = false;
    this.isLost = false;
    this.section = make("section", "race");
    this.section.tabIndex = -1;
    this.build();
    this.watch();
  }

  build() {
    const { words, lesson, section } = this;
    section.append(make("p", "plan", this.plan()));
    this.view = new RaceView(section, lesson, words);
    this.replay = new Replay(words, (runs) => this.draw(runs));
    this.train = button("train primary", () => this.start(this.isDone()));
    this.stop = button("stop", () => this.stopAll(), words.say("train.stop"));
    this.again = button("replay", () => this.showRecording(), words.say("train.replay"));
    const controls = make("div", "controls");
    controls.append(this.train, this.stop, this.again, this.replay.pace);
    this.status = make("p", "told");
    this.status.setAttribute("role", "status");
    section.append(controls, this.status);
  }

  plan() {
    const { block, words } = this;
    const plan = words.say("train.plan", {
      epochs: words.count("train.epochs", block.epochs), digits: words.count("train.digits", block.num_train),
    });
    if (!this.host.canTrain) return words.say("train.only-recorded");
    if (this.lesson.runs.length < 2) return plan;
    if (block.same_weights && block.same_batches) return `${plan} ${words.say("train.same-start")}`;
    if (block.same_weights) return `${plan} ${words.say("train.same-weights")}`;
    return block.same_batches ? `${plan} ${words.say("train.same-batches")}` : plan;
  }

  /** @param {boolean} again */
  async start(again) {
    if (this.isStarting) return;
    this.isStarting = true;
    this.say("");
    this.sayButtons();
    try {
      this.started = await this.host.startRuns(this.lesson, again);
      const keys = this.started.flatMap(({ name, key }) => (key === null ? [] : [[name, key]]));
      this.state.keep({ runs: Object.fromEntries(keys) });
      this.runs = [];
      this.watch();
    } catch (error) {
      this.say(sentenceOf(error));
    } finally {
      this.isStarting = false;
      this.sayButtons();
    }
  }

  /** What was started, or is recorded, is followed until nothing more comes of it. */
  watch() {
    const { runs } = this.state.place;
    this.watching?.end();
    this.watching = null;
    this.replay?.end();
    this.draw([]);
    if (!Object.keys(runs).length) return;
    this.watching = this.host.watchRuns(this.lesson, runs, {
      heard: (found) => this.heard(found),
      lost: (sentence) => this.lost(sentence),
    });
  }

  /** @param {RacingRunNow[]} found */
  heard(found) {
    if (this.isLost) this.say("");
    this.isLost = false;
    this.draw(found);
  }

  /** @param {string} sentence */
  lost(sentence) {
    this.isLost = true;
    this.say(sentence || this.words.say("train.lost"));
  }

  /** Recorded runs are kept like trained ones, so that one can go on with them; what was never recorded is left out. */
  showRecording() {
    this.state.keep({ runs: this.recordings() });
    this.started = [];
    this.watching?.end();
    this.watching = this.host.watchRuns(this.lesson, this.state.place.runs, {
      heard: (found) => this.replay?.play(found),
      lost: (sentence) => this.lost(sentence),
    });
  }

  /** Keys of the recorded runs, by their names in the lesson. */
  recordings() {
    return Object.fromEntries(this.lesson.runs.flatMap(({ name, replay }) => (replay === null ? [] : [[name, replay]])));
  }

  async stopAll() {
    const running = this.runs.filter((run) => !isOver(run.state));
    try {
      await Promise.all(running.map(({ key }) => this.host.stopRun(key)));
      this.say(this.words.say("train.stopped-all"));
    } catch (error) {
      this.say(sentenceOf(error));
    }
  }

  /** @param {RacingRunNow[]} runs */
  draw(runs) {
    this.runs = runs;
    const { words, state } = this;
    this.view?.draw(runs, (name) => {
      const begun = this.started.find((run) => run.name === name);
      const run = runs.find((one) => one.name === name);
      if (begun?.problem) return words.say("train.not-started", { why: begun.problem });
      if (!run && this.isRecording() && !this.recordings()[name]) return words.say("train.not-recorded");
      if (!run) return state.place.runs[name] && runs.length ? words.say("train.gone") : "";
      const said = runWords(run, words);
      return begun?.was_there && run.state === "finished" ? `${said} · ${words.say("train.trained-before")}` : said;
    });
    if (this.replay?.isPlaying) this.say("");
    if (this.isDone()) this.say(this.isRecording() ? this.recordedWords() : words.say("train.done"));
    this.sayButtons();
  }

  recordedWords() {
    const { words, block, runs } = this;
    const epochs = Math.max(...runs.map((run) => run.num_epochs));
    const said = epochs === block.epochs ? words.say("train.recorded")
      : words.say("train.recorded-longer", { epochs: words.count("train.epochs", epochs) });
    return runs.length < this.lesson.runs.length && this.host.canTrain ? `${said} ${words.say("train.recorded-some")}` : said;
  }

  isRecording() {
    return this.runs.length > 0 && this.runs.every((run) => run.state === "recorded");
  }

  /** All that the lesson trains has come to its end. */
  isDone() {
    const wanted = this.isRecording() ? Object.keys(this.recordings()) : this.lesson.runs;
    return this.runs.length === wanted.length && this.runs.every((run) => ["finished", "recorded"].includes(run.state))
      && !this.replay?.isPlaying;
  }

  sayButtons() {
    const { host, lesson, words } = this;
    if (!this.train || !this.stop || !this.again || !this.replay) return;
    const isRunning = this.runs.some((run) => !isOver(run.state));
    const isMissing = this.started.some((run) => run.problem);
    const held = [this.train, this.stop].find((one) => one?.matches(":focus"));
    this.train.hidden = !host.canTrain || (isRunning && !isMissing);
    this.train.textContent = words.say(isMissing ? "train.rest" : this.isDone() && !this.isRecording() ? "train.again" : "train.now");
    this.train.classList.toggle("primary", !this.isDone() || this.isRecording());
    // a button that is switched off or gone would lose the place of whoever has no mouse
    this.train.setAttribute("aria-disabled", String(this.isStarting));
    this.stop.hidden = !isRunning;
    if (held?.hidden) this.section.focus({ preventScroll: true });
    const canReplay = lesson.runs.some((run) => run.replay !== null);
    this.again.hidden = !canReplay || isRunning;
    this.again.textContent = words.say(this.isRecording() ? "train.replay-again" : "train.replay");
    this.replay.pace.hidden = this.again.hidden;
  }

  /** @param {string} sentence */
  say(sentence) {
    if (this.status) this.status.textContent = sentence;
  }

  destroy() {
    this.watching?.end();
    this.replay?.end();
    this.view?.destroy();
  }
}

/**
 * @param {string} kind
 * @param {() => void} pressed
 * @param {string} [text]
 */
function button(kind, pressed, text) {
  const made = make("button", kind, text ?? "");
  made.type = "button";
  made.onclick = pressed;
  return made;
}
