// The Plotly chart of a run: built once and then only extended, so that a zoom survives a whole run.

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

class RunChart {
  constructor(host) {
    this.host = host;
    this.userZoomed = false;
    this.numPoints = 0;
    this.numEpochs = 0;
  }

  // false while it is still being built: what was asked for last is shown once it stands
  async show(data) {
    this.data = data;
    if (!this.host.dataset.built) {
      this.host.dataset.built = "1";
      await loadPlotly();
      if (this.gone) return false;
      await this.build();
    }
    if (!this.host.layout || this.gone) return false;
    this.ghosts();
    return true;
  }

  async build() {
    this.palette = colours(this.host);
    this.ghostsTold = JSON.stringify([this.data.ghost, this.data.lr]);
    const font = getComputedStyle(this.host).fontFamily;
    await Plotly.newPlot(this.host, traces(this.data, this.palette),
      layout(this.data, this.palette, font, this.accuracyRange()), {
        displaylogo: false, responsive: true, scrollZoom: false,
        modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
      });
    this.host.on("plotly_relayout", (change) => {
      if (this.ours) return;
      if (Object.keys(change).some((key) => key.includes("range"))) this.userZoomed = true;
      if (Object.keys(change).some((key) => key.includes("autorange"))) this.userZoomed = false;
    });
  }

  append(message) {
    const perEpoch = message.num_batches || 1;
    const batches = message.batches;
    const at = batches.at.map((batch) => (batch + 1) / perEpoch);
    const epochs = message.epochs;
    const x = epochs.map((epoch) => epoch.epoch);
    if (message.reset) this.clear();
    this.numPoints += at.length;
    this.numEpochs += epochs.length;
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
    if (indices.length) Plotly.extendTraces(this.host, updates, indices);
    this.host.dataset.batches = String(message.position);
    this.host.dataset.points = String(this.numPoints);
    if (epochs.length) this.rescale();
    this.recolour();
  }

  clear() {
    if (!this.numPoints && !this.numEpochs) return;
    this.numPoints = 0;
    this.numEpochs = 0;
    const mine = [TRACE.batch, TRACE.smooth, TRACE.testLoss, TRACE.train, TRACE.test, TRACE.lr];
    Plotly.restyle(this.host, { x: mine.map(() => []), y: mine.map(() => []) }, mine);
  }

  // every call into Plotly costs a frame or two, so nothing is drawn that already stands there
  ghosts() {
    const told = JSON.stringify([this.data.ghost, this.data.lr]);
    if (told !== this.ghostsTold) {
      const { x, loss, accuracy, plan } = ghostCurves(this.data);
      Plotly.restyle(this.host, { x: [x, x, plan.at], y: [loss, accuracy, plan.value] },
        [TRACE.ghostLoss, TRACE.ghost, TRACE.plan]);
    }
    this.ghostsTold = told;
    this.rescale();
  }

  rescale() {
    if (this.userZoomed) return;
    const wanted = { xaxis: [0, this.data.epochs * 1.01], yaxis2: this.accuracyRange() };
    const changed = Object.entries(wanted).filter(([axis, range]) => String(this.host.layout[axis].range) !== String(range));
    if (changed.length) this.relayout(Object.fromEntries(changed.map(([axis, range]) => [`${axis}.range`, range])));
  }

  accuracyRange() {
    const test = this.testAccuracies;
    const ghost = this.data.ghost?.test_accuracy || [];
    const best = Math.max(...test, ...(test.length ? [] : ghost), 0);
    // zoom to where it matters: near the target once the network is near it
    if (best >= 98.5) return [97.5, 100];
    if (best >= 96) return [94, 100];
    return best ? [Math.max(0, Math.floor(best / 10) * 10 - 20), 100] : [97.5, 100];
  }

  get testAccuracies() {
    return this.host.data?.[TRACE.test].y || [];
  }

  async relayout(change) {
    this.ours = true;
    await Plotly.relayout(this.host, change);
    this.ours = false;
  }

  recolour() {
    const now = colours(this.host);
    if (now.key === this.palette.key) return;
    this.palette = now;
    const lines = traceColours(now);
    Plotly.restyle(this.host, { "line.color": lines, "marker.color": lines });
    const grid = Object.fromEntries(["xaxis", "yaxis", "yaxis2", "yaxis3"].map((axis) => [`${axis}.gridcolor`, now.grid]));
    this.relayout({ ...grid, "font.color": now.text, "hoverlabel.bgcolor": now.surface, "hoverlabel.font.color": now.text,
      "shapes[0].line.color": now.target, "annotations[0].font.color": now.target });
  }

  destroy() {
    this.gone = true;
    if (window.Plotly) Plotly.purge(this.host);
    // the same element may be taken up again by another instance
    delete this.host.dataset.built;
  }
}
