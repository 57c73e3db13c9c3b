// What the page holds beside our modules: what the server wrote into its HTML (routes/pages/page_html.py),
// and as much of Plotly as is used here. Plotly's own types know neither its inner layout nor what a
// chart's element becomes.

type PlotlyTrace = Record<string, any>;
type PlotlyLayout = Record<string, any>;
type PlotlyConfig = Record<string, any>;

interface PlotlyHost extends HTMLElement {
  data: PlotlyTrace[];
  layout: PlotlyLayout;
  _fullLayout: PlotlyLayout;
  on(event: string, listener: (event: any) => void): void;
  removeAllListeners?(event: string): void;
}

interface PlotlyScript {
  Icons: Record<"camera" | "disk", object>;
  newPlot(host: HTMLElement, traces: PlotlyTrace[], layout: PlotlyLayout, config: PlotlyConfig): Promise<PlotlyHost>;
  react(host: HTMLElement, traces: PlotlyTrace[], layout: PlotlyLayout, config: PlotlyConfig): Promise<PlotlyHost>;
  extendTraces(host: HTMLElement, updates: { x: unknown[][]; y: unknown[][] }, traces: number[]): Promise<PlotlyHost>;
  restyle(host: HTMLElement, change: PlotlyTrace, traces?: number[]): Promise<PlotlyHost>;
  relayout(host: HTMLElement, change: PlotlyLayout): Promise<PlotlyHost>;
  update(host: HTMLElement, traces: PlotlyTrace, layout: PlotlyLayout, indices: number[]): Promise<PlotlyHost>;
  toImage(chart: { data: PlotlyTrace[]; layout: PlotlyLayout }, how: { format: string; width: number; height: number; scale: number }): Promise<string>;
  purge(host: HTMLElement): void;
}

declare const Plotly: PlotlyScript;

interface Window {
  Plotly?: PlotlyScript;
  __streamlit?: { BACKEND_BASE_URL: string };
}
