// Pick an answer.

import { make, withCode } from "../../dom.js";

/** @import { Ask } from "../parts/predict.js" */

/** @type {Ask} */
export function askChoice(box, { block, answer, tell, heading }) {
  const group = make("fieldset", "choices");
  group.setAttribute("aria-labelledby", heading);
  for (const { key, text } of block.choices) {
    const label = make("label", "choice");
    const input = make("input");
    input.type = "radio";
    input.name = `choice-${block.order}`;
    input.value = key;
    input.checked = answer === key;
    input.onchange = () => tell(key);
    const said = make("span");
    said.append(...withCode(text));
    label.append(input, said);
    group.append(label);
  }
  box.append(group);
}
