// Every control of a recipe. The script of the page hears of each change at once, so that what
// follows from it can be seen while a slider still moves.

import { heldBy, make } from "../shared/element.js";

const LIVE = 120; // milliseconds between two reports of a moving slider
const SLOW = 3000; // and at most so many while the last one is not answered
const TYPING = 350; // after so long a pause a typed number is tried out
const RATIO_STEPS = 10; // presses of an arrow key to multiply by ten
const SLIDER_STEPS = 200;
const NARROW = 640;

const opened = new Map(); // which groups a person opened or closed, for as long as the tab lives

class Form {
  constructor(section) {
    this.section = section;
    this.rows = new Map();
    this.remembered = {}; // what the controls of another optimiser or schedule said
  }

  show(data, setStateValue) {
    this.setStateValue = setStateValue;
    const before = this.data;
    this.data = data;
    if (!before) this.build();
    if (before?.place !== data.place) {
      clearTimeout(this.timer);
      this.unsent = false;
      this.values = { ...data.start };
      this.remembered = {};
      for (const row of this.rows.values()) this.write(row);
    }
    this.mark();
    this.answered();
  }

  build() {
    const groups = this.data.groups.map((group) => this.group(group));
    this.section.querySelector(".groups").replaceChildren(...groups);
    this.section.onkeydown = (event) => {
      // whoever starts with the keys means what stands in the field
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.commit(event.target);
    };
  }

  group({ key, name, fields }) {
    const box = make("details", "group");
    box.open = opened.get(key) ?? (key !== "network" && window.innerWidth > NARROW);
    box.ontoggle = () => opened.set(key, box.open);
    const title = make("summary", "");
    title.append(make("span", "name", name), make("span", "count"));
    const details = fields.filter((field) => field.detail);
    box.append(title, ...fields.filter((field) => !field.detail).map((field) => this.row(field)));
    if (details.length) {
      const more = make("details", "more");
      more.append(make("summary", "", "More"), ...details.map((field) => this.row(field)));
      box.append(more);
    }
    box.dataset.group = key;
    return box;
  }

  row(field) {
    const element = make("div", `row ${field.kind}`);
    const id = `recipe-${field.name.replace(".", "-")}`;
    const label = make("label", "", field.label);
    label.htmlFor = id;
    if (field.hint) label.title = field.hint;
    const row = { field, element, label, reset: this.resetButton(field) };
    row.input = { number: () => this.number(row), switch: () => this.toggle(row),
      choice: () => this.choice(row), text: () => this.text(row) }[field.kind]();
    row.input.id = id;
    row.note = make("span", "note");
    element.append(label, ...(row.slider ? [row.slider] : []), row.input, row.reset, row.note);
    element.dataset.name = field.name;
    this.rows.set(field.name, row);
    return element;
  }

  resetButton(field) {
    const button = make("button", "reset", "↺");
    button.type = "button";
    button.onclick = () => this.reset(field);
    return button;
  }

  number(row) {
    const { field } = row;
    const input = make("input", "");
    Object.assign(input, { type: "number", min: field.min, max: field.max, step: field.ratios ? "any" : field.step });
    input.inputMode = field.whole ? "numeric" : "decimal";
    input.oninput = () => this.typed(row);
    input.onchange = () => this.take(row, read(input, field), true);
    if (field.ratios) input.onkeydown = (event) => this.multiply(event, row);
    row.slider = this.slider(row);
    return input;
  }

  // a convenience for the mouse: the number beside it is what keyboards and readers use
  slider(row) {
    const { field } = row;
    const slider = make("input", "slider");
    slider.type = "range";
    slider.tabIndex = -1;
    slider.setAttribute("aria-hidden", "true");
    const [low, high] = field.usual;
    if (field.ratios) Object.assign(slider, { min: 0, max: SLIDER_STEPS, step: 1 });
    else Object.assign(slider, { min: low, max: high, step: field.step });
    const value = () => tidy(field.ratios ? low * (high / low) ** (slider.value / SLIDER_STEPS) : Number(slider.value), field);
    slider.oninput = () => this.take(row, value(), false);
    slider.onchange = () => this.take(row, value(), true);
    return slider;
  }

