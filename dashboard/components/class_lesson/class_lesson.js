// The class at a lesson, for the teacher and the projector: one prediction at a time, before the runs and,
// as soon as the teacher wants it, with what came; then what all wrote. It asks once a second.

import { onPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf, sayInAddress } from "../shared/address.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { heldBy, make, partOf } from "../shared/element.js";
import { whereWords } from "../shared/words/lesson_parts.js";
import { Poll } from "../shared/client/poll.js";
import { letterSize, ProjectorSwitch } from "../shared/projector/projector_switch.js";
import { isShortcut } from "../shared/shortcut.js";
import { barsOf, digitsOf } from "./bars.js";
import { Explanations } from "./explanations.js";
import { fanOf } from "./fan.js";
import { spreadOf } from "./spread.js";
import { predictedWords } from "./words.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { ClassAt, Predicted } from "./messages.js" */

const ASK_AGAIN = 1000; // milliseconds
const ASK_BEHIND = 5000; // while the tab is hidden
const VIEW = "projector";
const LETTERS = 14; // pixels, off the projector
const KEYS = { ArrowRight: 1, ArrowLeft: -1 };

class ClassLesson {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.report = /** @type {Report} */ (() => {});
    this.at = /** @type {ClassAt | null} */ (null);
    this.slide = 0;
    this.open = /** @type {Set<number>} */ (new Set()); // predictions of which what came is told
    this.drawn = ""; // what stands there, so that the same is not drawn again
    this.explanations = new Explanations(() => this.draw());
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const back = partOf(section, ".back", HTMLAnchorElement);
    back.href = addressOf("board");
    onPlainClick(back, () => this.report("left", true));
    partOf(section, ".tell").onclick = () => { this.toggle(); };
    partOf(section, ".end").onclick = () => this.end();
    this.switch = new ProjectorSwitch(partOf(section, ".views"), {
      apply: (on) => this.project(on), changed: (on) => sayInAddress({ view: on ? VIEW : null }) });
    document.addEventListener("keydown", (event) => this.onKey(event), { signal });
    window.addEventListener("resize", () => this.draw(), { signal });
    this.switch.show(new URLSearchParams(window.location.search).get("view") === VIEW);
    this.poll = new Poll("class/lesson", {
      heard: async (reply) => {
        if (reply.status !== 304) this.hear((await reply.json()).at);
      },
      lost: (sentence) => this.complain(sentence || "The server does not answer; this is the class as it was last seen."),
      found: () => this.complain(""),
      again: () => ASK_AGAIN, behind: ASK_BEHIND });
    this.poll.begin();
  }

  /** @param {ClassAt | null} at */
  hear(at) {
    if (at?.lesson.lesson !== this.at?.lesson.lesson) {
      this.slide = 0;
      this.open.clear();
    }
    this.at = at;
    this.draw();
  }

  /** @param {string} sentence */
  complain(sentence) {
    const problem = partOf(this.section, ".problem");
    problem.hidden = !sentence;
    if (problem.textContent !== sentence) problem.textContent = sentence;
  }

  draw() {
    const { section, at } = this;
    partOf(section, ".none").hidden = at !== null || !this.poll.version;
    partOf(section, ".at").hidden = at === null;
    say(partOf(section, "h1 bdi"), at?.lesson.title ?? "Lesson of the class");
    say(partOf(section, ".where"), at ? whereWords(at.num_at) : "");
    if (!at) return;
    this.slide = Math.min(this.slide, at.predictions.length);
    const predicted = at.predictions[this.slide];
    const isOpen = this.open.has(this.slide);
    const room = this.room();
    // what is looked at keeps the keyboard's focus and its place while nothing of it changes
    const now = JSON.stringify([this.slide, isOpen, room, predicted ?? [at.explanations, this.explanations.isOpen, [...this.explanations.hidden]], at.measured_on, at.explanations.length, at.predictions.length]);
    if (now === this.drawn) return;
    this.drawn = now;
    this.drawSlides(at);
    say(partOf(section, ".question"), predicted?.asked.question ?? "In one sentence: why?");
    partOf(section, ".shown").replaceChildren(...(predicted ? [pictureOf(predicted, isOpen, room)] : this.explanations.shown(at.explanations)));
    say(partOf(section, ".said"), predicted ? predictedWords(predicted, at.measured_on, isOpen) : "");
    const tell = partOf(section, ".tell");
    tell.hidden = !predicted;
    say(tell, isOpen ? "Hide what came" : "Show what came");
  }

  /** @param {ClassAt} at */
  drawSlides({ predictions, explanations }) {
    const names = [...predictions.map((_, order) => (predictions.length > 1 ? `Prediction ${order + 1}` : "Prediction")), `Explanations (${explanations.length})`];
    const slides = partOf(this.section, ".slides");
    while (slides.childElementCount > names.length) slides.lastElementChild?.remove();
    for (const [order, name] of names.entries()) {
      const button = /** @type {HTMLButtonElement} */ (slides.children[order] ?? slides.appendChild(make("button")));
      button.type = "button";
      button.onclick = () => this.go(order);
      button.setAttribute("aria-pressed", String(order === this.slide));
      say(button, name);
    }
  }

  /** @param {number} slide */
  go(slide) {
    this.slide = Math.max(0, Math.min(slide, this.at?.predictions.length ?? 0));
    this.draw();
  }

  toggle() {
    if (!this.open.delete(this.slide)) this.open.add(this.slide);
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const way = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
    if (!way || !this.switch.isOn || !isShortcut(event)) return;
    event.preventDefault();
    this.go(this.slide + way);
  }

  async end() {
    this.complain("");
    try {
      this.hear((await answerOf("class/lesson/end", { body: {} })).at);
    } catch (error) {
      this.complain(sentenceOf(error));
    }
  }

  room() {
    const isOn = this.switch.isOn;
    const letters = isOn ? Math.round(0.8 * letterSize({ width: window.innerWidth, height: window.innerHeight })) : LETTERS;
    const width = Math.round(Math.min(isOn ? Infinity : 860, this.section.clientWidth || 860) - (isOn ? 2 * letters : 0));
    return { width, height: Math.round(isOn ? 0.6 * window.innerHeight : Math.min(420, Math.max(240, 0.5 * width))), letters };
  }

  /** @param {boolean} on */
  project(on) {
    const { section } = this;
    section.classList.toggle("projected", on);
    // above everything else that the page shows
    section.popover = on ? "manual" : null;
    if (on) section.showPopover();
    section.style.setProperty("--unit", `${letterSize({ width: window.innerWidth, height: window.innerHeight })}px`);
    if (this.poll) this.draw();
  }

  destroy() {
    this.leaving.abort();
    this.poll.end();
    this.switch.destroy();
  }
}

