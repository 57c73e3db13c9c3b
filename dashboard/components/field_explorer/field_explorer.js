// A walk over the map of a layer: every step asks the server what that value can see and does see.

import { bytesOf, heldBy } from "../shared/element.js";
import { LatestQuestion } from "../shared/latest_question.js";
import { colourBar, gradientOf, heatColour, signedScale } from "../shared/pixel_colours.js";
import { drawEffect, drawMap, drawTheory, SIDE } from "./pictures.js";

const TELL_MS = 500;

class Explorer {
  constructor(section) {
    this.section = section;
    this.list = section.querySelector(".layers");
    this.map = section.querySelector(".map canvas");
    this.channels = section.querySelector(".channel");
    this.channel = null;
    this.question = new LatestQuestion("field",
      (answer, _, took) => this.show(answer, took), (sentence) => this.complain(sentence));
    this.list.onclick = (event) => {
      const item = event.target.closest("li");
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

  take(data, setStateValue) {
    const isNew = JSON.stringify([data.layers, data.ask.step, data.ask.run]) !== this.network;
    const told = JSON.stringify([data.ask, data.digit, data.colours]);
    Object.assign(this, { data, setStateValue });
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
      item.dataset.layer = index + 1;
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

  goTo(number, row = null, column = null) {
    const { size, channels, token } = this.data.layers[number - 1];
    const middle = Math.floor((size + 1) / 2);
    this.at = [number, row ?? middle, column ?? middle];
    for (const item of this.list.children) item.setAttribute("aria-selected", String(Number(item.dataset.layer) === number));
    const item = this.list.children[number - 1];
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

  walkLayers(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = this.at[0] + by;
    const number = this.data.layers[next - 1]?.rearranges ? next + by : next;
    if (number >= 1 && number <= this.data.layers.length) this.goTo(number);
  }

  click(event) {
    const box = this.map.getBoundingClientRect();
    const { size } = this.layer;
    const place = (offset, length) => Math.max(1, Math.min(size, 1 + Math.floor((offset / length) * size)));
    this.step(place(event.clientY - box.top, box.height), place(event.clientX - box.left, box.width));
  }

  walkMap(event) {
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (!(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { size } = this.layer;
    const [row, column] = [this.at[1] + steps[event.key][0], this.at[2] + steps[event.key][1]];
    if (Math.min(row, column) >= 1 && Math.max(row, column) <= size) this.step(row, column);
  }

  step(row, column) {
    this.at = [this.at[0], row, column];
    if (this.shown) this.drawMap();
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

  show(answer, took) {
    this.complain("");
    this.shown = answer;
    const { colours } = this.data;
    const { token, size } = this.layer;
    const [fresh, trained] = answer.fields;
    this.section.querySelector(".map h4").textContent = `Map of ${token}${this.channel === null ? ", mean size of its channels" : ""}`;
    this.drawMap();
    colourBar(this.section.querySelector(".map .bar"), signedScale(answer.map.low, answer.map.high));
    const theory = this.section.querySelector(".theory");
    theory.querySelector("h4").textContent = `Can see: ${answer.square.size} × ${answer.square.size}`;
    drawTheory(theory.querySelector("canvas"), this.digit, answer, colours);
    theory.querySelector("canvas").setAttribute("aria-label", `${this.data.name} with the square that the value can see. ${answer.words}`);
    const isBorder = answer.first < 0 || answer.last >= SIDE;
    theory.querySelector(".border").hidden = !isBorder;
    const [left, right] = this.section.querySelectorAll(".effect");
    this.effect(left, fresh, answer, "Does see, before training");
    this.effect(right, trained, answer, trained ? `Does see: ${trained.title}` : "Does see, after training");
    this.section.querySelector(".spoken").textContent = `${token}: ${answer.words}`;
    this.section.dataset.at = this.at.join(",");
    this.section.dataset.took = took.toFixed(1);
  }

  drawMap() {
    drawMap(this.map, this.shown.map, this.at.slice(1), this.data.colours);
  }

  effect(figure, field, answer, title) {
    figure.querySelector("h4").textContent = title;
    const canvas = figure.querySelector("canvas");
    const words = field ? field.words : this.data.untrained;
    figure.querySelector(".words").textContent = words;
    figure.classList.toggle("missing", !field);
    if (!field) return;
    drawEffect(canvas, this.digit, field, answer, this.data.colours);
    canvas.setAttribute("aria-label", `${title}. ${words}`);
    colourBar(figure.querySelector(".bar"), { bottom: 0, top: field.peak, gradient: gradientOf(heatColour) }, " %");
    figure.querySelector(".bar").title = "Share of the whole effect that one pixel has";
  }

  complain(sentence) {
    const problem = this.section.querySelector(".problem");
    problem.hidden = !sentence;
    problem.textContent = sentence;
  }

  destroy() {
    clearTimeout(this.telling);
    this.question.end();
  }
}

export default function ({ parentElement, data, setStateValue }) {
  const { kept: explorer, end } = heldBy(parentElement.querySelector(".explorer"), Explorer);
  explorer.take(data, setStateValue);
  return end;
}
