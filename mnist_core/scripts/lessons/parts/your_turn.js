// A task that the lab checks from the person's own runs, with hints that come one at a time.

import { make, withCode } from "../../dom.js";
import { sentenceOf } from "../../sentence.js";
import { showBlocks } from "../blocks.js";

/** @import { CheckedTask, Host, Lesson, TaskBlock, TaskCheck } from "../messages.js" */
/** @import { LessonState } from "../state.js" */

/** @type {import("../messages.js").ShowPart} */
export function showYourTurn(box, lesson, state, host) {
  return showBlocks(box, "your-turn", lesson, state, host, {
    task: (/** @type {TaskBlock} */ block) => {
      const task = new OwnTask(block, lesson, state, host);
      return { element: task.section, destroy: () => task.destroy() };
    },
  });
}

class OwnTask {
  /**
   * @param {TaskBlock} block
   * @param {Lesson} lesson
   * @param {LessonState} state
   * @param {Host} host
   */
  constructor(block, lesson, state, host) {
    this.block = block;
    this.lesson = lesson;
    this.state = state;
    this.host = host;
    this.words = state.words;
    this.isGone = false;
    this.section = make("section", "task");
    this.build();
    if (host.canTrain) this.check(state.place.task_run);
  }

  build() {
    const { block, host, lesson, words, section } = this;
    const wanted = make("p", "wanted");
    wanted.append(...withCode(block.text));
    section.append(wanted);
    if (block.counts) section.append(make("p", "counts", words.say(block.counts === "best" ? "your-turn.counts-best" : "your-turn.counts-last")));
    const address = host.canTrain ? host.addressOf(trainPath(block)) : null;
    if (address) {
      const link = make("a", "open", words.say("your-turn.open"));
      link.href = address;
      link.onclick = () => host.setsOut?.(lesson);
      section.append(link, make("p", "come-back", words.say("your-turn.come-back")));
    }
    if (!host.canTrain) section.append(make("p", "", words.say("your-turn.no-lab")));
    this.checked = make("div", "checked");
    this.checked.setAttribute("role", "status");
    this.choice = make("label", "run-choice");
    this.select = make("select");
    this.select.onchange = () => this.check(this.select?.value || null);
    this.choice.append(make("span", "", words.say("your-turn.choose")), this.select);
    this.choice.hidden = true;
    this.again = make("button", "again", words.say("your-turn.check"));
    this.again.type = "button";
    this.again.onclick = () => this.check(this.select?.value || null);
    const controls = make("div", "controls");
    controls.append(this.choice, this.again);
    controls.hidden = !host.canTrain;
    this.hints = make("ol", "hints");
    this.hints.setAttribute("aria-label", words.say("your-turn.hints"));
    this.hint = make("button", "hint");
    this.hint.type = "button";
    this.hint.onclick = () => this.showHint();
    section.append(this.checked, controls, this.hints, this.hint);
    this.sayHints();
  }

  /** @param {string | null} run else the newest ones */
  async check(run) {
    try {
      const found = await this.host.checkTask(this.lesson, run);
      if (!this.isGone && found) this.show(found, run);
    } catch (error) {
      if (this.isGone) return;
      // the run that solved it may have been deleted since
      if (run !== null && run === this.state.place.task_run && !this.select?.value) {
        this.check(null);
        return;
      }
      this.checked?.replaceChildren(make("p", "", sentenceOf(error)));
    }
  }

  /**
   * @param {CheckedTask} found
   * @param {string | null} asked
   */
  show({ checked, runs }, asked) {
    const { block, state, words } = this;
    this.offer(runs, asked);
    if (!checked) {
      const none = block.step ? words.say("your-turn.none", { step: block.step }) : words.say("your-turn.none-any");
      this.checked?.replaceChildren(make("p", "", none));
      return;
    }
    if (checked.is_solved && state.place.task_run !== checked.key) state.keep({ task_run: checked.key });
    this.checked?.replaceChildren(make("p", "run", checked.label), conditionList(checked, words), make("p", "verdict", words.say(verdictOf(checked))));
  }

  /**
   * @param {{ key: string, label: string }[]} runs
   * @param {string | null} asked
   */
  offer(runs, asked) {
    if (!this.choice || !this.select) return;
    this.choice.hidden = !runs.length;
    this.select.replaceChildren(
      new Option(this.words.say("your-turn.newest"), ""),
      ...runs.map(({ key, label }) => new Option(label, key, false, key === asked)));
  }

  showHint() {
    this.state.keep({ num_hints: Math.min(this.block.hints.length, this.state.place.num_hints + 1) });
    this.sayHints();
    const last = this.hints?.lastElementChild;
    if (last instanceof HTMLElement) last.focus();
  }

  sayHints() {
    const { block, state, words } = this;
    const num = Math.min(block.hints.length, state.place.num_hints);
    this.hints?.replaceChildren(...block.hints.slice(0, num).map((text) => {
      const item = make("li");
      item.append(...withCode(text));
      item.tabIndex = -1;
      return item;
    }));
    if (!this.hint) return;
    this.hint.hidden = num === block.hints.length;
    this.hint.textContent = words.say("your-turn.hint", { num: words.number(num + 1), all: words.number(block.hints.length) });
  }

  destroy() {
    this.isGone = true;
  }
}

/**
 * The page Train with the step opened, and its settings as the task begins.
 * @param {Pick<TaskBlock, "step" | "set">} block
 */
export function trainPath({ step, set }) {
  const settings = Object.entries(set).map(([name, value]) => [name, value === null ? "none" : String(value)]);
  const query = new URLSearchParams([...(step ? [["step", step]] : []), ...settings]);
  return query.size ? `/train?${query}` : "/train";
}

/** @param {TaskCheck} checked */
function verdictOf({ is_solved: isSolved, is_finished: isFinished }) {
  if (isSolved) return "your-turn.solved";
  return isFinished ? "your-turn.not-solved" : "your-turn.not-finished";
}

/**
 * @param {TaskCheck} checked
 * @param {import("../words.js").Words} words
 */
function conditionList({ conditions }, words) {
  const list = make("ul", "conditions");
  for (const condition of conditions) {
    const item = make("li", condition.holds ? "met" : "not-met", condition.words);
    item.append(make("span", "mark", words.say(condition.holds ? "your-turn.met" : "your-turn.not-met")));
    list.append(item);
  }
  return list;
}