/**
 * @param {Predicted} predicted
 * @param {boolean} isOpen whether what came is drawn, too
 * @param {{ width: number, height: number, letters: number }} room
 */
function pictureOf(predicted, isOpen, room) {
  const { asked } = predicted;
  // the kinds of what was asked, answered and came are the same
  const { answers, came } = /** @type {{ answers: any, came: any }} */ (predicted);
  const known = isOpen ? came : null;
  switch (asked.block) {
    case "predict-curve": return fanOf(asked, answers, known?.values ?? null, room);
    case "predict-choice": return barsOf(asked, answers, known?.keys ?? null);
    case "predict-digits": return digitsOf(asked, answers, known?.right ?? null);
    case "predict-field": return spreadOf({ low: 0, high: 28, unit: "pixels" }, answers, known?.pixels ?? null, { ...room, height: room.height / 2 });
    case "predict-number": return spreadOf(asked, answers, known?.value ?? null, { ...room, height: room.height / 2 });
  }
}

/**
 * @param {Element} element
 * @param {string} words
 */
function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** @param {Call<object>} call */
export default function ({ parentElement, setTriggerValue }) {
  const { kept, end } = heldBy(partOf(parentElement, ".class-lesson"), ClassLesson);
  kept.report = setTriggerValue;
  return end;
}
