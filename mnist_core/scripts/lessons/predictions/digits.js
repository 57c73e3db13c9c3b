// Point at digits; to point at none is an answer, too.

import { make } from "../../dom.js";
import { digitPicture } from "../digit.js";

/** @import { Digit } from "../messages.js" */
/** @import { Ask } from "../parts/predict.js" */

/** @type {Ask} */
export function askDigits(box, { block, answer, tell, state, heading }) {
  const { words } = state;
  const chosen = new Set(/** @type {number[]} */ (Array.isArray(answer) ? answer : []));
  let isNone = Array.isArray(answer) && !answer.length;
  const group = make("div", "pointed");
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", heading);
  const count = make("p", "count");
  count.setAttribute("role", "status");
  const none = make("button", "none", words.say("predict.none"));
  none.type = "button";

  /** @type {[Digit, HTMLButtonElement][]} */
  const buttons = block.digits.map((/** @type {Digit} */ digit) => {
    const button = make("button", "pointer");
    button.type = "button";
    button.append(digitPicture(digit, words), make("span", "label", String(digit.digit)));
    button.setAttribute("aria-label", words.say("picture.digit", { index: digit.index, digit: digit.digit }));
    button.onclick = () => {
      if (!chosen.delete(digit.index)) chosen.add(digit.index);
      isNone = false;
      changed();
    };
    return [digit, button];
  });

  const say = () => {
    for (const [digit, button] of buttons) button.setAttribute("aria-pressed", String(chosen.has(digit.index)));
    none.setAttribute("aria-pressed", String(isNone));
    count.textContent = words.count("predict.pointed", chosen.size);
  };
  const changed = () => {
    say();
    tell(chosen.size || isNone ? [...chosen] : null);
  };
  none.onclick = () => {
    isNone = !isNone;
    if (isNone) chosen.clear();
    changed();
  };
  say();
  group.append(...buttons.map(([, button]) => button));
  box.append(group, none, count);
}
