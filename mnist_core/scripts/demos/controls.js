// What is chosen with, by finger, mouse and keyboard: native controls, so that each works as people
// and their readers know it.

import { make } from "../dom.js";

let numChoices = 0;

/**
 * One of several pictures, as radio buttons.
 * @param {string} legend
 * @param {{ label: string, picture?: HTMLElement, text?: string }[]} options label: said, not shown, where there is a picture
 * @param {number} chosen
 * @param {(place: number) => void} onChoose
 */
export function choice(legend, options, chosen, onChoose) {
  numChoices += 1;
  const name = `demo-choice-${numChoices}`;
  const group = make("fieldset", "demo-choice");
  group.append(make("legend", "", legend));
  const row = make("div", "demo-row");
  options.forEach(({ label, picture, text }, place) => {
    const option = make("label", picture ? "demo-option pictured" : "demo-option");
    const input = make("input");
    input.type = "radio";
    input.name = name;
    input.checked = place === chosen;
    input.onchange = () => onChoose(place);
    option.append(input);
    if (picture) {
      input.setAttribute("aria-label", label);
      option.append(picture);
      if (text) option.append(make("span", "", text));
    } else {
      option.append(make("span", "", label));
    }
    row.append(option);
  });
  group.append(row);
  return group;
}

/**
 * Another one is chosen, not by a person.
 * @param {HTMLElement} group made by `choice`
 * @param {number} place
 */
export function choose(group, place) {
  group.querySelectorAll("input")[place].checked = true;
}

/**
 * @param {string} text
 * @param {() => void} onPress
 */
export function button(text, onPress) {
  const made = make("button", "demo-button", text);
  made.type = "button";
  made.onclick = onPress;
  return made;
}

/**
 * A number on a slider, with its name before and its value behind it.
 * @param {string} label
 * @param {{ low: number, high: number, step: number, value: number }} range
 * @param {(value: number) => string} inWords
 * @param {(value: number) => void} onMove
 */
export function slider(label, { low, high, step, value }, inWords, onMove) {
  const row = make("label", "demo-slider");
  const input = make("input");
  const shown = make("output");
  input.type = "range";
  Object.assign(input, { min: String(low), max: String(high), step: String(step), value: String(value) });
  const say = () => {
    shown.textContent = inWords(Number(input.value));
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.oninput = () => {
    say();
    onMove(Number(input.value));
  };
  say();
  row.append(make("span", "", label), input, shown);
  return {
    row,
    /** @param {number} moved */
    set(moved) {
      input.value = String(moved);
      say();
    },
  };
}

/**
 * A picture with its heading above it and perhaps a line below.
 * @param {string} heading
 * @param {Element[]} parts
 */
export function figure(heading, ...parts) {
  const made = make("figure", "demo-figure");
  made.append(make("figcaption", "", heading), ...parts);
  return made;
}

/**
 * A canvas that is touched, and moved on by arrow keys.
 * @param {HTMLCanvasElement} canvas
 * @param {(down: number, right: number) => void} onArrow one of them -1 or 1, the other 0
 */
export function byArrows(canvas, onArrow) {
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.classList.add("demo-touch");
  canvas.onkeydown = (event) => {
    /** @type {Record<string, [number, number]>} */
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onArrow(...step);
  };
}

/**
 * A canvas that is gone over cell by cell: by finger, by mouse also without a button, by arrow keys.
 * @param {HTMLCanvasElement} canvas
 * @param {{ rows: number, columns: number, at: () => [row: number, column: number], moved: (row: number, column: number) => void }} grid
 *   moved: never outside
 */
export function overGrid(canvas, { rows, columns, at, moved }) {
  const go = (/** @type {number} */ row, /** @type {number} */ column) => {
    const within = (/** @type {number} */ value, /** @type {number} */ num) => Math.max(0, Math.min(num - 1, value));
    const [to, across] = [within(row, rows), within(column, columns)];
    const [before, beforeAcross] = at();
    if (to !== before || across !== beforeAcross) moved(to, across);
  };
  const point = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    go(Math.floor(((event.clientY - box.top) / box.height) * rows), Math.floor(((event.clientX - box.left) / box.width) * columns));
  };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    point(event);
  };
  canvas.onpointermove = (event) => {
    if (event.pointerType === "mouse" || event.buttons) point(event);
  };
  byArrows(canvas, (down, right) => {
    const [row, column] = at();
    go(row + down, column + right);
  });
}
