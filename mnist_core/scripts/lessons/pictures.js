// Blocks to look at: digits, layers and curves, each with its caption.

import { make, withCode } from "../dom.js";
import { CurveChart } from "./curve_chart.js";
import { digitPicture } from "./digit.js";

/** @import { CurvesBlock, DigitsBlock, LayersBlock } from "./messages.js" */
/** @import { Words } from "./words.js" */

/**
 * @param {DigitsBlock} block
 * @param {Words} words
 */
export function digitsOf(block, words) {
  const figure = figureWith("digits", block.caption);
  const row = make("div", "row");
  row.append(...block.digits.map((digit) => digitPicture(digit, words)));
  figure.prepend(block.digits.length ? row : make("p", "nothing", words.say("picture.no-digits")));
  return { element: figure };
}

/**
 * The layers as a table, which is also what is heard of them.
 * @param {LayersBlock} block
 * @param {Words} words
 */
export function layersOf(block, words) {
  const figure = figureWith("layers", block.caption);
  const table = make("table");
  const isOpen = block.layers.some(({ receptive_field: field }) => field !== null);
  const names = ["layer", "map", "channels", "parameters", ...(isOpen ? ["field"] : [])];
  const head = make("tr");
  head.append(...names.map((name) => {
    const cell = make("th", name, words.say(`picture.${name}`));
    cell.scope = "col";
    return cell;
  }));
  const rows = block.layers.map((layer) => {
    const row = make("tr");
    const token = make("th", "layer");
    token.scope = "row";
    token.append(make("code", "", layer.token));
    row.append(token, make("td", "", `${layer.size} × ${layer.size}`), make("td", "", words.number(layer.channels)),
      make("td", "", words.number(layer.parameters)));
    if (isOpen) row.append(make("td", "", words.say("picture.pixels", { num: layer.receptive_field ?? 0 })));
    return row;
  });
  const top = make("thead");
  top.append(head);
  const body = make("tbody");
  body.append(...rows);
  // the rows say it again where layers have no other name than their own
  const isTold = block.name === block.layers.map(({ token }) => token).join(" ");
  table.append(make("caption", isTold ? "unseen" : "", block.name), top, body);
  const scroll = make("div", "scroll");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", block.name);
  scroll.append(table);
  figure.prepend(scroll, make("p", "total", words.say("picture.total", { num: words.number(block.parameters) })));
  return { element: figure };
}

/**
 * @param {CurvesBlock} block
 * @param {Words} words
 */
export function curvesOf(block, words) {
  const figure = figureWith("curves", block.caption);
  const values = block.curves.flatMap((curve) => curve.values);
  const chart = new CurveChart(figure, {
    epochs: Math.max(...block.curves.map((curve) => curve.values.length)), measure: block.measure, words,
    low: Math.min(...values), high: Math.max(...values),
  });
  chart.draw(block.curves.map((curve, index) => ({ ...curve, kind: `run-${index + 1}` })));
  return { element: figure, destroy: () => chart.destroy() };
}

/**
 * @param {string} kind
 * @param {string} caption
 */
export function figureWith(kind, caption) {
  const figure = make("figure", kind);
  const text = make("figcaption");
  text.append(...withCode(caption));
  figure.append(text);
  return figure;
}
