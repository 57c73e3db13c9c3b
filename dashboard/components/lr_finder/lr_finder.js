// The range test as it happens. The request is the search: to stop it is to close the request.

import { colours } from "../shared/chart_colours.js";
import { chartConfig } from "../shared/chart_picture.js";
import { replyOf } from "../shared/client.js";
import { heldBy, make } from "../shared/element.js";
import { loadPlotly } from "../shared/plotly.js";

const BAR = ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]; // its axes stand
const LR_TICKS = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10];

class Finder {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`.${name}`);
    this.points = [];
    this.find("go").onclick = () => (this.request ? this.stop() : this.start());
  }

  show(data, setTriggerValue) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    const relevant = JSON.stringify({ ...data.recipe, schedule: null, epochs: null, optimiser: { ...data.recipe.optimiser, lr: null } });
    // an old answer to another question would mislead
    if (this.relevant && this.relevant !== relevant && (this.points.length || this.request)) {
      this.stop();
      this.say("The recipe has changed since: search again.");
    }
    this.relevant = relevant;
    if (this.found) this.suggest();
  }

  async start() {
    this.points = [];
    this.found = null;
    this.find("suggestions").replaceChildren();
    this.find("problem").hidden = true;
    this.find("curve").hidden = false;
    this.find("go").textContent = "Stop";
    this.say("Starting a worker …");
    const request = (this.request = new AbortController());
    try {
      await loadPlotly();
      await this.draw();
      const response = await replyOf("lr-find", { body: this.data.recipe, signal: request.signal });
      for await (const line of lines(response.body)) await this.receive(line);
    } catch (error) {
      if (error.name !== "AbortError") this.complain(error.message);
    } finally {
      if (this.request === request) this.end();
    }
  }

  stop() {
    this.request?.abort();
    if (this.request) this.say(`Stopped after ${this.points.length} batches.`);
    this.end();
  }

  end() {
    this.request = null;
    this.find("go").textContent = this.points.length ? "Search again" : "Find";
  }

  async receive(line) {
    if (line.error) return this.complain(line.error);
    if (line.found) {
      this.found = line.found;
      this.say(line.found.stopped === "exploded"
        ? `Done: the loss exploded at ${short(line.found.stopped_lr)}.` : `Done: ${this.points.length} batches.`);
      if (line.found.problem) this.complain(line.found.problem);
      await this.draw();
      return this.suggest();
    }
    this.points.push(line.point);
    this.say(`Batch ${this.points.length} of ${line.of} · rate ${short(line.point[0])} · loss ${line.point[1].toFixed(2)}`);
    // drawing takes longer than a batch may: the latest points are enough
    if (!this.drawing) await this.draw();
  }

  async draw() {
    this.drawing = true;
    const c = colours(this.root);
    const column = (index) => this.points.map((point) => point[index]);
    const smoothed = column(2);
    const burnIn = this.found?.burn_in ?? Math.round(0.1 * smoothed.length);
    const top = Math.max(...smoothed.slice(burnIn).slice(0, 40), 0.5) * 1.25;
    const marks = this.marks();
    await Plotly.react(this.find("curve"), [
      { x: column(0), y: column(1), mode: "markers", marker: { color: c.lr, size: 3, opacity: 0.35 }, hoverinfo: "skip" },
      { x: column(0), y: smoothed, mode: "lines", line: { color: c.lr, width: 2.5 }, hovertemplate: "rate %{x:.2~g}: loss %{y:.3f}<extra></extra>" },
      { x: marks.map(([, lr]) => lr), y: marks.map(([, lr]) => this.lossAt(lr)), mode: "markers+text", text: marks.map(([name]) => name),
        textposition: "top right", textfont: { color: c.text }, marker: { color: c.other, size: 11, line: { color: c.surface, width: 2 } },
        hovertemplate: "%{text}: %{x:.2~g}<extra></extra>" },
    ], {
      height: 260, margin: { l: 44, r: 12, t: 12, b: 42 }, showlegend: false, dragmode: false,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: c.text, family: getComputedStyle(this.root).fontFamily, size: 12 },
      hoverlabel: { bgcolor: c.surface, font: { color: c.text } },
      xaxis: { type: "log", range: [-6, 1], tickvals: LR_TICKS, ticktext: LR_TICKS.map((lr) => (lr < 1e-3 ? `1e${Math.round(Math.log10(lr))}` : String(lr))),
        title: { text: "learning rate", standoff: 4 }, gridcolor: c.grid, zeroline: false, fixedrange: true },
      yaxis: { title: { text: "loss", standoff: 4 }, range: [0, top], gridcolor: c.grid, zeroline: false, fixedrange: true, automargin: true },
    }, chartConfig(() => ({ title: this.titled(), file: "lr-find" }), { modeBarButtonsToRemove: BAR }));
    this.find("curve").dataset.points = String(this.points.length);
    this.drawing = false;
  }

  marks() {
    return ["valley", "steepest"].filter((name) => this.found?.[name]).map((name) => [name, this.found[name]]);
  }

  titled() {
    const lr = this.found?.recommended;
    return `Learning rate range test${lr ? ` · recommended ${short(lr)}, the ${this.found.method}` : ""}`;
  }

  lossAt(lr) {
    const nearest = this.points.reduce((best, point) => (Math.abs(Math.log(point[0] / lr)) < Math.abs(Math.log(best[0] / lr)) ? point : best));
    return nearest[2];
  }

  suggest() {
    const words = { valley: "the middle of the longest fall, the careful choice", steepest: "where the loss falls fastest" };
    this.find("suggestions").replaceChildren(...this.marks().map(([name, lr]) => {
      const row = make("p", name === this.found.method ? "suggestion recommended" : "suggestion");
      const button = make("button", "", `Apply ${short(lr)}`);
      button.type = "button";
      button.disabled = this.data.recipe.optimiser.lr === lr;
      button.onclick = () => this.setTriggerValue("apply", lr);
      row.append(button, make("span", "", `${name}: ${words[name]}`));
      return row;
    }));
    const best = this.found.recommended;
    this.find("curve").setAttribute("aria-label", best
      ? `Loss against learning rate; recommended ${short(best)}, the ${this.found.method}.` : `Loss against learning rate; ${this.found.problem}`);
  }

  say(text) {
    this.find("status").textContent = text;
  }

  complain(text) {
    this.find("problem").hidden = false;
    this.find("problem").textContent = text;
  }

  destroy() {
    this.request?.abort();
    if (window.Plotly) Plotly.purge(this.find("curve"));
  }
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) yield JSON.parse(part);
  }
}

function short(value) {
  return String(Number(value.toPrecision(2)));
}

export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: finder, end } = heldBy(parentElement.querySelector(".finder"), Finder);
  finder.show(data, setTriggerValue);
  return end;
}
