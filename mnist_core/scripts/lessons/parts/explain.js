// One sentence of one's own, and only then what the figures say.

import { make, withCode } from "../../dom.js";
import { sentenceOf } from "../../sentence.js";
import { showBlocks } from "../blocks.js";
import { missingWords } from "../runs/run_words.js";

/** @import { ClaimBlock, Host, Lesson, Outcome } from "../messages.js" */
/** @import { LessonState } from "../state.js" */

const MOST_WORDS = 500;

/** @type {import("../messages.js").ShowPart} */
export function showExplain(box, lesson, state, host) {
  const asked = new OwnSentence(lesson, state, host);
  const blocks = showBlocks(box, "explain", lesson, state, host, {
    claim: (/** @type {ClaimBlock} */ block) => ({ element: asked.placeOf(block.order) }),
  });
  // the sentence stands before the first claim, and hides what comes after it
  const [first] = asked.places.values();
  if (first) first.before(asked.section);
  else box.append(asked.section);
  asked.after = [...box.children].slice([...box.children].indexOf(asked.section) + 1);
  asked.show();
  return { destroy: () => { asked.destroy(); blocks.destroy(); } };
}

class OwnSentence {
  /**
   * @param {Lesson} lesson
   * @param {LessonState} state
   * @param {Host} host
   */
  constructor(lesson, state, host) {
    this.lesson = lesson;
    this.state = state;
    this.host = host;
    this.words = state.words;
    this.isGone = false;
    /** @type {Map<number, HTMLElement>} */
    this.places = new Map();
    this.after = /** @type {Element[]} */ ([]);
    this.section = make("section", "own-sentence");
    const { words } = this;
    const label = make("label");
    this.field = make("textarea");
    this.field.rows = 3;
    this.field.maxLength = MOST_WORDS;
    this.field.value = state.place.explanation;
    this.field.oninput = () => this.sayButton();
    label.append(make("span", "", words.say("explain.yours")), this.field);
    this.keep = make("button", "keep primary", words.say("explain.keep"));
    this.keep.type = "button";
    this.keep.onclick = () => this.keepIt();
    this.status = make("p", "told");
    this.status.setAttribute("role", "status");
    this.title = make("h3", "", words.say("explain.figures"));
    this.title.tabIndex = -1;
    this.section.append(label, make("p", "why", words.say("explain.why")), this.keep, this.status, this.title);
    this.sayButton();
  }

  /** Where a claim will stand. @param {number} order */
  placeOf(order) {
    const place = make("div", "claim");
    this.places.set(order, place);
    return place;
  }

  keepIt() {
    const explanation = this.field.value.trim();
    if (!explanation) return this.field.focus();
    this.state.keep({ explanation });
    this.status.textContent = this.words.say("explain.kept");
    this.sayButton();
    this.show();
    // the button is gone now
    this.title.focus();
  }

  sayButton() {
    const written = this.field.value.trim();
    this.keep.setAttribute("aria-disabled", String(!written));
    this.keep.hidden = written === this.state.place.explanation && written !== "";
    if (!this.keep.hidden) this.status.textContent = "";
  }

  /** What the figures say, once there is a sentence. */
  async show() {
    const { state, words, host, lesson } = this;
    const isOpen = state.place.explanation !== "";
    this.title.hidden = !isOpen;
    for (const element of this.after) if (element instanceof HTMLElement) element.hidden = !isOpen;
    if (!isOpen) return;
    if (!Object.keys(state.place.runs).length) return this.say(words.say("explain.nothing"));
    try {
      const outcome = await host.outcomeOf(lesson, state.place.runs);
      if (!this.isGone) this.showClaims(outcome);
    } catch (error) {
      if (!this.isGone) this.say(sentenceOf(error));
    }
  }

  /** @param {Outcome} outcome */
  showClaims(outcome) {
    const { words } = this;
    const { claims, epoch } = outcome;
    if (epoch === null) return this.say(words.say("explain.nothing"));
    for (const [order, place] of this.places) {
      const claim = claims.find((one) => one.order === order);
      place.hidden = !claim;
      const said = make("p");
      said.append(...withCode(claim?.text ?? ""));
      place.replaceChildren(...(claim ? [said] : []));
      if (claim?.is_chance) place.append(make("p", "chance", words.say("explain.chance")));
    }
    // what nobody has measured yet may still say something
    if (!claims.length) this.say(missingWords(this.lesson, outcome, words) || words.say("explain.none"));
  }

  /** Where the first claim would stand. @param {string} sentence */
  say(sentence) {
    const [first, ...others] = this.places.values();
    first?.replaceChildren(make("p", "", sentence));
    if (first) first.hidden = false;
    for (const place of others) place.hidden = true;
  }

  destroy() {
    this.isGone = true;
  }
}
