// A walk over the map of a layer: every step asks the server what that value can see and does see.

import { heldBy, partOf } from "../shared/element.js";
import { LatestQuestion } from "../shared/client/latest_question.js";
import { colourBar, gradientOf, heatColour, signedScale } from "../shared/digits/pixel_colours.js";
import { bytesOf } from "../shared/digits/pixels.js";
import { between, middleSight } from "./growth.js";
import { explainLayer, LayerPicker } from "./layer_picker.js";
import { drawEffect, drawMap, drawTheory, SIDE } from "./pictures.js";
import { Play } from "./play.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { Layer } from "./layer_picker.js" */
/** @import { Answer, Colours, Field, Sight } from "./pictures.js" */

/**
 * @typedef {object} ExplorerData
 * @property {Layer[]} layers
 * @property {{ step?: string, run?: string }} ask the network, as `/api/field` wants it
 * @property {string} digit its pixels
 * @property {string} name of the digit
 * @property {number} layer where to begin, as row and column, from 1
 * @property {number} row
 * @property {number} column
 * @property {string} untrained what to say where there is nothing trained
 * @property {Colours} colours
 */

const TELL_MS = 500;
const GROWTH_MS = 600;

class Explorer {
  /**
   * @param {HTMLElement} section
   * @param {ExplorerData} data
   * @param {Report} setStateValue
   */
  constructor(section, data, setStateValue) {
    this.section = section;
    this.data = data;
    this.setStateValue = setStateValue;
    this.digit = bytesOf(data.digit);
    this.at = [data.layer, data.row, data.column];
    this.network = this.asked = "";
    this.shown = /** @type {Answer | null} */ (null);
    this.layers = new LayerPicker(partOf(section, ".layers"), () => this.at[0], (number) => this.walkTo(number));
    this.map = partOf(section, ".map canvas", HTMLCanvasElement);
    this.channels = partOf(section, ".channel", HTMLSelectElement);
    this.channel = /** @type {number | null} */ (null);
    this.question = new LatestQuestion("field",
      (/** @type {Answer} */ answer, took) => this.show(answer, took), (sentence) => this.complain(sentence));
    this.play = new Play(partOf(section, ".play", HTMLButtonElement), {
      layers: () => this.data.layers, at: () => this.at[0], goTo: (number) => this.goTo(number),
      rest: () => { if (!this.frame) this.drawTheoryOf(this.shown); } });
    this.map.onclick = (event) => this.click(event);
    this.map.onkeydown = (event) => this.walkMap(event);
    this.channels.onchange = () => {
      this.channel = this.channels.value === "" ? null : Number(this.channels.value);
      this.titleMap();
      this.ask();
    };
  }

  /**
   * @param {ExplorerData} data
   * @param {Report} setStateValue
   */
  take(data, setStateValue) {
    const isNew = JSON.stringify([data.layers, data.ask.step, data.ask.run]) !== this.network;
    const told = JSON.stringify([data.ask, data.digit, data.colours]);
    this.data = data;
    this.setStateValue = setStateValue;
    if (isNew) {
      this.network = JSON.stringify([data.layers, data.ask.step, data.ask.run]);
      this.play.stop();
      this.layers.fill(data.layers);
      this.goTo(data.layer, data.row, data.column);
      clearTimeout(this.telling); // the page knows where it began
    } else if (told !== this.asked) {
      this.ask();
    }
    this.asked = told;
    this.digit = bytesOf(data.digit);
  }

  get layer() {
    return this.data.layers[this.at[0] - 1];
  }

  /**
   * @param {number} number of the layer, from 1
   * @param {number | null} [row] the middle
   * @param {number | null} [column]
   */
  goTo(number, row = null, column = null) {
    const { size, channels, token } = this.data.layers[number - 1];
    const middle = Math.floor((size + 1) / 2);
    const before = this.at[0];
    this.at = [number, row ?? middle, column ?? middle];
    this.layers.choose(number);
    this.channel = null;
    this.channels.replaceChildren(new Option(`all ${channels.toLocaleString("en")}`, ""),
      ...[...Array(channels).keys()].map((index) => new Option(`${index + 1}`, `${index + 1}`)));
    this.map.setAttribute("aria-label", `Map of ${token}, ${size} by ${size}; arrow keys move`);
    explainLayer(this.section, number, this.layer);
    this.titleMap();
    if (row === null && this.shown) this.grow(before, number);
    this.ask();
    this.tellSoon();
  }

  // at once, since Play may be further before the server has answered; what is still shown of
  // another layer fades
  titleMap() {
    partOf(this.section, ".map h4").textContent = `Map of ${this.layer.token}${this.channel === null ? ", mean size of its channels" : ""}`;
    this.section.classList.toggle("late", Boolean(this.shown) && this.shown?.layer !== this.at[0]);
  }

  // the square of one layer becomes that of another, before the server has answered
  /**
   * @param {number} from number of the layer, from 1
   * @param {number} to
   */
  grow(from, to) {
    const { layers, colours } = this.data;
    const target = middleSight(layers, to);
    const begin = middleSight(layers, from).square;
    const began = performance.now();
    const length = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : GROWTH_MS;
    const canvas = partOf(this.section, ".theory canvas", HTMLCanvasElement);
    this.titleTheory(layers[to - 1].sees, target);
    cancelAnimationFrame(this.frame ?? 0);
    const step = () => {
      const share = length ? Math.min(1, (performance.now() - began) / length) : 1;
      drawTheory(canvas, this.digit, target, colours, between(begin, target.square, share));
      this.frame = share < 1 ? requestAnimationFrame(step) : 0;
      if (share === 1 && !this.play.isOn) this.drawTheoryOf(this.shown);
    };
    step();
  }

