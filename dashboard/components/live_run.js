// One run as it happens: what its server-sent events say goes to the chart, the words and the controls.

const MAX_POINTS = 6000; // beyond this the browser asks for a thinned history and starts again

const STATES = {
  queued: "waiting for a free slot", running: "training", paused: "paused", stopped: "stopped",
  interrupted: "interrupted", finished: "finished", failed: "failed",
};

function api(path) {
  // pages live below the root (/train); the routes do not
  const root = document.baseURI.replace(/[?#].*$/, "").replace(/\/(train|network|errors|draw|compare)\/?$/, "/");
  return new URL("api/" + path, root.endsWith("/") ? root : root + "/").href;
}

class Live {
  constructor(root) {
    this.root = root;
    this.headline = root.querySelector(".headline");
    this.facts = root.querySelector(".facts");
    this.problem = root.querySelector(".problem");
    this.progress = root.querySelector(".bar");
    this.chart = new RunChart(root.querySelector(".chart"));
    this.controls = new RunControls(root.querySelector(".controls"), (verb) => this.ask(verb),
      (sentence) => this.complain(sentence));
    this.source = null;
    this.run = undefined;
  }

  async show(data, setTrigger) {
    this.data = data;
    this.setTrigger = setTrigger;
    if (!await this.chart.show(data)) return;
    if (this.data.run !== this.run) this.follow(this.data.run);
    else if (this.data.run === null) this.idle();
  }

  follow(run) {
    this.run = run;
    this.moment = "";
    this.chart.userZoomed = false;
    this.close();
    this.chart.clear();
    this.chart.rescale();
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
    this.chart.append(message);
    this.describe(message);
    const moment = `${this.run}/${message.state}/${this.chart.numEpochs}`;
    if (moment !== this.moment && moment !== this.data.moment) this.setTrigger("moment", moment);
    this.moment = moment;
    if (this.chart.numPoints > MAX_POINTS && message.state === "running") this.thinAgain();
  }

  thinAgain() {
    const { run, moment } = this;
    const { userZoomed } = this.chart;
    this.follow(run);
    this.moment = moment;
    this.chart.userZoomed = userZoomed;
  }

  describe(message) {
    const { state, position, num_batches: perEpoch, total } = message;
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
    this.controls.show(state);
    const test = this.chart.testAccuracies;
    this.chart.host.setAttribute("aria-label", test.length
      ? `Run ${this.run}: test accuracy ${test.at(-1).toFixed(2)} % after epoch ${test.length}.`
      : `Run ${this.run}: no epoch measured yet.`);
  }

  idle() {
    this.headline.textContent = this.data.title;
    this.root.dataset.state = "idle";
    this.progress.firstElementChild.style.width = "0";
    this.facts.textContent = this.data.hint || "";
    this.problem.hidden = true;
    this.controls.show("idle");
    this.chart.host.setAttribute("aria-label", `${this.data.title}: the published curves.`);
  }

  async ask(verb) {
    const response = await fetch(api(`runs/${this.run}/${verb}`), { method: "POST" });
    if (!response.ok) throw new Error((await response.json()).error);
  }

  complain(sentence) {
    this.problem.hidden = false;
    this.problem.textContent = sentence;
  }

  destroy() {
    this.close();
    this.controls.destroy();
    this.chart.destroy();
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
  live.show(data, setTriggerValue).catch((error) => live.complain(error.message));
  return () => {
    live.destroy();
    instances.delete(root);
  };
}
