// Every control of a recipe. The script of the page hears of each change at once, so that what
// follows from it can be seen while a slider still moves; the address says it already.

import { focusedBeside, heldBy, partOf } from "../shared/element.js";
import { wayBack } from "../shared/lesson_task.js";
import { remember, remembered } from "../shared/tab_memory.js";
import { Controls } from "./controls.js";
import { linkOf, overridesOf, sameValues, writeAddress } from "./link.js";
import { Leaving } from "./leaving.js";
import { Reports } from "./reports.js";
import { SaidValues } from "./said_values.js";
import { Starting } from "./start.js";
import { Varying } from "./varying.js";

/** @import { Call } from "../shared/element.js" */
/** @import { Contents } from "./contents.js" */
/** @import { Control } from "./control.js" */
/** @import { Wanted } from "./start.js" */
/** @import { Value } from "./values.js" */

const TYPING = 350; // after so long a pause a typed number is tried out
const LEAVING = 150; // after a field is left it may be a click on another page, which a report would undo
const DRAFT = "mnist-draft recipe";

class Form {
  /**
   * @param {HTMLElement} section
   * @param {Contents} data
   * @param {Call<Contents>} call
   */
  constructor(section, data, call) {
    this.section = section;
    this.data = data;
    this.call = call;
    this.place = /** @type {string | null} */ (null); // what the controls were begun with
    this.said = new SaidValues(data);
    this.reports = new Reports(() => this.send());
    this.varying = new Varying(section, () => this.controls.byName, (isSettled) => this.varied(isSettled), () => this.mark());
    this.controls = new Controls(section, data.groups, this.said, this);
    partOf(section, ".way-back").replaceChildren(wayBack() ?? "");
    this.starting = new Starting(section, () => this.wanted(), (what, number) => this.call.setTriggerValue(what, number));
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.startByKey(event);
    document.addEventListener("keydown", this.onKey);
    this.leaving = new Leaving(section, { back: () => this.call.setStateValue("edit", null), away: () => this.reports.cancel() });
  }

  /**
   * @param {Contents} data
   * @param {Call<Contents>} call
   */
  show(data, call) {
    this.call = call;
    this.data = this.said.data = data;
    const begins = data.place !== this.place;
    if (begins) {
      const isFirst = this.place === null;
      this.place = data.place;
      this.reports.begin();
      this.said.begin();
      this.controls.write();
      this.varying.begin(data.link);
      for (const name of this.varying.varied.keys()) this.controls.open(name);
      this.starting.begin();
      const draft = isFirst && data.isReturn ? remembered(DRAFT) : null;
      // an edit of a moment before the page was left may never have arrived
      if (draft && !sameValues(draft, data.link)) this.call.setTriggerValue("draft", draft);
      else this.say(!isFirst);
    } else if (this.reports.isSettled) {
      this.say(false);
    }
    this.controls.offer(data.choices);
    this.section.classList.toggle("watching", data.watches);
    partOf(this.section, ".said").textContent = data.said;
    this.mark();
    this.reports.answered();
  }

  /** @param {Control} control */
  varyButtonFor(control) {
    return this.varying.buttonFor(control);
  }

  /**
   * The recipe itself is as it was: only the address says more.
   * @param {boolean} isSettled
   */
  varied(isSettled) {
    this.say(false);
    this.mark();
    if (isSettled) this.reports.report(true);
  }

