// A long curve is thinned for the whole of its run; the part that a person zooms into is asked for again.

import { answerOf } from "../shared/client/client.js";
import { batchCurves, TRACE } from "./chart_lines.js";

/** @import { Batches } from "./messages.js" */
/** @import { RunChart } from "./chart.js" */

const REST_MS = 200; // a pan tells of itself many times

export class CurveDetail {
  /** @param {RunChart} chart */
  constructor(chart) {
    this.chart = chart;
    this.part = ""; // what was asked for last
    /** @type {number | undefined} */
    this.timer = undefined;
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
    const num = host.data[TRACE.batch].x.filter((/** @type {number} */ x) => from <= x && x <= to).length;
    if (num > last - first || part === this.part) return;
    this.part = part;
    const answer = await answerOf(`trained/${run}/curve?first=${first}&last=${last}`).catch(() => null);
    if (answer && this.part === part && !this.chart.gone) this.draw(answer.batches, perEpoch);
  }

  /**
   * The points of this part in place of the few that stood there; what comes later is appended as ever.
   * @param {Batches} batches
   * @param {number} perEpoch
   */
  draw(batches, perEpoch) {
    if (!batches.at.length) return;
    const { host } = this.chart;
    const x = batches.at.map((batch) => (batch + 1) / perEpoch);
    const merged = batchCurves(batches).map(([trace, y]) => {
      const drawn = host.data[trace];
      const start = drawn.x.findIndex((/** @type {number} */ value) => value >= x[0]);
      const after = drawn.x.findIndex((/** @type {number} */ value) => value > x[x.length - 1]);
      const [head, tail] = [start < 0 ? drawn.x.length : start, after < 0 ? drawn.x.length : after];
      /** @type {(old: number[], fresh: number[]) => number[]} */
      const join = (old, fresh) => [...old.slice(0, head), ...fresh, ...old.slice(tail)];
      return { trace, x: join(drawn.x, x), y: join(drawn.y, y) };
    });
    Plotly.restyle(host, { x: merged.map((curve) => curve.x), y: merged.map((curve) => curve.y) },
      merged.map((curve) => curve.trace));
  }
}
