// Every control of a recipe. The script of the page hears of each change at once, so that what
// follows from it can be seen while a slider still moves; the address says it already.

import { focusedBeside, heldBy, partOf } from "../shared/element.js";
import { wayBack } from "../shared/lesson_task.js";
import { remember, remembered } from "../shared/tab_memory.js";
import { Control } from "./control.js";
import { countInGroups, groupOf, openAround } from "./groups.js";
import { addressWith, linkOf, overridesOf, published, sameValues } from "./link.js";
import { Reports } from "./reports.js";
import { Starting } from "./start.js";
import { ofGroup, same } from "./values.js";
import { Varying } from "./varying.js";

/** @import { Call } from "../shared/element.js" */
/** @import { Group } from "./groups.js" */
/** @import { Link, Origin } from "./link.js" */
/** @import { Wanted } from "./start.js" */
/** @import { Field, Value, Values } from "./values.js" */

/**
 * @typedef {object} Contents
 * @property {string} place whenever it changes, the controls begin anew
 * @property {Group[]} groups the first stands above Start
 * @property {Record<string, [value: string, name: string][]>} choices what else a choice offers now, by control
 * @property {Values} start what the controls begin with
 * @property {Link} link that in the address
 * @property {string[]} keys every name that a link may have
 * @property {Link} base the link without settings
 * @property {Omit<Origin, "whole">} origin
 * @property {Values | null} whole what the own recipe or the run of the link says
 * @property {string} name of the own recipe
 * @property {string} said what is changed, in words
 * @property {Record<string, string>} problems by control, or "" for none
 * @property {Record<string, string>} unset what an empty control stands for
 * @property {number} numDigits training digits that there are
 * @property {number} numTest
 * @property {number | null} secondsAnEpoch
 * @property {number} startSeconds
 * @property {string} speedKey
 * @property {boolean} watches a run is looked at: only Start is wanted
 * @property {boolean} isReturn the page was opened by its name alone
 * @property {boolean} hasKeys Ctrl + Enter starts
 * @property {Record<string, string>} address as the server knows it
 */

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
    this.values = /** @type {Values} */ ({});
    this.controls = /** @type {Map<string, Control>} */ (new Map());
    this.remembered = /** @type {Record<string, Values>} */ ({}); // what the controls of another optimiser or schedule said
    this.reports = new Reports(() => this.send());
    this.varying = new Varying(section, () => this.controls, (isSettled) => this.varied(isSettled), () => this.mark());
    this.build();
    partOf(section, ".way-back").replaceChildren(wayBack() ?? "");
    this.starting = new Starting(section, () => this.wanted(), (what, number) => this.call.setTriggerValue(what, number));
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.startByKey(event);
    // before Streamlit asks for the page of the other address: what was edited belongs to this one.
    // Back to another page must not ask for this one once more
    const { pathname } = window.location;
    this.onBack = () => void (window.location.pathname === pathname && this.call.setStateValue("edit", null));
    this.onClick = (/** @type {MouseEvent} */ event) => this.mayLeave(event);
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("click", this.onClick, true);
    window.addEventListener("popstate", this.onBack, true);
  }

  /**
   * @param {Contents} data
   * @param {Call<Contents>} call
   */
  show(data, call) {
    this.call = call;
    this.data = data;
    const begins = data.place !== this.place;
    if (begins) {
      const isFirst = this.place === null;
      this.place = data.place;
      this.reports.begin();
      this.values = { ...data.start };
      this.remembered = {};
      for (const control of this.controls.values()) this.write(control);
      this.varying.begin(data.link);
      for (const name of this.varying.varied.keys()) openAround(/** @type {Control} */ (this.controls.get(name)).element);
      this.starting.begin();
      const draft = isFirst && data.isReturn ? remembered(DRAFT) : null;
      // an edit of a moment before the page was left may never have arrived
      if (draft && !sameValues(draft, data.link)) this.call.setTriggerValue("draft", draft);
      else this.say(!isFirst);
    } else if (this.reports.isSettled) {
      this.say(false);
    }
    this.offer();
    this.section.classList.toggle("watching", data.watches);
    partOf(this.section, ".said").textContent = data.said;
    this.mark();
    this.reports.answered();
  }

  /** What a choice offers that is known only now; one that offers nothing is not shown. */
  offer() {
    for (const [name, offered] of Object.entries(this.data.choices)) {
      const control = this.controls.get(name);
      if (!control) continue;
      control.offer(offered);
      this.write(control);
    }
  }

  build() {
    const [length, ...groups] = this.data.groups;
    partOf(this.section, ".length").replaceChildren(...length.fields.map((field) => this.control(field)));
    partOf(this.section, ".groups").replaceChildren(...groups.map((group) => groupOf(group, (field) => this.control(field))));
  }

  /** @param {Field} field */
  control(field) {
    const control = new Control(field, this);
    this.controls.set(field.name, control);
    return control.element;
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
    this.settle();
    this.starting.press();
  }

  /** Whoever starts means what stands in the field. */
  settle() {
    const focused = focusedBeside(this.section);
    for (const control of this.controls.values()) if (control.input === focused && control.field.kind !== "switch") control.commit();
  }

  /** @returns {Wanted | null} */
  wanted() {
    if (this.isWrong) return null;
    const { data, values, varying } = this;
    const asked = varying.isOn ? varying.asked(values.seed) : null;
    if (asked && !asked.question) return null;
    /** @type {(name: string, otherwise: number) => number} */
    const number = (name, otherwise) => Number(values[name] ?? otherwise);
    return {
      step: data.base.step, overrides: overridesOf(values, this.origin), question: asked?.question ?? null,
      name: asked ? varying.nameFor(data.base.step) : data.whole && sameValues(values, data.whole) ? data.name : "",
      size: { epochs: number("epochs", 1), num_train: Math.min(number("num_train", data.numDigits), data.numDigits),
        held_out: number("held_out", 0), batch_size: number("batch_size", 1), num_test: data.numTest },
      speedKey: data.speedKey, secondsAnEpoch: data.secondsAnEpoch, startSeconds: data.startSeconds,
    };
  }

  /** @returns {Origin} */
  get origin() {
    return { ...this.data.origin, whole: this.data.whole };
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
    if (!Object.is(this.values[control.field.name], value)) {
      this.values[control.field.name] = value;
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
    const differs = !Object.is(this.values[name], value);
    if (differs || this.reports.isUnsent || wasTyped || (settled && !this.reports.isSettled)) {
      if (name.endsWith(".kind") && differs) this.switchKind(name.split(".")[0], String(value));
      this.values[name] = value;
      if (settled) this.say(false);
      this.reports.report(settled || wasTyped);
    }
    // what is being typed stays as it is typed
    if (settled || focusedBeside(this.section) !== control.input) this.write(control);
    else control.move(this.shown(control.field));
    this.mark();
  }

  /**
   * @param {string} group
   * @param {string} kind
   */
  switchKind(group, kind) {
    const mine = ofGroup(this.values, group);
    this.remembered[String(this.values[`${group}.kind`])] = mine;
    for (const name of Object.keys(mine)) delete this.values[name];
    const { step, defaults } = this.data.origin;
    const ofStep = step[`${group}.kind`] === kind ? ofGroup(step, group) : {};
    this.values = { ...this.values, ...defaults[group][kind], ...ofStep, ...this.remembered[kind], [`${group}.kind`]: kind };
    for (const control of this.controls.values()) if (control.field.name.startsWith(`${group}.`)) this.write(control);
  }

  /**
   * The address and the draft have what was typed: whoever leaves the page finds it again, and its
   * script, told of it now, would run for this page again.
   * @param {MouseEvent} event
   */
  mayLeave(event) {
    const path = event.composedPath();
    if (!path.includes(this.section) && path.some((part) => part instanceof HTMLAnchorElement)) this.reports.cancel();
  }

  /** @param {Control} control */
  left(control) {
    this.reports.cancel();
    if (control.read() === undefined) return this.tellWrong();
    this.write(control);
    if (this.reports.isUnsent) this.reports.wait(() => control.commit(), LEAVING);
  }

  /** What stands in a field cannot be a value: what the page shows is of the last ones that could. */
  tellWrong() {
    this.mark();
    this.reports.report(true);
  }

  /** @param {string} name */
  meant(name) {
    return this.allDigits(name, this.values[name]);
  }

  /**
   * As many digits as there are, said by a number or by none.
   * @param {string} name
   * @param {Value} value
   */
  allDigits(name, value) {
    return name === "num_train" && Number(value) >= this.data.numDigits ? null : value;
  }

  /** Whoever reads drop(.1) in the layers learns which rate is trained with. */
  rateInForce() {
    const { dropout } = this.values;
    return typeof dropout === "number" ? `Every drop layer has the rate ${dropout}, as Dropout below Regularisation says.` : "";
  }

  get isWrong() {
    return [...this.controls.values()].some((control) => control.problem && !control.element.hidden);
  }

  /** @param {Control} control */
  reset(control) {
    this.take(control, published(control.field.name, this.values, this.origin), true);
    control.input.focus();
  }

  send() {
    this.call.setStateValue("edit", { place: this.place, values: { ...this.values }, link: this.link, isWrong: this.isWrong });
  }

  get link() {
    return { ...linkOf(this.data.base, this.values, this.origin), ...this.varying.link };
  }

  /**
   * Write what the controls say into the address and into the draft.
   * @param {boolean} isNew with a step for Back to what was there
   */
  say(isNew) {
    const { link } = this;
    remember(DRAFT, link);
    const address = addressWith(window.location.href, link, this.data.keys);
    if (address === window.location.href) return;
    if (isNew) window.history.pushState(window.history.state, "", address);
    else window.history.replaceState(window.history.state, "", address);
  }

  /**
   * @param {Field} field
   * @returns {number}
   */
  shown(field) {
    const value = this.values[field.name];
    return typeof value === "number" ? value : parseFloat((this.data.unset[field.name] ?? "").replaceAll(",", ""));
  }

  /** @param {Control} control */
  write(control) {
    control.write(this.values[control.field.name] ?? null, this.shown(control.field));
  }

  mark() {
    const marks = [];
    const problems = [];
    for (const control of this.controls.values()) {
      const { field, element } = control;
      element.hidden = control.isUnoffered || field.kinds.length > 0 && !field.kinds.includes(String(this.values[`${field.name.split(".")[0]}.kind`]));
      const before = published(field.name, this.values, this.origin);
      const differs = !element.hidden && !same(this.meant(field.name), this.allDigits(field.name, before));
      const problem = element.hidden ? "" : this.varying.problemOf(field.name) || control.problem || (this.data.problems[field.name] ?? "");
      control.mark(differs, before, this.data.unset[field.name], problem, field.name === "layers" ? this.rateInForce() : "");
      if (this.values[field.name] === null) control.move(this.shown(field));
      marks.push({ element, isChanged: differs, isVaried: this.varying.varied.has(field.name) });
      if (problem) {
        problems.push(problem);
        // where nobody looks, nobody sees it
        openAround(element);
      }
    }
    countInGroups(this.section, marks);
    this.varying.mark();
    const { isOn, refused } = this.varying;
    const planned = isOn ? this.varying.asked(this.values.seed).problem || refused[""] : "";
    const why = problems[0] ?? (planned || (this.data.problems[""] ?? ""));
    this.section.classList.toggle("wrong", Boolean(problems[0] ?? this.data.problems[""]));
    this.starting.show(why);
    const wanted = isOn ? this.wanted() : null;
    this.varying.price(wanted?.question ? { step: wanted.step, set: wanted.overrides, question: wanted.question } : null);
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("click", this.onClick, true);
    window.removeEventListener("popstate", this.onBack, true);
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
