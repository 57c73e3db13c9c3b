// The worst mistakes on the test set after the last measured epoch, each a way to the Errors page.

import { answerOf } from "../shared/client.js";
import { bytesOf, routeOf } from "../shared/element.js";

const DIGIT = 28;

export class Mistakes {
  constructor(section) {
    this.section = section;
    this.told = "";
  }

  hide() {
    this.told = "";
    this.section.hidden = true;
  }

  // once an epoch, for the run or reference run of this key
  async show(key, numEpochs) {
    const told = `${key}/${numEpochs}`;
    if (told === this.told) return;
    this.told = told;
    if (!numEpochs) return this.hide();
    const answer = await answerOf(`trained/${encodeURIComponent(key)}/mistakes`).catch(() => null);
    if (!answer || this.told !== told) return;
    const sheet = await picture(answer.sprite);
    if (this.told !== told) return;
    this.section.hidden = !answer.digits.length;
    this.section.querySelector("p").textContent =
      `Worst of ${answer.wrong.toLocaleString("en")} mistakes after epoch ${answer.epoch}, true → read`;
    this.section.querySelector("ol").replaceChildren(...answer.digits.map((digit, place) => this.item(answer, digit, place, sheet)));
  }

  item(answer, digit, place, sheet) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = DIGIT;
    canvas.getContext("2d").drawImage(sheet, place * DIGIT, 0, DIGIT, DIGIT, 0, 0, DIGIT, DIGIT);
    const caption = document.createElement("span");
    const read = document.createElement("b");
    read.textContent = digit.read;
    caption.append(`${digit.true} → `, read);
    const link = document.createElement("a");
    link.href = routeOf(`errors?${new URLSearchParams({ run: answer.key, epoch: answer.moment, digit: digit.index })}`);
    link.setAttribute("aria-label", `Test digit ${digit.index}: ${digit.true} read as ${digit.read}, ${digit.percent} %`);
    link.append(canvas, caption);
    const item = document.createElement("li");
    item.append(link);
    return item;
  }
}

async function picture(base64) {
  return createImageBitmap(new Blob([bytesOf(base64)], { type: "image/png" }));
}