  // a person who goes somewhere has seen enough of the play
  /** @param {number} number */
  walkTo(number) {
    this.play.stop();
    this.goTo(number);
  }

  /** @param {MouseEvent} event */
  click(event) {
    const box = this.map.getBoundingClientRect();
    const { size } = this.layer;
    /** @type {(offset: number, length: number) => number} */
    const place = (offset, length) => Math.max(1, Math.min(size, 1 + Math.floor((offset / length) * size)));
    this.step(place(event.clientY - box.top, box.height), place(event.clientX - box.left, box.width));
  }

  /** @param {KeyboardEvent} event */
  walkMap(event) {
    /** @type {Record<string, number[]>} */
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (!(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { size } = this.layer;
    const [row, column] = [this.at[1] + steps[event.key][0], this.at[2] + steps[event.key][1]];
    if (Math.min(row, column) >= 1 && Math.max(row, column) <= size) this.step(row, column);
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  step(row, column) {
    this.play.stop();
    this.at = [this.at[0], row, column];
    this.drawMap();
    this.ask();
    this.tellSoon();
  }

  // the address follows once a person rests
  tellSoon() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.setStateValue("at", this.at), TELL_MS);
  }

  ask() {
    const [layer, row, column] = this.at;
    this.question.ask({ ...this.data.ask, layer, row, column, channel: this.channel, digit: this.data.digit });
  }

  /**
   * @param {Answer} answer
   * @param {number} took
   */
  show(answer, took) {
    this.complain("");
    // Play may be further
    if (answer.layer !== this.at[0]) return;
    this.shown = answer;
    const { token } = this.layer;
    const [fresh, trained] = answer.fields;
    this.section.classList.remove("late");
    this.drawMap();
    colourBar(partOf(this.section, ".map .bar"), signedScale(answer.map.low, answer.map.high));
    if (!this.play.isOn && !this.frame) this.drawTheoryOf(answer);
    partOf(this.section, ".theory canvas").setAttribute("aria-label",
      `${this.data.name} with the square that the value can see. ${answer.words}`);
    const [left, right] = this.section.querySelectorAll(".effect");
    this.effect(left, fresh, answer, "Does see, before training");
    this.effect(right, trained, answer, trained ? `Does see: ${trained.title}` : "Does see, after training");
    partOf(this.section, ".spoken").textContent = `${token}: ${answer.words}`;
    this.section.dataset.at = this.at.join(",");
    this.section.dataset.took = took.toFixed(1);
  }

  /** @param {Answer | null} answer */
  drawTheoryOf(answer) {
    if (!answer || answer.layer !== this.at[0]) return;
    drawTheory(partOf(this.section, ".theory canvas", HTMLCanvasElement), this.digit, answer, this.data.colours);
    this.titleTheory(answer.sees, answer);
  }

  /**
   * @param {string} sees
   * @param {Sight} sight
   */
  titleTheory(sees, { square, rows, columns }) {
    const theory = partOf(this.section, ".theory");
    partOf(theory, "h4").textContent = `Can see: ${sees}`;
    partOf(theory, ".border").hidden = [square.left, square.top].every((start) => start >= 0 && start + square.size <= SIDE);
    const inside = (/** @type {number} */ start) => Math.min(SIDE, start + square.size) - Math.max(0, start);
    partOf(theory, ".gaps").hidden = rows.length === inside(square.top) && columns.length === inside(square.left);
  }

  drawMap() {
    if (this.shown) drawMap(this.map, this.shown.map, this.at.slice(1), this.data.colours);
  }

  /**
   * @param {Element} figure
   * @param {Field | null} field
   * @param {Answer} answer
   * @param {string} title
   */
  effect(figure, field, answer, title) {
    partOf(figure, "h4").textContent = title;
    const canvas = partOf(figure, "canvas", HTMLCanvasElement);
    const words = field ? field.words : this.data.untrained;
    partOf(figure, ".words").textContent = words;
    figure.classList.toggle("missing", !field);
    if (!field) return;
    drawEffect(canvas, this.digit, field, answer, this.data.colours);
    canvas.setAttribute("aria-label", `${title}. ${words}`);
    colourBar(partOf(figure, ".bar"), { bottom: 0, top: field.peak, gradient: gradientOf(heatColour) }, " %");
    partOf(figure, ".bar").title = "Share of the whole effect that one pixel has";
  }

  /** @param {string} sentence */
  complain(sentence) {
    const problem = partOf(this.section, ".problem");
    problem.hidden = !sentence;
    problem.textContent = sentence;
  }

  destroy() {
    this.play.stop();
    cancelAnimationFrame(this.frame ?? 0);
    clearTimeout(this.telling);
    this.question.end();
  }
}

/** @param {Call<ExplorerData>} call */
export default function ({ parentElement, data, setStateValue }) {
  const { kept: explorer, end } = heldBy(partOf(parentElement, ".explorer"), Explorer, data, setStateValue);
  explorer.take(data, setStateValue);
  return end;
}
