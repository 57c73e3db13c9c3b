// What the server says of the network, beside its table: what is wrong, its figures against those of
// the network that it began as, and what strikes about it.

import { make, partOf } from "../shared/element.js";
import { withCode } from "../shared/layer_rows.js";

/** @import { Base } from "./draft_bar.js" */

/**
 * @typedef {object} Answer
 * @property {string} text the network in the notation's own spelling, as far as it can be read
 * @property {string | null} error
 * @property {number} parameters
 * @property {string} line
 * @property {string} budget
 * @property {string[]} notices
 */

export class AnswerView {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.area = partOf(section, "textarea", HTMLTextAreaElement);
    this.problem = partOf(section, ".problem");
    this.begin = partOf(section, ".begin");
    this.figures = partOf(section, ".figures");
    this.budget = partOf(section, ".budget");
    this.line = partOf(section, ".line");
    this.base = partOf(section, ".base");
    this.notices = partOf(section, ".notices");
  }

  /**
   * @param {Answer} answer
   * @param {{ base: Base, budgets: number[] }} against
   */
  show(answer, { base, budgets }) {
    // nothing is wrong with what is not begun
    const isBlank = !answer.text;
    this.complain(isBlank ? null : answer.error);
    this.begin.hidden = !isBlank;
    this.figures.hidden = isBlank;
    this.showParameters(answer.parameters, Math.max(...budgets));
    this.line.textContent = [answer.line, answer.budget].filter(Boolean).join(" · ");
    this.base.hidden = Boolean(answer.error);
    this.base.textContent = againstBase(answer.parameters, base);
    this.notices.replaceChildren(...answer.notices.map(noticeOf));
  }

  /** @param {string | null} sentence */
  complain(sentence) {
    const { problem } = this;
    problem.hidden = !sentence;
    if (problem.dataset.said !== (sentence ?? "")) problem.replaceChildren(...withCode(sentence ?? ""));
    problem.dataset.said = sentence ?? "";
    this.area.setAttribute("aria-invalid", String(Boolean(sentence)));
  }

  /**
   * @param {number} parameters
   * @param {number} most
   */
  showParameters(parameters, most) {
    this.budget.style.setProperty("--used", `${Math.min(100, (100 * parameters) / most)}%`);
    this.budget.classList.toggle("over", parameters >= most);
    this.budget.title = `${parameters.toLocaleString("en")} of ${most.toLocaleString("en")} parameters`;
  }
}

/**
 * @param {number} parameters
 * @param {Base} base
 */
function againstBase(parameters, base) {
  const more = parameters - base.parameters;
  const against = more ? `${Math.abs(more).toLocaleString("en")} ${more > 0 ? "more" : "fewer"} than` : "as many parameters as";
  return `${against} ${base.name}, which has ${base.parameters.toLocaleString("en")}`;
}

/** @param {string} sentence */
function noticeOf(sentence) {
  const item = make("li");
  item.append(...withCode(sentence));
  return item;
}
