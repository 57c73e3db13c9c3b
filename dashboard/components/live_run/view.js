// What a person chose to see of the curves: a zoom, the scale of the loss, which curves. It survives
// every update, and a reload of the tab; the zoom belongs to the run that it was made on.

const MEMORY = "mnist-live";
const RANGE = /^[xy]axis\d?\.range/;

export class ChartView {
  constructor(host) {
    this.host = host;
    const kept = this.read();
    this.scale = kept.scale === "linear" ? "linear" : "log";
    this.hidden = Array.isArray(kept.hidden) ? kept.hidden : [];
    this.dragmode = kept.dragmode === "pan" ? "pan" : "zoom";
    this.zoom = {};
    this.key = null;
  }

  // onReset is called when a person asks to see everything again, onZoom when to see a part
  listen(onReset, onZoom) {
    this.onZoom = onZoom;
    this.host.on("plotly_relayout", (change) => this.changed(change));
    this.host.on("plotly_restyle", ([change]) => this.toggled(change));
    this.host.on("plotly_doubleclick", () => {
      this.setZoom({});
      onReset();
    });
  }

  get isZoomed() {
    return Object.keys(this.zoom).length > 0;
  }

  // the zoom that was made on this run before a reload, as a change of the layout
  follow(key) {
    const { zoom } = this.read();
    this.key = key;
    this.zoom = zoom?.key === key ? zoom.ranges : {};
  }

  changed(change) {
    if (this.ours) return;
    const ranges = Object.entries(change).filter(([name]) => RANGE.test(name));
    if (ranges.length) {
      this.setZoom({ ...this.zoom, ...Object.fromEntries(ranges) });
      this.onZoom();
    }
    if (change.dragmode) this.write({ dragmode: change.dragmode });
  }

  toggled(change) {
    if (!("visible" in change)) return;
    const hidden = this.host.data.filter((trace) => trace.visible === "legendonly").map((trace) => trace.legendgroup);
    this.hidden = [...new Set(hidden)];
    this.write({ hidden: this.hidden });
  }

  setScale(scale) {
    this.scale = scale;
    this.write({ scale });
    // a range of one scale says nothing on the other
    this.setZoom(Object.fromEntries(Object.entries(this.zoom).filter(([name]) => !name.startsWith("yaxis."))));
  }

  setZoom(ranges) {
    this.zoom = ranges;
    this.write({ zoom: { key: this.key, ranges } });
  }

  // a change that is no person's wish
  async relayout(change) {
    this.ours = true;
    await Plotly.relayout(this.host, change);
    this.ours = false;
  }

  // a browser may forbid its storage: then nothing is remembered
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(MEMORY)) || {};
    } catch {
      return {};
    }
  }

  write(change) {
    try {
      sessionStorage.setItem(MEMORY, JSON.stringify({ ...this.read(), ...change }));
    } catch { /* see read */ }
  }
}
