// How every chart of a script is set up, and how any chart becomes a picture. Nothing that Plotly
// offers to upload is offered.

/** @typedef {{ title: string, file: string }} About what stands above a picture, and names its file */
/** @typedef {"png" | "svg"} Format */

const TITLE_SIZE = 17;
const TITLE_LINE = 24;
const LEGEND_LINE = 26;
const ZOOMING = ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"];
const PICTURE_SCALE = 2; // pixels of a PNG for one of the screen: sharp on paper and projector

/**
 * @param {() => About} about what is said of the chart at the moment of saving
 * @param {PlotlyConfig} [extra]
 */
export function chartConfig(about, extra = {}) {
  /** @type {(format: Format, icon: object) => object} */
  const save = (format, icon) => ({
    name: `Save as ${format.toUpperCase()}`, title: `Save as ${format.toUpperCase()}`, icon,
    click: (/** @type {PlotlyHost} */ host) => savePicture(host, about(), format),
  });
  // where fingers point nothing hovers, so the pictures are always offered; fingers zoom by themselves
  const isTouched = matchMedia("(pointer: coarse)").matches;
  return {
    displaylogo: false, responsive: true, showSendToCloud: false, plotlyServerURL: "",
    ...(isTouched && { displayModeBar: true }),
    ...extra,
    modeBarButtonsToRemove: ["toImage", "sendChartToCloud", "select2d", "lasso2d", "autoScale2d", ...(isTouched ? ZOOMING : []),
      ...(extra.modeBarButtonsToRemove ?? [])],
    modeBarButtonsToAdd: [save("png", Plotly.Icons.camera), save("svg", Plotly.Icons.disk)],
  };
}

/**
 * The chart as it is looked at now, on the page's ground and under a title.
 * @param {PlotlyHost} host
 * @param {About} about
 * @param {Format} format
 * @param {Element} [styled] an element that knows the theme
 */
export async function savePicture(host, { title, file }, format, styled = host) {
  const theme = getComputedStyle(styled);
  const ground = theme.getPropertyValue("--st-background-color").trim() || "#FFFFFF";
  const ink = theme.getPropertyValue("--st-text-color").trim() || "#1C2126";
  const { clientWidth: width, clientHeight: height } = host;
  const lines = titleLines(title, Math.floor((width - 24) / (0.52 * TITLE_SIZE)));
  // on the page the lines of some charts are told by what stands around them
  const untold = host.layout.showlegend === false ? host.data.filter(({ name }) => name).length : 0;
  const head = TITLE_LINE * lines.length + 18;
  const room = head + (untold ? LEGEND_LINE * Math.ceil(untold / Math.max(1, Math.floor(width / 260))) : 0);
  const size = { width, height: height + room };
  const layout = {
    ...host.layout, ...size, autosize: false, paper_bgcolor: ground, plot_bgcolor: ground,
    // a picture has no fonts but the system's: what is measured in another one is cut
    font: { ...host.layout.font, family: "Arial, Helvetica, sans-serif" },
    margin: { ...host.layout.margin, t: (host._fullLayout._size?.t ?? 8) + room },
    // Plotly holds a title of several lines by its middle
    title: { text: lines.map(asText).join("<br>"), x: 0, xref: "container", xanchor: "left", y: 1, yref: "container", yanchor: "top",
      pad: { l: 14, t: 12 + (lines.length - 1) * 0.5 * TITLE_LINE }, font: { size: TITLE_SIZE, color: ink } },
    ...(untold && { showlegend: true,
      legend: { orientation: "h", x: 0, xref: "container", xanchor: "left", y: 1 - head / size.height, yref: "container", yanchor: "top" } }),
  };
  if (!untold && layout.legend?.yref === "container") layout.legend = { ...layout.legend, y: layout.legend.y - room / size.height };
  const scale = format === "png" ? PICTURE_SCALE : 1;
  const address = await Plotly.toImage({ data: host.data, layout }, { format, ...size, scale });
  const link = document.createElement("a");
  link.href = address;
  link.download = `${file}.${format}`;
  link.click();
}

/**
 * Plotly reads tags and entities in what it writes.
 * @param {string} text
 */
export function asText(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * A long title on as many lines as it needs.
 * @param {string} text
 * @param {number} most characters
 */
export function titleLines(text, most) {
  const lines = [""];
  for (const word of text.split(/\s+/).flatMap((part) => part.match(new RegExp(`.{1,${Math.max(8, most)}}`, "gu")) ?? [])) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (longer.length <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.filter((line, place) => line || !place);
}

/**
 * A name for a file on any system.
 * @param {...(string | undefined)} parts
 */
export function fileName(...parts) {
  return parts.filter(Boolean).join("-").toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 80) || "chart";
}
