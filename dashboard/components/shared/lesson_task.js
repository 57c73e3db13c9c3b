// The lesson whose task somebody of this tab set out for, so that other pages can lead back to it.

import { addressOf } from "./address.js";
import { make } from "./element.js";
import { remember, remembered } from "./tab_memory.js";

/** @typedef {{ lesson: string, language: string, title: string }} LessonTask */

const TASK = "lesson task";

/** @param {LessonTask | null} task null once it was come back from */
export function setOut(task) {
  remember(TASK, task);
}

/** A link back to the task; null where nobody set out for one. */
export function wayBack() {
  const task = /** @type {LessonTask | null} */ (remembered(TASK));
  if (!task) return null;
  const link = make("a", "", `Back to the lesson “${task.title}”`);
  link.href = addressOf(`lessons?${new URLSearchParams({ lesson: task.lesson, part: "your-turn", language: task.language })}`);
  return link;
}
