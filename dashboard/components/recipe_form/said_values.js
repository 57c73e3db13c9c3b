// What the controls of a recipe say, held against the step: what was published, what differs from it, and
// what the settings of another optimiser or schedule were.

import { published } from "./link.js";
import { ofGroup, same } from "./values.js";

/** @import { Contents } from "./contents.js" */
/** @import { Origin } from "./link.js" */
/** @import { Field, Value, Values } from "./values.js" */

export class SaidValues {
  /** @param {Contents} data */
  constructor(data) {
    this.data = data;
    this.values = /** @type {Values} */ ({});
    this.ofOthers = /** @type {Record<string, Values>} */ ({}); // what was said of another optimiser or schedule
  }

  begin() {
    this.values = { ...this.data.start };
    this.ofOthers = {};
  }

  /** @returns {Origin} */
  get origin() {
    return { ...this.data.origin, whole: this.data.whole };
  }

  /** @param {string} name */
  published(name) {
    return published(name, this.values, this.origin);
  }

  /**
   * @param {string} group
   * @param {string} kind
   */
  switchKind(group, kind) {
    const mine = ofGroup(this.values, group);
    this.ofOthers[String(this.values[`${group}.kind`])] = mine;
    for (const name of Object.keys(mine)) delete this.values[name];
    const { step, defaults } = this.data.origin;
    const ofStep = step[`${group}.kind`] === kind ? ofGroup(step, group) : {};
    this.values = { ...this.values, ...defaults[group][kind], ...ofStep, ...this.ofOthers[kind], [`${group}.kind`]: kind };
  }

  /**
   * Whether the optimiser, or the schedule, that is chosen has this setting.
   * @param {Field} field
   */
  has({ name, kinds }) {
    return kinds.length === 0 || kinds.includes(String(this.values[`${name.split(".")[0]}.kind`]));
  }

  /** @param {string} name */
  differs(name) {
    return !same(this.allDigits(name, this.values[name]), this.allDigits(name, this.published(name)));
  }

  /**
   * As many digits as there are, said by a number or by none.
   * @param {string} name
   * @param {Value} value
   */
  allDigits(name, value) {
    return name === "num_train" && Number(value) >= this.data.numDigits ? null : value;
  }

  /**
   * The number that a control stands for, also an empty one.
   * @param {Field} field
   */
  shown({ name }) {
    const value = this.values[name];
    return typeof value === "number" ? value : parseFloat((this.data.unset[name] ?? "").replaceAll(",", ""));
  }

  /** What decides how long it takes. */
  get size() {
    const { numDigits, numTest } = this.data;
    /** @type {(name: string, otherwise: number) => number} */
    const number = (name, otherwise) => Number(this.values[name] ?? otherwise);
    return { epochs: number("epochs", 1), num_train: Math.min(number("num_train", numDigits), numDigits),
      held_out: number("held_out", 0), batch_size: number("batch_size", 1), num_test: numTest };
  }

  /**
   * Whoever reads drop(.1) in the layers learns which rate is trained with.
   * @param {string} name
   */
  remarkOn(name) {
    const { dropout } = this.values;
    return name === "layers" && typeof dropout === "number"
      ? `Every drop layer has the rate ${dropout}, as Dropout below Regularisation says.` : "";
  }
}