  multiply(event, row) {
    const sign = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!sign) return;
    event.preventDefault();
    const now = this.shown(row.field);
    let next = tidy(now * 10 ** (sign / RATIO_STEPS), row.field);
    if (next === now) next = now + sign; // small whole numbers
    this.take(row, Math.min(row.field.max, Math.max(row.field.min, next)), true);
  }

  toggle(row) {
    const input = make("input", "");
    input.type = "checkbox";
    input.onchange = () => this.take(row, input.checked, true);
    return input;
  }

  choice(row) {
    const select = make("select", "");
    select.append(...row.field.options.map(([value, name]) => new Option(name, value)));
    select.onchange = () => this.take(row, select.value, true);
    return select;
  }

  text(row) {
    const area = make("textarea", "");
    area.rows = 7;
    area.spellcheck = false;
    area.oninput = () => this.typed(row);
    area.onchange = () => this.take(row, area.value, true);
    return area;
  }

  typed(row) {
    clearTimeout(this.timer);
    const value = read(row.input, row.field);
    // half a number is no wish yet
    if (value === null && row.input.value === "" && row.input.validity?.badInput) return;
    this.timer = setTimeout(() => this.take(row, value, false), TYPING);
  }

  commit(target) {
    const row = [...this.rows.values()].find((one) => one.input === target);
    if (row && row.field.kind !== "switch") this.take(row, read(row.input, row.field), true);
  }

  take(row, value, settled) {
    const { name } = row.field;
    const differs = !Object.is(this.values[name], value);
    if (differs || (settled && this.settled === false)) {
      if (name.endsWith(".kind") && differs) this.switchKind(name.split(".")[0], value);
      this.values[name] = value;
      this.report(settled);
    }
    // what is being typed stays as it is typed
    if (settled || this.section.getRootNode().activeElement !== row.input) this.write(row);
    else if (row.slider) row.slider.value = this.onSlider(row.field, this.shown(row.field));
    this.mark();
  }

  switchKind(group, kind) {
    const mine = Object.entries(this.values).filter(([name]) => name.startsWith(`${group}.`));
    this.remembered[this.values[`${group}.kind`]] = mine;
    for (const [name] of mine) delete this.values[name];
    const step = this.data.step[`${group}.kind`] === kind
      ? Object.fromEntries(Object.entries(this.data.step).filter(([name]) => name.startsWith(`${group}.`))) : {};
    const own = this.remembered[kind] ? Object.fromEntries(this.remembered[kind]) : {};
    Object.assign(this.values, this.data.defaults[group][kind], step, own, { [`${group}.kind`]: kind });
    for (const row of this.rows.values()) if (row.field.name.startsWith(`${group}.`)) this.write(row);
  }

  reset(field) {
    const row = this.rows.get(field.name);
    this.take(row, this.published(field.name), true);
    row.input.focus();
  }

  // a slider that outran a busy server would cut off every answer before it is shown
  report(settled) {
    clearTimeout(this.timer);
    this.settled = settled;
    this.unsent = true;
    const since = performance.now() - (this.sent ?? -Infinity);
    const wait = settled ? 0 : (this.waiting ? SLOW : LIVE) - since;
    if (wait <= 0) this.send();
    else this.timer = setTimeout(() => this.send(), wait);
  }

  send() {
    this.unsent = false;
    this.waiting = true;
    this.sent = performance.now();
    this.setStateValue("edit", { place: this.data.place, values: { ...this.values }, settled: this.settled });
  }

  answered() {
    this.waiting = false;
    if (this.unsent) this.report(this.settled);
  }

  // the step's own value; of an optimiser that the step has not, what that begins with
  published(name) {
    const group = name.split(".")[0];
    const kind = this.values[`${group}.kind`];
    if (kind && !name.endsWith(".kind") && kind !== this.data.step[`${group}.kind`]) return this.data.defaults[group][kind][name];
    return this.data.step[name];
  }

  shown(field) {
    const value = this.values[field.name];
    return value ?? Number((this.data.unset[field.name] ?? "").replaceAll(",", ""));
  }

  write(row) {
    const { field, input } = row;
    const value = this.values[field.name];
    if (field.kind === "switch") input.checked = Boolean(value);
    else input.value = value ?? "";
    if (row.slider) row.slider.value = this.onSlider(field, this.shown(field));
  }

  onSlider(field, value) {
    if (!field.ratios) return value;
    const [low, high] = field.usual;
    return SLIDER_STEPS * Math.log(Math.max(value, low) / low) / Math.log(high / low);
  }

  mark() {
    const changed = {};
    for (const row of this.rows.values()) {
      const { field, element, input } = row;
      element.hidden = field.kinds.length > 0 && !field.kinds.includes(this.values[`${field.name.split(".")[0]}.kind`]);
      const published = this.published(field.name);
      const differs = !element.hidden && !same(this.values[field.name], published);
      element.classList.toggle("changed", differs);
      const words = inWords(field, published, this.data.unset[field.name]);
      row.reset.hidden = !differs;
      row.reset.title = `Back to the step's value: ${words}`;
      row.reset.setAttribute("aria-label", `${field.label}: back to the step's value, ${words}`);
      const group = element.closest(".group").dataset.group;
      if (differs) changed[group] = (changed[group] ?? 0) + 1;
      if (field.kind === "number") {
        input.placeholder = this.data.unset[field.name] ?? "";
        const absent = field.name === "dropout" && this.data.unset.dropout === undefined;
        input.disabled = row.slider.disabled = absent;
        row.note.textContent = absent ? "This network has no dropout layer; add drop(.1) to its layers." : "";
        if (this.values[field.name] === null) row.slider.value = this.onSlider(field, this.shown(field));
      }
    }
    for (const box of this.section.querySelectorAll(".group")) {
      const count = changed[box.dataset.group] ?? 0;
      box.querySelector(".count").textContent = count ? `${count} changed` : "";
    }
  }
}

function read(input, field) {
  if (field.kind === "text" || field.kind === "choice") return input.value;
  return input.value === "" ? null : Number(input.value);
}

// two significant digits for what is multiplied, and no trace of binary fractions for the rest
function tidy(value, field) {
  if (field.whole) return Math.round(field.ratios ? Number(value.toPrecision(2)) : value);
  return Number(value.toPrecision(field.ratios ? 2 : 6));
}

function same(one, other) {
  if (typeof one === "string" && typeof other === "string") return one.split(/\s+/).join(" ").trim() === other.trim();
  return one === other || (one == null && other == null);
}

function inWords(field, value, unset) {
  if (field.kind === "switch") return value ? "on" : "off";
  if (field.kind === "choice") return field.options.find(([option]) => option === value)?.[1] ?? String(value);
  if (field.kind === "text") return "the published network";
  return value == null ? unset ?? "none" : String(value);
}

export default function ({ parentElement, data, setStateValue }) {
  const { kept: form, end } = heldBy(parentElement.querySelector(".form"), Form);
  form.show(data, setStateValue);
  return end;
}
