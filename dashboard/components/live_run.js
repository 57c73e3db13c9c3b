// One Plotly chart that is built once and then only extended, so that a zoom survives a whole run.

const MAX_POINTS = 6000; // beyond this the browser asks for a thinned history and starts again
const LOSS_TICKS = [10, 5, 3, 2, 1, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001];
const TRACE = { batch: 0, smooth: 1, testLoss: 2, ghostLoss: 3, train: 4, test: 5, ghost: 6, lr: 7, plan: 8 };

const ACTIONS = [
  { verb: "pause", label: "Pause", key: "p", states: ["running", "queued"] },
  { verb: "resume", label: "Resume", key: "r", states: ["paused", "stopped", "interrupted", "failed"] },
  { verb: "step", label: "One batch", key: "n", states: ["running", "paused"] },
  { verb: "stop", label: "Stop", key: "s", states: ["running", "queued", "paused", "interrupted"] },
];

const STATES = {
  queued: "waiting for a free slot", running: "training", paused: "paused", stopped: "stopped",
  interrupted: "interrupted", finished: "finished", failed: "failed",
};

let plotlyLoading = null;
function loadPlotly() {
  if (window.Plotly) return Promise.resolve();
  plotlyLoading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = api("assets/plotly.min.js");
    script.onload = resolve;
    script.onerror = () => reject(new Error("The chart's script could not be loaded."));
    document.head.append(script);
  });
  return plotlyLoading;
}

