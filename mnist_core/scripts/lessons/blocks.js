// Blocks of a lesson: texts and pictures are shown here, each part brings those of its own.

import { showDemo } from "../demos/demo.js";
import { make } from "../dom.js";
import { curvesOf, digitsOf, layersOf } from "./pictures.js";

/** @import { Block, DemoBlock, Host, Lesson, PartName, Shown } from "./messages.js" */
/** @import { LessonState } from "./state.js" */

/**
 * What shows a block: an element with what ends it, or nothing where there is nothing to see.
 * @typedef {(block: any) => { element: Element, destroy?: () => void } | null} ShowBlock
 */

/**
 * All blocks of a part, in order.
 * @param {HTMLElement} box
 * @param {PartName} name
 * @param {Lesson} lesson
 * @param {LessonState} state
 * @param {Host} host
 * @param {Partial<Record<Block["block"], ShowBlock>>} [own] the part's own blocks, by their kind
 * @returns {Shown}
 */
export function showBlocks(box, name, lesson, state, host, own = {}) {
  const part = lesson.parts.find((one) => one.name === name);
  /** @type {Partial<Record<Block["block"], ShowBlock>>} */
  const shows = {
    text: (block) => ({ element: textOf(block.html, host) }),
    digits: (block) => digitsOf(block, state.words),
    layers: (block) => layersOf(block, state.words),
    curves: (block) => curvesOf(block, state.words),
    demo: (block) => demoOf(block, lesson.language, host),
    ...own,
  };
  const ends = (part?.blocks ?? []).map((block) => {
    const shown = shows[block.block]?.(block);
    if (shown) box.append(shown.element);
    return shown?.destroy;
  });
  return { destroy: () => ends.forEach((end) => end?.()) };
}

/**
 * Text that the lab made of Markdown; its links lead to this lab's pages.
 * @param {string} html
 * @param {Host} host
 */
function textOf(html, host) {
  const text = make("div", "text");
  text.innerHTML = html;
  for (const link of text.querySelectorAll("a")) {
    const path = link.getAttribute("href") ?? "";
    if (!path.startsWith("/")) {
      link.rel = "noreferrer";
      link.target = "_blank";
      continue;
    }
    const address = host.addressOf(path);
    if (address) link.href = address;
    else link.replaceWith(...link.childNodes);
  }
  return text;
}

/**
 * @param {DemoBlock} block
 * @param {string} language
 * @param {Host} host
 */
function demoOf(block, language, host) {
  const element = make("div", "touch");
  const demo = showDemo(element, { ...block, language }, host.demos);
  return { element, destroy: () => demo.end() };
}
