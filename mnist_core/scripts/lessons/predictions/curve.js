// Sketch a curve on an empty chart, by pen, mouse or keys; another run's may be drawn there already.

import { make } from "../../dom.js";
import { CurveChart } from "../curve_chart.js";
import { GivenCurve } from "./given_curve.js";
import { beginsAt, filled, sketchOf, stroked } from "./sketch.js";

/** @import { Line } from "../curve_chart.js" */
/** @import { Asked, Ask } from "../parts/predict.js" */

const MANY = 20; // increments of Page Up and Page Down

/** @type {Ask} */
export function askCurve(box, asked) {
  const sketch = new CurveSketch(box, asked);
  return { destroy: () => sketch.destroy() };
}

class CurveSketch {
  /**
   * @param {HTMLElement} box
   * @param {Asked} asked
   */
  constructor(box, { block, answer, tell, lesson, state, host, heading }) {
    const { words } = state;
    this.block = block;
    this.words = words;
    this.tell = tell;
    this.values = sketchOf(answer, block.epochs);
    this.epoch = 1;
    this.last = /** @type {{ epoch: number, value: number } | null} */ (null);
    this.label = lesson.runs.find(({ name }) => name === block.run)?.label ?? block.run;
    this.given = /** @type {Line[]} */ ([]);
    this.chart = new CurveChart(box, { epochs: block.epochs, low: block.low, high: block.high, measure: block.measure, words });
    // what the keys do, and the value, stand where they are seen while the chart has the focus
    const keys = make("p", "keys", words.say("predict.keys"));
    keys.id = `${heading}-keys`;
    this.said = make("p", "values");
    this.chart.place.before(make("p", "how", words.say("predict.sketch")), keys, this.said);
    const { svg } = this.chart;
    svg.classList.add("sketched");
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("role", "slider");
    svg.setAttribute("aria-labelledby", heading);
    svg.setAttribute("aria-describedby", `${heading}-keys`);
    svg.setAttribute("aria-valuemin", String(block.low));
    svg.setAttribute("aria-valuemax", String(block.high));
    svg.onpointerdown = (event) => this.begin(event);
    svg.onpointermove = (event) => this.drag(event);
    svg.onpointerup = svg.onpointercancel = () => { this.last = null; };
    svg.onkeydown = (event) => this.key(event);
    svg.onfocus = () => this.mark(svg.matches(":focus-visible"));
    svg.onblur = () => this.mark(false);
    const clear = make("button", "clear", words.say("predict.clear"));
    clear.type = "button";
    clear.onclick = () => this.change(this.values.map(() => null));
    const tools = make("div", "tools");
    tools.append(clear);
    box.append(tools);
    const given = lesson.runs.find(({ name }) => name === block.given);
    if (given) this.source = new GivenCurve(box, block, given, lesson, state, host, (values) => this.give(given.label, values));
    this.draw();
  }

  /**
   * The curve of the other run is known.
   * @param {string} name
   * @param {number[]} values
   */
  give(name, values) {
    this.given = [{ name, values: values.slice(0, this.block.epochs), kind: "run-1" }];
    this.draw();
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button !== 0) return;
    this.chart.svg.setPointerCapture(event.pointerId);
    this.last = this.placeOf(event);
    this.change(stroked(this.values, this.last, this.last, this.rounded));
  }

  /** @param {PointerEvent} event */
  drag(event) {
    if (!this.last) return;
    const place = this.placeOf(event);
    if (place.epoch === this.last.epoch && place.value === this.last.value) return;
    const drawn = stroked(this.values, this.last, place, this.rounded);
    this.last = place;
    this.change(drawn);
  }

  /** @param {PointerEvent} event */
  placeOf(event) {
    const { left, top } = this.chart.svg.getBoundingClientRect();
    const { scale } = this.chart;
    // a page that is enlarged as a whole enlarges both
    const enlarged = this.chart.svg.getBoundingClientRect().width / scale.frame.width || 1;
    this.epoch = scale.epochAt((event.clientX - left) / enlarged);
    return { epoch: this.epoch, value: scale.valueAt((event.clientY - top) / enlarged) };
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    /** @type {Record<string, number>} */
    const epochs = { ArrowLeft: this.epoch - 1, ArrowRight: this.epoch + 1, Home: 1, End: this.block.epochs };
    /** @type {Record<string, number>} */
    const moves = { ArrowUp: 1, ArrowDown: -1, PageUp: MANY, PageDown: -MANY };
    if (event.key in epochs) this.epoch = Math.min(this.block.epochs, Math.max(1, epochs[event.key]));
    else if (event.key in moves) this.move(moves[event.key]);
    else if (event.key === "Delete" || event.key === "Backspace") this.put(null);
    else return;
    event.preventDefault();
    this.mark(true);
    this.say();
  }

  /** @param {number} steps */
  move(steps) {
    const { scale } = this.chart;
    const isSet = this.values[this.epoch - 1] !== null;
    const value = beginsAt(this.values, this.epoch, this.block);
    this.put(scale.rounded(isSet ? value + steps * scale.increment : value));
  }

  /** @param {number | null} value of the epoch in hand */
  put(value) {
    const values = [...this.values];
    values[this.epoch - 1] = value;
    this.change(values);
  }

  /** @param {(number | null)[]} values */
  change(values) {
    this.values = filled(values, this.rounded);
    this.draw();
    this.tell(this.values.some((value) => value !== null) ? this.values : null);
  }

  /** @param {boolean} isHere */
  mark(isHere) {
    this.chart.mark(isHere ? this.epoch : 0);
  }

  draw() {
    this.chart.invitation = this.values.every((value) => value === null) ? this.words.say("predict.draw-here") : "";
    this.chart.draw([...this.given, { name: this.words.say("predict.yours", { name: this.label }), values: this.values, kind: "guess" }]);
    this.chart.svg.removeAttribute("aria-label");
    this.say();
  }

  say() {
    const { words, values, epoch, chart } = this;
    const value = values[epoch - 1];
    const said = value === null ? words.say("predict.no-value", { epoch })
      : words.say("predict.value", { epoch, value: words.number(value, chart.scale.decimals) });
    chart.svg.setAttribute("aria-valuetext", said);
    chart.svg.setAttribute("aria-valuenow", String(value ?? this.block.low));
    const open = values.flatMap((one, place) => (one === null ? [place + 1] : []));
    const told = value === null && open.length ? [] : [said];
    if (open.length) told.push(words.say("predict.open", { epochs: listOf(open) }));
    this.said.textContent = told.join(" · ");
  }

  rounded = (/** @type {number} */ value) => this.chart.scale.rounded(value);

  destroy() {
    this.source?.destroy();
    this.chart.destroy();
  }
}

/**
 * `1`, `1, 2`, `1–5`.
 * @param {number[]} numbers in order
 */
export function listOf(numbers) {
  const isRow = numbers.every((number, place) => number === numbers[0] + place);
  return numbers.length > 2 && isRow ? `${numbers[0]}–${numbers.at(-1)}` : numbers.join(", ");
}
