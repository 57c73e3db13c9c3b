// A long curve is thinned for the whole of its run; the part that a person zooms into is asked for again.

import { answerOf } from "../shared/client.js";
import { TRACE } from "./figure.js";

const REST_MS = 200; // a pan tells of itself many times

export class CurveDetail {
  constructor(chart) {
    this.chart = chart;
    this.forget();
  }

  forget() {
    clearTimeout(this.timer);
    this.part = "";
  }

  look() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), REST_MS);
  }

  async ask() {
    const { run, perEpoch, view, host, gone } = this.chart;
    // a replay shows no more than it has come to
    if (gone || !view.isZoomed || !Number.isInteger(run) || !perEpoch) return;
    const [from, to] = host.layout.xaxis.range;
    const first = Math.max(0, Math.ceil(from * perEpoch) - 1);
    const last = Math.min(Number(host.dataset.batches), Math.floor(to * perEpoch)) - 1;
    const part = `${run}/${first}/${last}`;
    const num = host.data[TRACE.batch].x.filter((x) => from <= x && x <= to).length;
    if (num > last - first || part === this.part) return;
    this.part = part;
    const { batches } = await answerOf(`trained/${run}/curve?first=${first}&last=${last}`).catch(() => ({}));
    if (batches && this.part === part && !this.chart.gone) this.draw(batches, perEpoch);
  }

  // the points of this part in place of the few that stood there; what comes later is appended as ever
  draw({ at, loss, smoothed, lr }, perEpoch) {
    if (!at.length) return;
    const { host } = this.chart;
    const x = at.map((batch) => (batch + 1) / perEpoch);
    const merged = [[TRACE.batch, loss], [TRACE.smooth, smoothed], [TRACE.lr, lr]].map(([trace, y]) => {
      const drawn = host.data[trace];
      const start = drawn.x.findIndex((value) => value >= x[0]);
      const after = drawn.x.findIndex((value) => value > x.at(-1));
      const [head, tail] = [start < 0 ? drawn.x.length : start, after < 0 ? drawn.x.length : after];
      const join = (old, fresh) => [...old.slice(0, head), ...fresh, ...old.slice(tail)];
      return { trace, x: join(drawn.x, x), y: join(drawn.y, y) };
    });
    Plotly.restyle(host, { x: merged.map((curve) => curve.x), y: merged.map((curve) => curve.y) },
      merged.map((curve) => curve.trace));
  }
}
