// A walk over the map of a layer: every step asks the server what that value can see and does see.

import { around, heldBy, partOf } from "../shared/element.js";
import { LatestQuestion } from "../shared/latest_question.js";
import { colourBar, gradientOf, heatColour, signedScale } from "../shared/pixel_colours.js";
import { bytesOf } from "../shared/pixels.js";
import { drawEffect, drawMap, drawTheory, SIDE } from "./pictures.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { Answer, Colours, Field } from "./pictures.js" */

/** @typedef {{ token: string, size: number, channels: number, field: number, rearranges: boolean }} Layer */

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
    this.list = partOf(section, ".layers");
    this.map = partOf(section, ".map canvas", HTMLCanvasElement);
    this.channels = partOf(section, ".channel", HTMLSelectElement);
    this.channel = /** @type {number | null} */ (null);
    this.question = new LatestQuestion("field",
      (/** @type {Answer} */ answer, took) => this.show(answer, took), (sentence) => this.complain(sentence));
    this.list.onclick = (event) => {
      const item = around(event, "li");
      if (item) this.goTo(Number(item.dataset.layer));
    };
    this.list.onkeydown = (event) => this.walkLayers(event);
    this.map.onclick = (event) => this.click(event);
    this.map.onkeydown = (event) => this.walkMap(event);
    this.channels.onchange = () => {
      this.channel = this.channels.value === "" ? null : Number(this.channels.value);
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
      this.fillList();
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

  fillList() {
    this.list.replaceChildren(...this.data.layers.map((layer, index) => {
      const item = document.createElement("li");
      item.dataset.layer = String(index + 1);
      item.id = `layer-${index + 1}`;
      item.setAttribute("role", "option");
      const token = document.createElement("code");
      token.textContent = layer.token;
      const sees = document.createElement("span");
      sees.textContent = `${layer.field} × ${layer.field}`;
      item.append(token, sees);
      item.hidden = layer.rearranges;
      return item;
    }));
  }

  /**
   * @param {number} number of the layer, from 1
   * @param {number | null} [row] the middle
   * @param {number | null} [column]
   */
  goTo(number, row = null, column = null) {
    const { size, channels, token } = this.data.layers[number - 1];
    const middle = Math.floor((size + 1) / 2);
    this.at = [number, row ?? middle, column ?? middle];
    const items = /** @type {HTMLElement[]} */ ([...this.list.children]);
    for (const item of items) item.setAttribute("aria-selected", String(Number(item.dataset.layer) === number));
    const item = items[number - 1];
    this.list.setAttribute("aria-activedescendant", item.id);
    // only the list scrolls, never the page
    this.list.scrollTop = Math.min(this.list.scrollTop, item.offsetTop);
    this.list.scrollTop = Math.max(this.list.scrollTop, item.offsetTop + item.offsetHeight - this.list.clientHeight);
    this.channel = null;
    this.channels.replaceChildren(new Option(`all ${channels.toLocaleString("en")}`, ""),
      ...[...Array(channels).keys()].map((index) => new Option(`${index + 1}`, `${index + 1}`)));
    this.map.setAttribute("aria-label", `Map of ${token}, ${size} by ${size}; arrow keys move`);
    this.ask();
    this.tellSoon();
  }

  /** @param {KeyboardEvent} event */
  walkLayers(event) {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!by || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = this.at[0] + by;
    const number = this.data.layers[next - 1]?.rearranges ? next + by : next;
    if (number >= 1 && number <= this.data.layers.length) this.goTo(number);
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
    this.shown = answer;
    const { colours } = this.data;
    const { token } = this.layer;
    const [fresh, trained] = answer.fields;
    partOf(this.section, ".map h4").textContent = `Map of ${token}${this.channel === null ? ", mean size of its channels" : ""}`;
    this.drawMap();
    colourBar(partOf(this.section, ".map .bar"), signedScale(answer.map.low, answer.map.high));
    const theory = partOf(this.section, ".theory");
    partOf(theory, "h4").textContent = `Can see: ${answer.square.size} × ${answer.square.size}`;
    const canvas = partOf(theory, "canvas", HTMLCanvasElement);
    drawTheory(canvas, this.digit, answer, colours);
    canvas.setAttribute("aria-label", `${this.data.name} with the square that the value can see. ${answer.words}`);
    const isBorder = answer.first < 0 || answer.last >= SIDE;
    partOf(theory, ".border").hidden = !isBorder;
    const [left, right] = this.section.querySelectorAll(".effect");
    this.effect(left, fresh, answer, "Does see, before training");
    this.effect(right, trained, answer, trained ? `Does see: ${trained.title}` : "Does see, after training");
    partOf(this.section, ".spoken").textContent = `${token}: ${answer.words}`;
    this.section.dataset.at = this.at.join(",");
    this.section.dataset.took = took.toFixed(1);
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
