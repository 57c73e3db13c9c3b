// The size of a receptive field that was set, beside what it is.

import { make } from "../../dom.js";
import { makeSvg } from "../../svg.js";
import { digitPicture, SIDE } from "../digit.js";

/** @import { PredictFieldBlock } from "../messages.js" */
/** @import { Words } from "../words.js" */

/**
 * @param {HTMLElement} box which it is added to
 * @param {PredictFieldBlock} block
 * @param {number} yours in pixels
 * @param {number} came in pixels
 * @param {Words} words
 */
export function comparedField(box, block, yours, came, words) {
  const said = yours === came ? "compare.field-same" : "compare.field";
  box.append(make("p", "off", words.say(said, {
    yours: words.count("compare.pixels", yours), came: words.count("compare.pixels", came),
  })));
  if (!block.digit) return;
  const most = Math.max(SIDE, yours, came) + 2;
  const picture = make("div", "compared-field");
  picture.style.setProperty("--share", String(SIDE / most));
  const digit = digitPicture(block.digit, words);
  const svg = makeSvg("svg", "squares", { viewBox: `${-most / 2} ${-most / 2} ${most} ${most}` });
  svg.setAttribute("aria-hidden", "true");
  svg.append(squareOf(came, "came"), squareOf(yours, "guess"));
  picture.append(digit, svg);
  const names = make("ul", "names");
  for (const [kind, name] of [["guess", "compare.yours"], ["came", "compare.field-came"]]) {
    const key = makeSvg("svg", "key", { viewBox: "0 0 30 14" });
    key.setAttribute("aria-hidden", "true");
    key.append(makeSvg("rect", kind, { x: 4, y: 1, width: 22, height: 12 }));
    const item = make("li");
    item.append(key, make("span", "", words.say(name)));
    names.append(item);
  }
  box.append(picture, names);
}

/**
 * @param {number} size
 * @param {string} kind
 */
function squareOf(size, kind) {
  return makeSvg("rect", kind, { x: -size / 2, y: -size / 2, width: size, height: size });
}
