// One run as it happens, or a recorded one played again: what it says goes to the chart, the words,
// the controls and the mistakes. How it is looked at (projector, replay) is kept in the link.

import { fileName } from "../shared/charts/chart_picture.js";
import { EventStream, replyOf, sentenceOf } from "../shared/client/client.js";
import { heldBy, partOf } from "../shared/element.js";
import { tellStatusLine } from "../shared/status_line.js";
import { RunChart } from "./chart.js";
import { RunControls } from "./controls.js";
import { Mistakes } from "./mistakes.js";
import { OneBatch } from "./one_batch.js";
import { Projector } from "./projector.js";
import { Replay } from "./replay.js";
import { against, chartWords, facts, headline, result, spoken } from "./words.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { Scale } from "./figure.js" */
/** @import { Link, LiveData, Message } from "./messages.js" */

const MAX_POINTS = 6000; // beyond this the browser asks for a thinned history and starts again
const SETTLED = 20_000; // milliseconds after which the page around a new run has its final height, on a busy server
const MOVES = ["wheel", "touchmove", "pointerdown", "keydown"]; // what moves a page

class Live {
  /**
   * @param {HTMLElement} root
   * @param {LiveData} data
   * @param {Report} setTrigger
   */
  constructor(root, data, setTrigger) {
    this.root = root;
    this.data = data;
    this.setTrigger = setTrigger;
    this.find = (/** @type {string} */ name) => partOf(root, `.${name}`);
    this.bar = partOf(root, ".bar");
    this.filled = partOf(root, ".bar > i");
    this.scales = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-scale]"));
    this.chart = new RunChart(/** @type {PlotlyHost} */ (this.find("chart")), data, () => this.about());
    this.controls = new RunControls(this.find("controls"), (verb) => this.ask(verb), (sentence) => this.complain(sentence));
    this.mistakes = new Mistakes(this.find("mistakes"));
    this.oneBatch = new OneBatch(this.find("one-batch"));
    this.replay = new Replay(this.find("replay"), (message) => this.receive(message), (speed) => this.setLink({ speed: String(speed) }));
    this.projector = new Projector(root, this.chart, (on) => this.setLink({ view: on ? "projector" : "" }));
    this.find("again").onclick = () => this.setReplay(this.data.replay?.key ?? "");
    this.find("leave").onclick = () => this.setReplay("");
    for (const button of this.scales) button.onclick = () => this.setScale(button.dataset.scale === "linear" ? "linear" : "log");
    this.stream = /** @type {EventStream | null} */ (null);
    this.run = /** @type {number | null | undefined} */ (undefined);
    this.link = { view: "", replay: "", speed: data.link.speed };
    this.awaited = /** @type {string | null} */ (null); // a link that the page's script has not said yet
    this.wentBack = () => { this.awaited = null; }; // the address is newer than what was chosen here
    window.addEventListener("popstate", this.wentBack);
    this.message = /** @type {Message | null} */ (null);
    this.name = this.moment = this.said = "";
  }

  /**
   * @param {LiveData} data
   * @param {Report} setTrigger
   */
  async show(data, setTrigger) {
    this.data = data;
    this.setTrigger = setTrigger;
    if (await this.chart.show(data)) this.showLatest();
  }

  // while the chart was being built, the page may have gone on to another run
  showLatest() {
    const { run, link } = this.data;
    this.markScale();
    if (run !== this.run) this.awaited = null;
    this.obey(link);
    if (this.link.replay) return;
    if (run !== this.run) this.follow(run);
    else if (run === null) this.idle();
    this.judge();
  }

  /**
   * The link as it stands when the page's script has run; one that this element changed meanwhile is older.
   * @param {Link} link
   */
  obey(link) {
    const told = saidOf(link);
    if (this.awaited && this.awaited !== told) return;
    this.awaited = null;
    const before = this.link.replay;
    this.link = { ...link };
    this.projector.show(link.view === "projector");
    if (link.replay !== before) this.startOrLeave();
  }

  /** @param {Partial<Link>} change */
  setLink(change) {
    this.link = { ...this.link, ...change };
    this.awaited = saidOf(this.link);
    this.setTrigger("link", this.link);
  }

  /** @param {string} key */
  setReplay(key) {
    this.setLink({ replay: key });
    this.startOrLeave();
  }

  startOrLeave() {
    const { replay, speed } = this.link;
    if (!replay) {
      this.replay.end();
      return this.follow(this.data.run);
    }
    this.close();
    this.name = this.data.replay?.name ?? "";
    this.chart.follow(`replay ${replay}`, this.data.replay?.epochs ?? null);
    this.mistakes.hide();
    this.oneBatch.hide();
    this.replay.begin(replay, speed).catch((error) => this.complain(sentenceOf(error)));
  }

  /** @param {number | null} run */
  follow(run) {
    if (run !== null && this.run !== undefined && this.run !== run) this.comeIntoView();
    this.run = run;
    this.moment = "";
    this.name = this.data.name;
    this.close();
    this.chart.follow(run, null);
    this.mistakes.hide();
    this.oneBatch.hide();
    if (run === null) return this.idle();
    this.listen(run);
  }

  // Start may be pressed from far below; and what stood above goes only when the page's script ends,
  // which a busy server decides. Whoever moves the page meanwhile wants to look elsewhere
  comeIntoView() {
    const header = partOf(this.root, "header");
    const watcher = new ResizeObserver(() => header.scrollIntoView({ block: "nearest" }));
    watcher.observe(this.root.closest("[data-testid=stColumn]") ?? this.root);
    const over = new AbortController();
    over.signal.onabort = () => watcher.disconnect();
    for (const kind of MOVES) addEventListener(kind, () => over.abort(), { signal: over.signal, passive: true });
    setTimeout(() => over.abort(), SETTLED);
  }

  /** @param {number} run */
  listen(run) {
    this.close();
    this.stream = new EventStream(`runs/${run}/events`, {
      heard: (message) => this.receive(message), lost: () => this.loseConnection(), refused: (sentence) => this.complain(sentence),
    });
  }

  loseConnection() {
    this.root.dataset.connection = "lost";
    this.find("facts").textContent = "Connection lost; trying again. The run goes on without this page.";
  }

  close() {
    this.stream?.close();
    this.stream = null;
    tellStatusLine(null);
  }

  /** @param {Message} message */
  receive(message) {
    delete this.root.dataset.connection;
    this.message = message;
    this.chart.append(message);
    this.describe(message);
    if (message.replayed) return this.showReplayed(message);
    this.mistakes.show(String(this.run), this.chart.measured.length);
    if (this.run) {
      this.oneBatch.show(this.run, message);
      tellStatusLine({ run: this.run, state: message.phase ?? message.state, words: message.line ?? "" });
    }
    const moment = `${this.run}/${message.state}/${this.chart.measured.length}`;
    if (moment !== this.moment && moment !== this.data.moment) this.setTrigger("moment", moment);
    this.moment = moment;
    // the first message of a new connection holds the whole curve, thinned
    if (this.run && this.chart.numPoints > MAX_POINTS && message.state === "running") this.listen(this.run);
  }

  /** @param {Message} message */
  showReplayed({ state, epochs_total: total }) {
    if (state === "finished") this.mistakes.show(this.link.replay, total);
    else this.mistakes.hide();
  }

  /** @param {Message} message */
  describe(message) {
    const { state, position, total } = message;
    const { measured } = this.chart;
    this.root.dataset.state = state;
    this.root.dataset.replay = message.replayed ? "on" : "off";
    this.find("headline").textContent = headline(this.name, message);
    this.find("facts").textContent = facts(message, measured);
    const percent = total ? (100 * position) / total : 0;
    this.filled.style.width = `${percent}%`;
    this.bar.setAttribute("aria-valuenow", percent.toFixed(0));
    this.find("problem").hidden = !message.error;
    this.find("problem").textContent = message.error || "";
    this.controls.show(message.replayed || this.data.isImported || !this.data.mayCommand ? "idle" : state);
    this.offerReplay(!message.replayed);
    this.judge();
    const moment = `${this.name}/${state}/${measured.length}`;
    if (moment === this.said) return;
    this.said = moment;
    this.find("spoken").textContent = spoken(this.name, message, measured);
    this.chart.host.setAttribute("aria-label", chartWords(this.name, measured, message.best_epoch, this.data));
  }

  idle() {
    this.said = "";
    this.root.dataset.state = "idle";
    this.root.dataset.replay = "off";
    this.find("headline").textContent = this.data.title;
    this.filled.style.width = "0";
    this.find("facts").textContent = this.data.hint || "";
    this.find("problem").hidden = true;
    this.controls.show("idle");
    this.offerReplay(true);
    this.chart.host.setAttribute("aria-label", chartWords(this.data.title, [], null, this.data));
    this.judge();
  }

  // of a saved picture: which run, what it is called, its step, its score
  about() {
    const { run, named, step, title } = this.data;
    const isShown = this.link.replay || this.run !== null;
    if (!isShown) return { title, file: fileName(step, "published") };
    const best = this.chart.measured[(this.message?.best_epoch ?? 0) - 1];
    const name = !this.link.replay && run === this.run ? named : "";
    const score = best && `best ${best.test_accuracy.toFixed(2)} % after epoch ${best.epoch}`;
    const words = [this.name, name, this.whatElse, score];
    return { title: words.filter(Boolean).join(" · "), file: fileName(this.name, step, name) };
  }

  // the step, where the name does not say it already
  get whatElse() {
    const { stepTitle } = this.data;
    return this.name.includes(stepTitle) ? "" : stepTitle;
  }

  /** @param {boolean} isLive */
  offerReplay(isLive) {
    const { replay } = this.data;
    this.find("again").hidden = !(isLive && replay);
    this.find("again").textContent = replay?.words || "";
  }

  // the figure and the sentence that a class reads from the last row
  judge() {
    const { measured } = this.chart;
    const last = measured.at(-1);
    const isOver = ["finished", "stopped"].includes(this.message?.state ?? "");
    const verdict = this.link.replay ? this.data.replay?.verdict : this.data.verdict;
    const { figure, words } = result(measured, this.message, this.data);
    this.find("figure").textContent = figure;
    this.find("verdict").textContent = isOver && verdict && last
      ? [`after epoch ${last.epoch}`, against(last, this.data.reference), verdict].filter(Boolean).join(" · ") : words;
    this.find("about").textContent = [this.whatElse, this.link.replay ? "" : this.data.named].filter(Boolean).join(" · ");
  }

  /** @param {Scale} scale */
  setScale(scale) {
    this.chart.setScale(scale);
    this.markScale();
  }

  markScale() {
    const { scale } = this.chart.view;
    for (const button of this.scales) button.setAttribute("aria-pressed", String(button.dataset.scale === scale));
  }

  /** @param {string} verb */
  async ask(verb) {
    await replyOf(`runs/${this.run}/${verb}`, { body: {} });
  }

  /** @param {string} sentence */
  complain(sentence) {
    this.find("problem").hidden = false;
    this.find("problem").textContent = sentence;
  }

  destroy() {
    window.removeEventListener("popstate", this.wentBack);
    this.close();
    for (const part of [this.controls, this.replay, this.projector, this.chart]) part.destroy();
  }
}

/**
 * What the page's script would say of a link: without a replay it knows no speed.
 * @param {Link} link
 */
function saidOf({ view, replay, speed }) {
  return JSON.stringify([view, replay, replay && speed]);
}

/** @param {Call<LiveData>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: live, end } = heldBy(partOf(parentElement, ".live"), Live, data, setTriggerValue);
  live.show(data, setTriggerValue).catch((error) => live.complain(sentenceOf(error)));
  return end;
}