function api(path) {
  // pages live below the root (/train); the routes do not
  const root = document.baseURI.replace(/[?#].*$/, "").replace(/\/(train|network|errors|draw|compare)\/?$/, "/");
  return new URL("api/" + path, root.endsWith("/") ? root : root + "/").href;
}

function colours(element) {
  const style = getComputedStyle(element);
  const get = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const text = get("--st-text-color", "#1C2126");
  const dark = luminance(get("--st-background-color", "#FFFFFF")) < 0.4;
  return {
    key: text + dark, text,
    grid: get("--st-border-color", dark ? "#2B323A" : "#E2E5E9"),
    muted: dark ? "#9AA5AF" : "#5B6670",
    train: dark ? "#56B4E9" : "#0072B2", faint: dark ? "rgba(86,180,233,.38)" : "rgba(0,114,178,.28)",
    test: dark ? "#FF8A3D" : "#D55E00", target: dark ? "#35C79A" : "#00805D",
    ghost: dark ? "#98A3AD" : "#6B7680", surface: get("--st-secondary-background-color", "#F5F6F8"),
  };
}

function luminance(hex) {
  const value = parseInt(hex.replace("#", "").slice(0, 6), 16);
  return ((value >> 16) * 0.3 + ((value >> 8) & 255) * 0.59 + (value & 255) * 0.11) / 255;
}

class Live {
  constructor(root) {
    this.root = root;
    this.chart = root.querySelector(".chart");
    this.headline = root.querySelector(".headline");
    this.facts = root.querySelector(".facts");
    this.problem = root.querySelector(".problem");
    this.progress = root.querySelector(".bar");
    this.buttons = new Map();
    this.source = null;
    this.run = undefined;
    this.state = "";
    this.userZoomed = false;
    this.numPoints = 0;
    this.numEpochs = 0;
    this.buildControls();
    this.onKey = (event) => this.handleKey(event);
    document.addEventListener("keydown", this.onKey);
  }

  async show(data, setTrigger) {
    this.data = data;
    this.setTrigger = setTrigger;
    const build = !this.chart.dataset.built;
    if (build) {
      this.chart.dataset.built = "1";
      await loadPlotly();
      if (this.gone) return;
      this.palette = colours(this.root);
      await Plotly.newPlot(this.chart, this.traces(), this.layout(), {
        displaylogo: false, responsive: true, scrollZoom: false,
        modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
      });
      this.chart.on("plotly_relayout", (change) => {
        if (this.ours) return;
        if (Object.keys(change).some((key) => key.includes("range"))) this.userZoomed = true;
        if (Object.keys(change).some((key) => key.includes("autorange"))) this.userZoomed = false;
      });
    }
    // a chart that is still being built shows what was asked for last, once it stands
    if (!this.chart.layout || this.gone) return;
    this.ghosts();
    if (this.data.run !== this.run) this.follow(this.data.run);
    else if (this.data.run === null) this.idle();
  }

  follow(run) {
    this.run = run;
    this.state = "";
    this.moment = "";
    this.userZoomed = false;
    this.close();
    this.clear();
    this.rescale();
    if (run === null) return this.idle();
    this.source = new EventSource(api(`runs/${run}/events`));
    this.source.onmessage = (event) => this.receive(JSON.parse(event.data));
    this.source.onerror = () => {
      this.root.dataset.connection = "lost";
      this.facts.textContent = "Connection lost; trying again. The run goes on without this page.";
    };
  }

  close() {
    this.source?.close();
    this.source = null;
  }

  receive(message) {
    delete this.root.dataset.connection;
    this.last = message;
    if (message.reset) this.clear();
    this.append(message);
    this.describe(message);
    this.recolour();
    const moment = `${this.run}/${message.state}/${this.numEpochs}`;
    if (moment !== this.moment && moment !== this.data.moment) this.setTrigger("moment", moment);
    this.moment = moment;
    if (this.numPoints > MAX_POINTS && message.state === "running") this.thinAgain();
  }

  thinAgain() {
    this.close();
    const run = this.run;
    const moment = this.moment;
    const zoomed = this.userZoomed;
    this.follow(run);
    this.moment = moment;
    this.userZoomed = zoomed;
  }

  append(message) {
    const perEpoch = message.num_batches || 1;
    const batches = message.batches;
    const at = batches.at.map((batch) => (batch + 1) / perEpoch);
    const epochs = message.epochs;
    const x = epochs.map((epoch) => epoch.epoch);
    this.numPoints += at.length;
    this.numEpochs = (message.reset ? 0 : this.numEpochs || 0) + epochs.length;
    const updates = { x: [], y: [] };
    const indices = [];
    const push = (trace, xs, ys) => {
      if (!xs.length) return;
      updates.x.push(xs);
      updates.y.push(ys);
      indices.push(trace);
    };
    push(TRACE.batch, at, batches.loss);
    push(TRACE.smooth, at, batches.smoothed);
    push(TRACE.lr, at, batches.lr);
    push(TRACE.testLoss, x, epochs.map((epoch) => epoch.test_loss));
    push(TRACE.train, x, epochs.map((epoch) => epoch.train_accuracy));
    push(TRACE.test, x, epochs.map((epoch) => epoch.test_accuracy));
    if (indices.length) Plotly.extendTraces(this.chart, updates, indices);
    this.chart.dataset.batches = String(message.position);
    this.chart.dataset.points = String(this.numPoints);
    if (epochs.length) this.rescale();
  }

  clear() {
    if (!this.numPoints && !this.numEpochs) return;
    this.numPoints = 0;
    this.numEpochs = 0;
    const mine = [TRACE.batch, TRACE.smooth, TRACE.testLoss, TRACE.train, TRACE.test, TRACE.lr];
    Plotly.restyle(this.chart, { x: mine.map(() => []), y: mine.map(() => []) }, mine);
  }

  // every call into Plotly costs a frame or two, so nothing is drawn that already stands there
  ghosts() {
    const told = JSON.stringify([this.data.ghost, this.data.lr]);
    if (told !== this.ghostsTold) {
      const { x, loss, accuracy, plan } = this.ghostCurves();
      Plotly.restyle(this.chart, { x: [x, x, plan.at], y: [loss, accuracy, plan.value] },
        [TRACE.ghostLoss, TRACE.ghost, TRACE.plan]);
    }
    this.ghostsTold = told;
    this.rescale();
  }

  ghostCurves() {
    const ghost = this.data.ghost || { test_loss: [], test_accuracy: [] };
    return { x: ghost.test_accuracy.map((_, index) => index + 1), loss: ghost.test_loss,
      accuracy: ghost.test_accuracy, plan: this.data.lr || { at: [], value: [] } };
  }

  rescale() {
    if (this.userZoomed) return;
    const wanted = { xaxis: [0, this.data.epochs * 1.01], yaxis2: this.accuracyRange() };
    const changed = Object.entries(wanted).filter(([axis, range]) => String(this.chart.layout[axis].range) !== String(range));
    if (changed.length) this.relayout(Object.fromEntries(changed.map(([axis, range]) => [`${axis}.range`, range])));
  }

  accuracyRange() {
    const test = this.chart.data?.[TRACE.test].y || [];
    const ghost = this.data.ghost?.test_accuracy || [];
    const best = Math.max(...test, ...(test.length ? [] : ghost), 0);
    // zoom to where it matters: near the target once the network is near it
    if (best >= 98.5) return [97.5, 100];
    if (best >= 96) return [94, 100];
    return best ? [Math.max(0, Math.floor(best / 10) * 10 - 20), 100] : [97.5, 100];
  }

  async relayout(change) {
    this.ours = true;
    await Plotly.relayout(this.chart, change);
    this.ours = false;
  }

  describe(message) {
    const { state, position, num_batches: perEpoch, total } = message;
    this.state = state;
    this.root.dataset.state = state;
    const epoch = Math.min(Math.floor(position / (perEpoch || 1)) + 1, message.epochs_total);
    const place = total && state !== "finished"
      ? ` · epoch ${epoch} of ${message.epochs_total}, batch ${position - (epoch - 1) * perEpoch} of ${perEpoch}` : "";
    this.headline.textContent = `Run ${this.run} · ${STATES[state]}${place}`;
    const percent = total ? (100 * position) / total : 0;
    this.progress.firstElementChild.style.width = `${percent}%`;
    this.progress.setAttribute("aria-valuenow", percent.toFixed(0));
    const facts = [];
    if (message.digits_a_second) facts.push(`${message.digits_a_second.toLocaleString("en")} digits/s`);
    if (message.seconds_left !== null && total) facts.push(`${duration(message.seconds_left)} left`);
    if (message.device) facts.push(message.device === "cpu" ? "CPU" : message.device.toUpperCase());
    if (message.path) facts.push(message.path);
    if (state === "queued") facts.push("starts by itself; you may close this page");
    if (state === "running" && !total) facts.push("starting the worker");
    this.facts.textContent = facts.join(" · ");
    this.problem.hidden = !message.error;
    this.problem.textContent = message.error || "";
    for (const { verb, states } of ACTIONS) this.buttons.get(verb).hidden = !states.includes(state);
    const test = this.chart.data[TRACE.test].y;
    this.chart.setAttribute("aria-label", test.length
      ? `Run ${this.run}: test accuracy ${test.at(-1).toFixed(2)} % after epoch ${test.length}.`
      : `Run ${this.run}: no epoch measured yet.`);
  }

  idle() {
    this.headline.textContent = this.data.title;
    this.root.dataset.state = "idle";
    this.progress.firstElementChild.style.width = "0";
    this.facts.textContent = this.data.hint || "";
    this.problem.hidden = true;
    for (const button of this.buttons.values()) button.hidden = true;
    this.chart.setAttribute("aria-label", `${this.data.title}: the published curves.`);
  }

  buildControls() {
    const group = this.root.querySelector(".controls");
    group.replaceChildren();
    for (const { verb, label, key } of ACTIONS) {
      const button = document.createElement("button");
      button.type = "button";
      button.hidden = true;
      button.dataset.verb = verb;
      const hint = document.createElement("kbd");
      hint.textContent = key.toUpperCase();
      button.append(label, hint);
      button.setAttribute("aria-keyshortcuts", key);
      button.onclick = () => this.command(verb);
      this.buttons.set(verb, button);
      group.append(button);
    }
  }

  handleKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const target = event.composedPath()[0];
    if (target.closest?.("input, textarea, select, [contenteditable=true], [role=slider], [role=combobox]")) return;
    const action = ACTIONS.find(({ key }) => key === event.key.toLowerCase());
    const button = action && this.buttons.get(action.verb);
    if (button && !button.hidden) {
      event.preventDefault();
      this.command(action.verb);
    }
  }

  async command(verb) {
    const button = this.buttons.get(verb);
    button.disabled = true;
    try {
      const response = await fetch(api(`runs/${this.run}/${verb}`), { method: "POST" });
      if (!response.ok) throw new Error((await response.json()).error);
    } catch (error) {
      this.problem.hidden = false;
      this.problem.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  }

  traces() {
    const c = this.palette;
    const { x, loss, accuracy, plan } = this.ghostCurves();
    this.ghostsTold = JSON.stringify([this.data.ghost, this.data.lr]);
    const line = (name, color, extra = {}) => ({ type: "scatter", mode: "lines", x: [], y: [], name,
      line: { color, width: 2 }, hovertemplate: "%{y:.4g}<extra>" + name + "</extra>", ...extra });
    return [
      line("batch", c.faint, { line: { color: c.faint, width: 1 }, hoverinfo: "skip", hovertemplate: null }),
      line("train, smoothed", c.train),
      line("test", c.test, { mode: "lines+markers", marker: { size: 6 } }),
      line("published", c.ghost, { x, y: loss, line: { color: c.ghost, width: 1.5, dash: "dot" } }),
      line("train", c.train, { yaxis: "y2", mode: "lines+markers", marker: { size: 5 }, showlegend: false, hovertemplate: "%{y:.2f} %<extra>train</extra>" }),
      line("test", c.test, { yaxis: "y2", mode: "lines+markers", marker: { size: 6 }, showlegend: false, hovertemplate: "%{y:.2f} %<extra>test</extra>" }),
      line("published", c.ghost, { x, y: accuracy, yaxis: "y2", line: { color: c.ghost, width: 1.5, dash: "dot" }, showlegend: false, hovertemplate: "%{y:.2f} %<extra>published</extra>" }),
      line("learning rate", c.muted, { yaxis: "y3", showlegend: false }),
      line("planned", c.muted, { x: plan.at, y: plan.value, yaxis: "y3", showlegend: false, opacity: 0.6, line: { color: c.muted, width: 1.5, dash: "dot" } }),
    ];
  }

  layout() {
    const c = this.palette;
    const axis = (title, domain, extra) => ({ title: { text: title, standoff: 6 }, domain, gridcolor: c.grid,
      zeroline: false, fixedrange: false, automargin: true, ...extra });
    return {
      height: 640, margin: { l: 64, r: 16, t: 34, b: 44 }, hovermode: "x unified",
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: c.text, family: getComputedStyle(this.root).fontFamily, size: 13 },
      hoverlabel: { bgcolor: c.surface, font: { color: c.text } },
      legend: { orientation: "h", x: 0, y: 1.005, yanchor: "bottom", itemclick: "toggle" },
      uirevision: "kept",
      xaxis: { title: { text: "epoch" }, range: [0, this.data.epochs * 1.01], gridcolor: c.grid, zeroline: false, anchor: "y3" },
      // 1, 0.5, 0.2: labels that can be read without knowing how logarithmic axes abbreviate
      yaxis: axis("loss", [0.56, 1], { type: "log", tickvals: LOSS_TICKS,
        ticktext: LOSS_TICKS.map(String) }),
      yaxis2: axis("accuracy, %", [0.17, 0.52], { range: this.accuracyRange() }),
      yaxis3: axis("lr", [0, 0.12], { rangemode: "tozero", nticks: 3, tickformat: ".3~g" }),
      shapes: [{ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y2", y0: this.data.target, y1: this.data.target,
        line: { color: c.target, width: 1.5, dash: "dash" } }],
      annotations: [{ xref: "paper", x: 0, xanchor: "left", yref: "y2", y: this.data.target, yanchor: "bottom",
        text: `target ${this.data.target} %`, showarrow: false, font: { color: c.target, size: 12 } }],
    };
  }

  recolour() {
    const now = colours(this.root);
    if (now.key === this.palette.key) return;
    this.palette = now;
    const lines = [now.faint, now.train, now.test, now.ghost, now.train, now.test, now.ghost, now.muted, now.muted];
    Plotly.restyle(this.chart, { "line.color": lines, "marker.color": lines });
    const grid = Object.fromEntries(["xaxis", "yaxis", "yaxis2", "yaxis3"].map((axis) => [`${axis}.gridcolor`, now.grid]));
    this.relayout({ ...grid, "font.color": now.text, "hoverlabel.bgcolor": now.surface, "hoverlabel.font.color": now.text,
      "shapes[0].line.color": now.target, "annotations[0].font.color": now.target });
  }

  destroy() {
    this.gone = true;
    this.close();
    document.removeEventListener("keydown", this.onKey);
    if (window.Plotly) Plotly.purge(this.chart);
    // the same element may be taken up again by another instance
    delete this.chart.dataset.built;
  }
}

function duration(seconds) {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const instances = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".live");
  let live = instances.get(root);
  if (!live) {
    live = new Live(root);
    instances.set(root, live);
  }
  live.show(data, setTriggerValue).catch((error) => {
    live.problem.hidden = false;
    live.problem.textContent = error.message;
  });
  return () => {
    live.destroy();
    instances.delete(root);
  };
}
