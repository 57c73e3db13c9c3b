// An experiment planned with the recipe's controls: which settings are varied, with how many seeds, and
// what that will cost, asked of the server once nobody types any more.

import { buttonOf, partOf } from "../shared/element.js";
import { LatestQuestion } from "../shared/client/latest_question.js";
import { planInLink, planOfLink, questionOf, USUAL } from "./plan.js";
import { PlanBox } from "./plan_box.js";
import { begun, PREFIX, readVaried, varyInLink, varyOfLink } from "./varied.js";
import { VaryBox, varyButton } from "./vary_box.js";

/** @import { Control } from "./control.js" */
/** @import { Link } from "./link.js" */
/** @import { Plan, Question } from "./plan.js" */
/** @import { Cost } from "./plan_box.js" */
/** @import { Setting, Varied } from "./varied.js" */
/** @import { Value } from "./values.js" */

const RESTING = 450; // milliseconds without a change before the cost is asked for
const PLAN_PREFIX = `${PREFIX}plan.`;

export class Varying {
  /**
   * @param {HTMLElement} section
   * @param {() => Map<string, Control>} controls
   * @param {(isSettled: boolean) => void} changed by a person
   * @param {() => void} told by the server
   */
  constructor(section, controls, changed, told) {
    this.section = section;
    this.controls = controls;
    this.changed = changed;
    this.told = told;
    this.varied = /** @type {Map<string, Varied>} */ (new Map());
    this.boxes = /** @type {Map<string, VaryBox>} */ (new Map());
    this.refused = /** @type {Record<string, string>} */ ({}); // by the server, by key, or "" for none
    this.plan = /** @type {Plan} */ ({ ...USUAL });
    this.isOpen = false;
    this.askedFor = "";
    /** @type {LatestQuestion<unknown, Cost>} */
    this.costs = new LatestQuestion("sweeps/cost", (cost) => this.priced(cost), (sentence) => this.refuse(sentence));
    this.opener = buttonOf("Vary settings", () => this.open(!this.isOpen), "opener");
    this.opener.title = "Try several values of any setting, with several seeds: an experiment";
    this.planBox = new PlanBox((change, isSettled) => this.planned(change, isSettled));
    partOf(section, ".starting").before(this.planBox.element);
    partOf(section, ".opening").append(this.opener);
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    this.isOpen = isOpen;
    if (!isOpen && this.varied.size) {
      this.varied.clear();
      this.arrange();
      this.changed(true);
    }
    this.arrange();
  }

  /**
   * A control's button; null where no experiment varies it.
   * @param {Control} control
   */
  buttonFor(control) {
    return control.field.varies ? varyButton(control.field, () => this.toggle(control)) : null;
  }

  /** @param {Control} control */
  toggle(control) {
    const { field, shown, input } = control;
    if (this.varied.delete(field.name)) {
      this.arrange();
      this.changed(true);
      return control.varyButton?.focus();
    }
    this.varied.set(field.name, begun(field, field.kind === "switch" ? null : input.value, shown));
    this.arrange();
    this.changed(true);
    this.boxes.get(field.name)?.focus();
  }

  /**
   * Begin anew with what the address says.
   * @param {Link} link
   */
  begin(link) {
    this.varied.clear();
    const plan = /** @type {Record<string, string>} */ ({});
    for (const [name, text] of Object.entries(link)) {
      if (name.startsWith(PLAN_PREFIX)) plan[name.slice(PLAN_PREFIX.length)] = text;
      else if (name.startsWith(PREFIX)) {
        const control = this.controls().get(name.slice(PREFIX.length));
        if (control) this.varied.set(control.field.name, varyOfLink(control.field, text));
      }
    }
    this.plan = planOfLink(plan);
    this.isOpen ||= this.isOn;
    this.refused = {};
    this.askedFor = "";
    this.arrange();
  }

  get isOn() {
    return this.varied.size > 0;
  }

  /** @returns {Link} */
  get link() {
    if (!this.isOn) return {};
    const varied = [...this.varied].map(([name, one]) => [PREFIX + name, varyInLink(this.fieldOf(name), one)]);
    const plan = Object.entries(planInLink(this.plan)).map(([name, text]) => [PLAN_PREFIX + name, text]);
    return Object.fromEntries([...varied, ...plan]);
  }