  /** @param {KeyboardEvent} event */
  startByKey(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !this.data.hasKeys) return;
    event.preventDefault();
    this.controls.settle();
    this.starting.press();
  }

  /** @returns {Wanted | null} */
  wanted() {
    if (this.controls.isWrong) return null;
    const { data, varying, said: { values, origin } } = this;
    const asked = varying.isOn ? varying.asked(values.seed) : null;
    if (asked && !asked.question) return null;
    return {
      step: data.base.step, overrides: overridesOf(values, origin), question: asked?.question ?? null,
      name: asked ? varying.nameFor(data.base.step) : data.whole && sameValues(values, data.whole) ? data.name : "",
      size: this.said.size, speedKey: data.speedKey, secondsAnEpoch: data.secondsAnEpoch, startSeconds: data.startSeconds,
    };
  }

  /** @param {Control} control */
  typed(control) {
    this.reports.cancel();
    const value = control.read();
    if (value === undefined) {
      // half a number is not a mistake yet
      this.reports.wait(() => this.tellWrong(), TYPING);
      return;
    }
    if (!Object.is(this.said.values[control.field.name], value)) {
      this.said.values[control.field.name] = value;
      this.reports.isUnsent = true;
      this.say(false);
    }
    this.mark();
    this.reports.wait(() => this.take(control, value, false, true), TYPING);
  }

  /**
   * @param {Control} control
   * @param {Value} value
   * @param {boolean} settled
   * @param {boolean} [wasTyped] it is in `values` already
   */
  take(control, value, settled, wasTyped = false) {
    const { name } = control.field;
    const differs = !Object.is(this.said.values[name], value);
    if (differs || this.reports.isUnsent || wasTyped || (settled && !this.reports.isSettled)) {
      if (name.endsWith(".kind") && differs) this.switchKind(name.split(".")[0], String(value));
      this.said.values[name] = value;
      if (settled) this.say(false);
      this.reports.report(settled || wasTyped);
    }
    // what is being typed stays as it is typed
    if (settled || focusedBeside(this.section) !== control.input) this.controls.writeOne(control);
    else control.move(this.said.shown(control.field));
    this.mark();
  }

  /**
   * @param {string} group
   * @param {string} kind
   */
  switchKind(group, kind) {
    this.said.switchKind(group, kind);
    this.controls.write(`${group}.`);
  }

  /** @param {Control} control */
  left(control) {
    this.reports.cancel();
    if (control.read() === undefined) return this.tellWrong();
    this.controls.writeOne(control);
    if (this.reports.isUnsent) this.reports.wait(() => control.commit(), LEAVING);
  }

  /** What stands in a field cannot be a value: what the page shows is of the last ones that could. */
  tellWrong() {
    this.mark();
    this.reports.report(true);
  }

  /** @param {Control} control */
  reset(control) {
    this.take(control, this.said.published(control.field.name), true);
    control.input.focus();
  }

  send() {
    this.call.setStateValue("edit", { place: this.place, values: { ...this.said.values }, link: this.link, isWrong: this.controls.isWrong });
  }

  get link() {
    return { ...linkOf(this.data.base, this.said.values, this.said.origin), ...this.varying.link };
  }

  /**
   * Write what the controls say into the address and into the draft.
   * @param {boolean} isNew with a step for Back to what was there
   */
  say(isNew) {
    const { link } = this;
    remember(DRAFT, link);
    writeAddress(link, this.data.keys, isNew);
  }

  mark() {
    const { said } = this;
    const wrong = this.controls.mark(this.varying);
    this.varying.mark();
    const { isOn, refused } = this.varying;
    const planned = isOn ? this.varying.asked(said.values.seed).problem || refused[""] : "";
    const why = wrong ?? (planned || (this.data.problems[""] ?? ""));
    this.section.classList.toggle("wrong", Boolean(wrong ?? this.data.problems[""]));
    this.starting.show(why);
    const wanted = isOn ? this.wanted() : null;
    this.varying.price(wanted?.question ? { step: wanted.step, set: wanted.overrides, question: wanted.question } : null);
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
    this.leaving.end();
    this.starting.destroy();
    this.varying.destroy();
    this.reports.cancel();
  }
}

/** @param {Call<Contents>} call */
export default function (call) {
  const { kept: form, end } = heldBy(partOf(call.parentElement, ".form"), Form, call.data, call);
  form.show(call.data, call);
  return end;
}
