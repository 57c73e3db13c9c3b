// The class chart: the best of each person by size and accuracy, over the published steps of a ladder.

import { onPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf } from "../shared/address.js";
import { countOf } from "../shared/words/count.js";
import { make } from "../shared/element.js";
import { placeLabels } from "./chart_labels.js";
import { Scale, shortNumber } from "./chart_scale.js";

/** @import { Best, ChartedLadder, Tile } from "./messages.js" */

/** @typedef {Best & { name: string, isTry: boolean }} Dot */

const SVG = "http://www.w3.org/2000/svg";

export class ClassChart {
  /**
   * @param {HTMLElement} host
   * @param {(run: number) => void} open
   */
  constructor(host, open) {
    this.host = host;
    this.open = open;
    this.legend = make("p", "legend");
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("role", "group");
    host.append(this.svg, this.legend);
    this.drawn = "";
    this.redraw = () => {};
    this.watcher = new ResizeObserver(() => this.redraw());
    this.watcher.observe(host);
  }

  /**
   * @param {Tile[]} people
   * @param {ChartedLadder} ladder
   */
  show(people, ladder) {
    const dots = dotsOf(people);
    this.redraw = () => {
      const { clientWidth: width, clientHeight: height } = this.svg;
      const letters = parseFloat(getComputedStyle(this.svg).fontSize);
      const drawn = JSON.stringify([dots, ladder, width, height, letters]);
      if (!width || drawn === this.drawn) return;
      this.drawn = drawn;
      this.draw(dots, ladder, { width, height, letters });
    };
    this.redraw();
  }

  /**
   * @param {Dot[]} dots
   * @param {ChartedLadder} ladder
   * @param {{ width: number, height: number, letters: number }} size
   */
  draw(dots, ladder, { width, height, letters }) {
    const plot = { left: 4.2 * letters, right: width - letters, top: letters, bottom: height - 3.4 * letters };
    const scale = new Scale([...dots, ...ladder.steps, ladder], plot);
    const focused = /** @type {ShadowRoot} */ (this.svg.getRootNode()).activeElement?.getAttribute("data-run");
    this.svg.replaceChildren(
      ...axes(scale, letters), ...goal(ladder, scale, letters),
      ...ladder.steps.map((step) => ghost(step, ladder, scale, letters)),
      ...this.dots(dots, ladder, scale, letters));
    if (focused) /** @type {SVGAElement | null} */ (this.svg.querySelector(`[data-run="${focused}"]`))?.focus();
    this.svg.setAttribute("aria-label", `Accuracy against parameters: ${countOf(dots.length, "student")}, and the published steps of ${ladder.title}`);
    this.legend.replaceChildren(
      make("span", "key best", "best run"), make("span", "key try", "quick try"), make("span", "key ghost", `published steps of ${ladder.title}`),
      make("span", "key goal", `goal: ${ladder.accuracy} % with at most ${ladder.parameters.toLocaleString("en")} parameters`));
  }

  /**
   * @param {Dot[]} dots
   * @param {ChartedLadder} ladder
   * @param {Scale} scale
   * @param {number} letters
   */
  dots(dots, ladder, scale, letters) {
    const radius = 0.42 * letters;
    const ghosts = ladder.steps.map(({ parameters, accuracy }) => ({ x: scale.x(parameters), y: scale.y(accuracy) }));
    const placed = dots.map((dot) => ({ x: scale.x(dot.parameters), y: scale.y(dot.accuracy), words: dot.name }));
    const labels = placeLabels(placed, letters, radius, scale.plot, ghosts);
    return dots.map((dot, index) => {
      const { x, y } = placed[index];
      const link = shape("a", { href: addressOf(`train?run=${dot.run}`), class: dot.isTry ? "dot try" : "dot", "data-run": dot.run });
      const words = `${dot.name}: ${dot.accuracy.toFixed(2)} %, ${countOf(dot.parameters, "parameter")}, ${dot.isTry ? "quick try, " : ""}run ${dot.run}`;
      link.setAttribute("aria-label", words);
      link.append(shape("title", {}, words), shape("circle", { cx: x, cy: y, r: radius }));
      const label = labels[index];
      if (label) link.append(shape("text", { x: label.x, y: label.y, "text-anchor": label.anchor, "dominant-baseline": "central" }, dot.name));
      onPlainClick(link, () => this.open(dot.run));
      return link;
    });
  }

  destroy() {
    this.watcher.disconnect();
  }
}

/**
 * A dot a person: the best finished run, or the best quick try where there is no other.
 * @param {Tile[]} people
 * @returns {Dot[]} the best ones first
 */
export function dotsOf(people) {
  return people.flatMap(({ name, best, best_try: quick }) => {
    const shown = best ?? quick;
    return shown ? [{ ...shown, name, isTry: !best }] : [];
  }).sort((one, other) => Number(one.isTry) - Number(other.isTry) || other.accuracy - one.accuracy);
}

/**
 * @param {Scale} scale
 * @param {number} letters
 */
function axes(scale, letters) {
  const { left, right, top, bottom } = scale.plot;
  return [
    ...scale.ticksUp(1.6 * letters).flatMap((value) => [
      shape("line", { class: "grid", x1: left, x2: right, y1: scale.y(value), y2: scale.y(value) }),
      shape("text", { class: "tick", x: left - letters / 2, y: scale.y(value), "text-anchor": "end", "dominant-baseline": "central" }, `${value} %`)]),
    ...scale.ticksAcross(4 * letters).flatMap((value) => [
      shape("line", { class: "grid", x1: scale.x(value), x2: scale.x(value), y1: top, y2: bottom }),
      shape("text", { class: "tick", x: scale.x(value), y: bottom + 1.1 * letters, "text-anchor": "middle" }, shortNumber(value))]),
    shape("text", { class: "tick", x: (left + right) / 2, y: bottom + 2.6 * letters, "text-anchor": "middle" }, "parameters"),
  ];
}

/**
 * @param {ChartedLadder} ladder
 * @param {Scale} scale
 * @param {number} letters
 */
function goal(ladder, scale, letters) {
  const { left, right, top, bottom } = scale.plot;
  const [x, y] = [scale.x(ladder.parameters), scale.y(ladder.accuracy)];
  return [
    shape("rect", { class: "reached", x: left, y: top, width: Math.max(0, x - left), height: Math.max(0, y - top) }),
    shape("line", { class: "goal", x1: left, x2: right, y1: y, y2: y }),
    shape("line", { class: "goal", x1: x, x2: x, y1: top, y2: bottom }),
    shape("text", { class: "tick goal", x: left + letters / 3, y: top + letters, "text-anchor": "start" }, `goal ${ladder.accuracy} %, ${shortNumber(ladder.parameters)}`),
  ];
}

/**
 * @param {ChartedLadder["steps"][number]} step
 * @param {ChartedLadder} ladder
 * @param {Scale} scale
 * @param {number} letters
 */
function ghost({ number, words, parameters, accuracy }, { colour }, scale, letters) {
  const [x, y] = [scale.x(parameters), scale.y(accuracy)];
  const group = shape("g", { class: "ghost", style: `--ladder: ${colour}` });
  group.append(shape("title", {}, `${words}, published: ${accuracy.toFixed(2)} %, ${countOf(parameters, "parameter")}`),
    shape("circle", { cx: x, cy: y, r: 0.3 * letters }), shape("text", { x, y: y - 0.6 * letters, "text-anchor": "middle" }, String(number)));
  return group;
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function shape(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, typeof value === "number" ? String(Math.round(value * 10) / 10) : value);
  if (text !== undefined) element.textContent = text;
  return element;
}
