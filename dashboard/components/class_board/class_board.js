// The teacher's board: everybody of the class at this moment. It asks once a second; 304 while nothing
// changed. How long somebody has waited grows here, by the server's clock.

import { sayInAddress } from "../shared/address.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { arrange, heldBy, make, partOf } from "../shared/element.js";
import { whereWords } from "../shared/words/lesson_parts.js";
import { Poll } from "../shared/client/poll.js";
import { letterSize, ProjectorSwitch } from "../shared/projector/projector_switch.js";
import { ClassChart } from "./class_chart.js";
import { HowToJoin } from "./how_to_join.js";
import { OfferForm } from "./offer_form.js";
import { PersonDialog } from "./person_dialog.js";
import { TileElement } from "./tile.js";
import { countWords, ordered } from "./words.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { PartReached } from "../shared/words/lesson_parts.js" */
/** @import { Board, Sent, Tile } from "./messages.js" */
/** @import { Sort } from "./words.js" */

const ASK_AGAIN = 1000; // milliseconds
const ASK_BEHIND = 5000; // while the tab is hidden
const VIEW = "projector";
const NAMED = { names: "Names", nicknames: "Nicknames", numbers: "Numbers" };

class ClassBoard {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.sent = /** @type {Sent | null} */ (null);
    this.board = /** @type {Board | null} */ (null);
    this.report = /** @type {Report} */ (() => {});
    this.ahead = 0; // seconds of the server's clock before this one's
    this.sort = /** @type {Sort} */ ("name");
    this.isChart = false;
    this.tiles = /** @type {Map<number, TileElement>} */ (new Map());
    this.list = partOf(section, ".tiles");
    this.ladder = partOf(section, ".ladder", HTMLSelectElement);
    this.problem = partOf(section, ".problem");
    const open = (/** @type {number} */ run) => this.report("opened", run);
    this.chart = new ClassChart(partOf(section, ".chart"), open);
    this.offer = new OfferForm(partOf(section, ".offer", HTMLFormElement), {
      asked: () => this.complain(""), changed: () => this.poll.ask(), failed: (error) => this.complain(sentenceOf(error)) });
    const dialog = new PersonDialog(partOf(section, "dialog", HTMLDialogElement), {
      spotlight: (run) => this.report("spotlight", run), offer: (key) => this.offer.offer(key), changed: () => this.poll.ask() });
    this.asks = { open, choose: dialog.open.bind(dialog) };
    this.switch = new ProjectorSwitch(partOf(section, ".views"), {
      apply: (on) => this.project(on), changed: (on) => sayInAddress({ view: on ? VIEW : null }) });
    this.join = new HowToJoin(partOf(section, ".join"), partOf(section, ".joining", HTMLButtonElement), () => this.draw());
    this.lesson = partOf(section, ".lesson");
    partOf(this.lesson, "button").onclick = () => this.report("lesson", true);
    this.ownOnly = partOf(section, ".own-only input", HTMLInputElement);
    this.ownOnly.onchange = () => {
      const { checked } = this.ownOnly;
      // until the server has heard it
      if (this.board) this.board.own_only = checked;
      this.change("class/looking", { own_only: checked });
    };
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.poll = new Poll("board", {
      heard: (reply) => this.hear(reply),
      lost: (sentence) => {
        this.complain(sentence || "The server does not answer; this is the class as it was last seen.");
        this.draw();
      },
      found: () => this.complain(""),
      again: () => ASK_AGAIN, behind: ASK_BEHIND });
    window.addEventListener("resize", () => this.fit(), { signal });
  }

  /**
   * @param {Sent} sent
   * @param {Report} report
   */
  show(sent, report) {
    this.report = report;
    const isFirst = !this.sent;
    this.sent = sent;
    if (!isFirst) return this.draw();
    const { asked, code, shownAs, steps, ladders } = sent;
    if (asked.sort === "waiting" || asked.sort === "best") this.sort = asked.sort;
    this.isChart = asked.show === "chart";
    this.ladder.replaceChildren(...ladders.map(({ id, title }) => new Option(title, id)));
    if (ladders.some(({ id }) => id === asked.ladder)) this.ladder.value = asked.ladder;
    this.ladder.onchange = () => { sayInAddress({ ladder: this.ladder.value }); this.draw(); };
    partOf(this.section, ".code").replaceChildren(...(code ? ["Class code ", make("b", "", code)] : []));
    partOf(this.section, ".shown-as").append(...shownAs.map((choice) => choiceButton(choice, NAMED[choice])));
    this.join.code = code;
    this.offer.list(steps);
    this.choose(".show", (choice) => { this.isChart = choice === "chart"; sayInAddress({ show: this.isChart ? choice : null }); });
    this.choose(".sort", (choice) => { this.sort = /** @type {Sort} */ (choice); sayInAddress({ sort: choice === "name" ? null : choice }); });
    this.choose(".shown-as", (choice) => this.change("class/names", { shown_as: choice }));
    this.switch.show(new URLSearchParams(window.location.search).get("view") === VIEW);
    this.draw();
    this.poll.begin();
  }

  /**
   * @param {string} selector of a group of buttons
   * @param {(choice: string) => void} chosen
   */
  choose(selector, chosen) {
    partOf(this.section, selector).onclick = ({ target }) => {
      const { choice } = target instanceof HTMLElement ? target.dataset : {};
      if (!choice) return;
      chosen(choice);
      this.draw();
    };
  }

  /**
   * Something that is true of the whole class.
   * @param {string} path
   * @param {object} body
   */
  async change(path, body) {
    this.complain("");
    try {
      await answerOf(path, { body });
      await this.poll.ask();
    } catch (error) {
      this.complain(sentenceOf(error));
    }
  }

  /** @param {Response} reply */
  async hear(reply) {
    const told = Date.parse(reply.headers.get("Date") ?? "");
    if (told) this.ahead = (told - Date.now()) / 1000;
    if (reply.status !== 304) this.board = await reply.json();
    this.draw();
  }

  /** @param {string} sentence */
  complain(sentence) {
    this.problem.hidden = !sentence;
    if (this.problem.textContent !== sentence) this.problem.textContent = sentence;
  }

  draw() {
    const { board, sent, section } = this;
    press(partOf(section, ".show"), this.isChart ? "chart" : "people");
    press(partOf(section, ".sort"), this.sort);
    partOf(section, ".sort").hidden = this.isChart;
    this.ladder.hidden = !this.isChart;
    this.list.hidden = this.isChart;
    this.chart.host.hidden = !this.isChart;
    if (!board || !sent) return;
    press(partOf(section, ".shown-as"), board.shown_as);
    this.ownOnly.checked = board.own_only;
    const counts = countWords(board.people);
    const counted = partOf(section, ".counts");
    if (counted.textContent !== counts) counted.textContent = counts;
    this.offer.show(board.offer);
    this.drawLesson(board);
    const empty = partOf(section, ".empty");
    empty.hidden = board.people.length > 0;
    empty.textContent = sent.code ? "Nobody has joined yet." : "Nobody has logged in yet.";
    this.join.show(!board.people.length);
    if (this.isChart) this.chart.show(board.people, sent.ladders[this.ladder.selectedIndex]);
    else this.drawTiles(board);
  }

  /** @param {Board} board */
  drawLesson({ lesson, people }) {
    this.lesson.hidden = !lesson;
    if (!lesson) return;
    const where = partOf(this.lesson, ".where");
    const words = whereWords(countsOf(people));
    if (where.textContent !== words) where.textContent = words;
    const title = partOf(this.lesson, "bdi");
    if (title.textContent !== lesson.title) title.textContent = lesson.title;
  }

  /** @param {Board} board */
  drawTiles({ people }) {
    const now = Date.now() / 1000 + this.ahead;
    const known = new Set(people.map(({ person }) => person));
    for (const person of this.tiles.keys()) if (!known.has(person)) this.tiles.delete(person);
    arrange(this.list, ordered(people, this.sort).map((person) => {
      const tile = this.tiles.get(person.person) ?? new TileElement(this.asks);
      this.tiles.set(person.person, tile);
      tile.show(person, now);
      return tile.element;
    }));
    this.fit();
  }

  /** @param {boolean} on */
  project(on) {
    const { section } = this;
    section.classList.toggle("projected", on);
    // above everything else that the page shows
    section.popover = on ? "manual" : null;
    if (on) section.showPopover();
    this.fit();
    this.draw();
  }

  // so many columns that all tiles are seen at once, as long as letters can be read from afar
  fit() {
    const { section } = this;
    if (!this.switch.isOn) return;
    const { innerWidth: width, innerHeight: height } = window;
    const unit = letterSize({ width, height });
    section.style.setProperty("--unit", `${unit}px`);
    const most = Math.max(1, Math.floor(width / (9 * unit)));
    const columns = Math.min(most, Math.max(Math.ceil(Math.sqrt((this.tiles.size * width) / height / 1.6)), 1));
    this.list.style.setProperty("--columns", String(columns));
  }

  destroy() {
    this.leaving.abort();
    this.poll.end();
    this.switch.destroy();
    this.chart.destroy();
  }
}

/**
 * @param {string} choice
 * @param {string} words
 */
function choiceButton(choice, words) {
  const button = make("button", "", words);
  button.type = "button";
  button.dataset.choice = choice;
  return button;
}

/**
 * @param {HTMLElement} group
 * @param {string} chosen
 */
function press(group, chosen) {
  for (const button of group.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.choice === chosen));
}

/**
 * How many are in which part of the lesson.
 * @param {Tile[]} people
 */
function countsOf(people) {
  /** @type {Partial<Record<PartReached, number>>} */
  const counts = {};
  for (const { lesson } of people) if (lesson) counts[lesson] = (counts[lesson] ?? 0) + 1;
  return counts;
}

/** @param {Call<Sent>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: board, end } = heldBy(partOf(parentElement, ".board"), ClassBoard);
  board.show(data, setTriggerValue);
  return end;
}