  /**
   * @param {string} name of a control
   * @returns {string} what is wrong with what is tried of it
   */
  problemOf(name) {
    const varied = this.varied.get(name);
    if (!varied) return "";
    return readVaried(this.fieldOf(name), varied).problem || this.refused[name] || "";
  }

  /** @param {Value} seed of the recipe */
  asked(seed) {
    const settings = [];
    for (const [name, varied] of this.varied) {
      const { setting, problem } = readVaried(this.fieldOf(name), varied);
      if (!setting) return { question: null, problem };
      settings.push(setting);
    }
    return questionOf(this.plan, settings, Number(seed) || 0);
  }

  /** @param {string} name */
  fieldOf(name) {
    const control = this.controls().get(name);
    if (!control) throw new Error(`no control ${name}`);
    return control.field;
  }

  /**
   * @param {Partial<Plan>} change
   * @param {boolean} isSettled
   */
  planned(change, isSettled) {
    this.plan = { ...this.plan, ...change };
    this.arrange(false);
    this.changed(isSettled);
  }

  /** @param {boolean} [writes] what is being typed stays as it is typed */
  arrange(writes = true) {
    this.section.classList.toggle("varying", this.isOpen);
    this.section.classList.toggle("asks", this.isOn);
    this.opener.setAttribute("aria-pressed", String(this.isOpen));
    this.opener.textContent = this.isOpen && this.isOn ? "Vary nothing" : "Vary settings";
    for (const [name, control] of this.controls()) this.arrangeControl(name, control, writes);
    this.planBox.show(this.plan, this.settings, writes);
  }

  /**
   * @param {string} name
   * @param {Control} control
   * @param {boolean} writes
   */
  arrangeControl(name, control, writes) {
    const varied = this.varied.get(name);
    control.element.classList.toggle("varied", Boolean(varied));
    control.varyButton?.setAttribute("aria-pressed", String(Boolean(varied)));
    let box = this.boxes.get(name);
    if (!varied) {
      box?.element.remove();
      this.boxes.delete(name);
      return;
    }
    if (!box) {
      box = new VaryBox(control.field, control.note.id, (typed, isSettled) => this.tried(name, typed, isSettled));
      this.boxes.set(name, box);
      control.note.before(box.element);
      box.write(varied);
    } else if (writes) box.write(varied);
  }

  /**
   * @param {string} name
   * @param {Varied} varied
   * @param {boolean} isSettled
   */
  tried(name, varied, isSettled) {
    this.varied.set(name, varied);
    delete this.refused[name];
    this.arrange(false);
    this.changed(isSettled);
  }

  get settings() {
    return /** @type {Setting[]} */ ([...this.varied].flatMap(([name, varied]) => readVaried(this.fieldOf(name), varied).setting ?? []));
  }

  /**
   * The question in words: as it was typed, else what is varied.
   * @param {string} step
   */
  nameFor(step) {
    const labels = [...this.varied.keys()].map((name) => this.fieldOf(name).label.replace(/,.*/, "").toLowerCase());
    const [last, ...others] = labels.reverse();
    return this.planBox.nameOr(`Which ${others.length ? `${others.reverse().join(", ")} and ` : ""}${last} on ${step}?`);
  }

  /** What is wrong stands at its field. */
  mark() {
    for (const [name, box] of this.boxes) box.mark(this.problemOf(name));
  }

  /**
   * @param {{ step: string, set: Record<string, Value>, question: Question } | null} body null where
   *   nothing is varied, or nothing that could be trained
   */
  price(body) {
    const text = body ? JSON.stringify(body) : "";
    if (text === this.askedFor) return;
    this.askedFor = text;
    if (!body) return this.planBox.tellCost(null);
    this.planBox.outdateCost();
    this.costs.ask(body, RESTING);
  }

  /** @param {Cost} cost */
  priced(cost) {
    if (!this.askedFor) return;
    this.refused = {};
    this.planBox.tellCost(cost);
    this.told();
  }

  /** @param {string} sentence */
  refuse(sentence) {
    if (!this.askedFor) return;
    const named = [...this.varied.keys()].sort((one, other) => other.length - one.length).find((name) => sentence.includes(name));
    this.refused = { [named ?? ""]: sentence };
    this.planBox.tellCost(null);
    this.told();
  }

  destroy() {
    this.costs.end();
  }
}
