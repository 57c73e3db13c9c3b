// All controls of a recipe, in their groups: they show what is said, and each says what is wrong with it.

import { focusedBeside, partOf } from "../shared/element.js";
import { Control } from "./control.js";
import { countInGroups, groupOf, openAround } from "./groups.js";

/** @import { Contents } from "./contents.js" */
/** @import { Told } from "./control.js" */
/** @import { Group } from "./groups.js" */
/** @import { SaidValues } from "./said_values.js" */
/** @import { Field } from "./values.js" */
/** @import { Varying } from "./varying.js" */

export class Controls {
  /**
   * @param {HTMLElement} section
   * @param {Group[]} groups the first stands above Start
   * @param {SaidValues} said
   * @param {Told} holder hears of what a person changes
   */
  constructor(section, groups, said, holder) {
    this.section = section;
    this.said = said;
    this.holder = holder;
    this.byName = /** @type {Map<string, Control>} */ (new Map());
    const [length, ...others] = groups;
    partOf(section, ".length").replaceChildren(...length.fields.map((field) => this.control(field)));
    partOf(section, ".groups").replaceChildren(...others.map((group) => groupOf(group, (field) => this.control(field))));
  }

  /** @param {Field} field */
  control(field) {
    const control = new Control(field, this.holder);
    this.byName.set(field.name, control);
    return control.element;
  }

  /** Whether what stands in a field can be no value. */
  get isWrong() {
    return [...this.byName.values()].some((control) => control.problem && !control.element.hidden);
  }

  /**
   * What a choice offers that is known only now; one that offers nothing is not shown.
   * @param {Contents["choices"]} choices
   */
  offer(choices) {
    for (const [name, offered] of Object.entries(choices)) {
      const control = this.byName.get(name);
      if (!control) continue;
      control.offer(offered);
      this.writeOne(control);
    }
  }

  /** @param {string} [beginning] of the names of those that are written; all where there is none */
  write(beginning = "") {
    for (const [name, control] of this.byName) if (name.startsWith(beginning)) this.writeOne(control);
  }

  /** @param {Control} control */
  writeOne(control) {
    control.write(this.said.values[control.field.name] ?? null, this.said.shown(control.field));
  }

  /** Whoever starts means what stands in the field. */
  settle() {
    const focused = focusedBeside(this.section);
    for (const control of this.byName.values()) if (control.input === focused && control.field.kind !== "switch") control.commit();
  }

  /** @param {string} name */
  open(name) {
    const control = this.byName.get(name);
    if (control) openAround(control.element);
  }

  /**
   * Say of each whether it is changed and what is wrong with it; the first thing that is wrong.
   * @param {Varying} varying
   */
  mark(varying) {
    const marks = [...this.byName.values()].map((control) => this.markOne(control, varying));
    countInGroups(this.section, marks);
    return marks.find(({ problem }) => problem)?.problem;
  }

  /**
   * @param {Control} control
   * @param {Varying} varying
   */
  markOne(control, varying) {
    const { said } = this;
    const { field, element } = control;
    const { name } = field;
    element.hidden = control.isUnoffered || !said.has(field);
    const isChanged = !element.hidden && said.differs(name);
    const problem = element.hidden ? "" : varying.problemOf(name) || control.problem || (said.data.problems[name] ?? "");
    control.mark(isChanged, said.published(name), said.data.unset[name], problem, said.remarkOn(name));
    if (said.values[name] === null) control.move(said.shown(field));
    // where nobody looks, nobody sees it
    if (problem) openAround(element);
    return { element, isChanged, isVaried: varying.varied.has(name), problem };
  }
}
