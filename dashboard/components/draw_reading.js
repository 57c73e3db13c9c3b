// What a drawing is read as: the answer, ten bars, the stages from the drawing to 28 x 28, and the
// words for those who cannot see them. Only shows; what to ask and when is the pad's business.

const UNSURE = 60; // percent
const SCALE = 4; // screen pixels of one pixel of the 28 x 28
const REST = 400; // milliseconds without a change before the answer is spoken

const STAGES = [
  ["cropped", "Cropped", "to the ink"],
  ["scaled", "Scaled", "longest side to 20 pixels"],
  ["digit", "Centred", "by its mass in 28 × 28: what the network sees"],
];

class Reading {
  constructor(section) {
    this.section = section;
    this.find = (name) => section.querySelector(`.${name}`);
    this.buildBars();
    this.buildStages();
  }

  buildBars() {
    this.find("bars").replaceChildren();
    for (let name = 0; name < 10; name += 1) {
      const item = document.createElement("li");
      const track = make("span", "track");
      track.append(make("div", "fill"));
      item.append(make("span", "", String(name)), track, make("span", "percent"));
      this.find("bars").append(item);
    }
  }

  buildStages() {
    this.find("stages").replaceChildren();
    for (const [name, title, text] of STAGES) {
      const figure = make("figure", name);
      const frame = make("div", `frame${name === "cropped" ? " fine" : ""}`);
      frame.append(document.createElement("canvas"));
      const caption = make("figcaption");
      caption.append(make("b", "", title), make("span", "", text));
      figure.append(frame, caption);
      this.find("stages").append(figure);
    }
  }

  blank(raw) {
    this.spoken = "";
    this.bars(Array(10).fill(0), null);
    this.find("big").textContent = "?";
    this.find("big").classList.add("blank");
    this.find("words").textContent = "Nothing drawn yet";
    this.note("The bars move while you draw.");
    this.find("problem").hidden = true;
    this.find("spoken").textContent = "";
    for (const frame of this.section.querySelectorAll(".frame canvas")) frame.width = frame.height = 0;
    this.markRaw(raw);
  }

  show(answer) {
    const percent = answer.probabilities.map((share) => 100 * share);
    const sure = percent[answer.digit];
    this.find("problem").hidden = true;
    this.find("big").textContent = String(answer.digit);
    this.find("big").classList.remove("blank");
    this.find("words").textContent = `${whole(sure)} sure`;
    this.bars(percent, answer.digit);
    const { centred } = answer;
    if (centred) {
      const same = centred.digit === answer.digit;
      this.note(`Cropped and centred, the same drawing reads ${centred.digit}, ${whole(100 * centred.confidence)} sure.`, !same);
    } else {
      this.note(sure < UNSURE ? `Not sure: it could be ${second(percent)} as well.` : "");
    }
    this.spoken = `${answer.digit}, ${whole(sure)} sure`;
    this.speakSoon();
    for (const [name] of STAGES) this.stage(name, answer.stages[name]);
    this.markRaw(Boolean(centred));
  }

  bars(percent, top) {
    [...this.find("bars").children].forEach((item, name) => {
      item.classList.toggle("top", name === top);
      item.querySelector(".fill").style.transform = `scaleX(${percent[name] / 100})`;
      item.querySelector(".percent").textContent = top === null ? "" : whole(percent[name]);
    });
  }

  // said once the pen rests, not twelve times a second
  speakSoon() {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      this.find("spoken").textContent = this.spoken && `Read as ${this.spoken}`;
    }, REST);
  }

  note(text, warn = false) {
    this.find("note").textContent = text;
    this.find("note").classList.toggle("warn", warn);
  }

  stage(name, { width, height, pixels }) {
    const canvas = this.section.querySelector(`.${name} canvas`);
    const grey = Uint8Array.from(atob(pixels), (character) => character.charCodeAt(0));
    const image = new ImageData(width, height);
    grey.forEach((value, place) => image.data.set([value, value, value, 255], 4 * place));
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d").putImageData(image, 0, 0);
    const zoom = name === "cropped" ? (20 * SCALE) / Math.max(width, height) : SCALE;
    canvas.style.width = `${width * zoom}px`;
    canvas.style.height = `${height * zoom}px`;
  }

  markRaw(raw) {
    for (const name of ["cropped", "scaled"]) this.section.querySelector(`figure.${name}`).classList.toggle("unused", raw);
    const caption = this.section.querySelector("figure.digit figcaption");
    caption.children[0].textContent = raw ? "Squeezed" : STAGES[2][1];
    caption.children[1].textContent = raw ? "the whole area to 28 × 28: what the network sees" : STAGES[2][2];
  }

  complain(sentence) {
    this.find("problem").textContent = sentence;
    this.find("problem").hidden = false;
  }

  destroy() {
    clearTimeout(this.speaking);
  }
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function whole(percent) {
  return `${Math.round(percent)} %`;
}

function second(percent) {
  return percent.map((value, name) => [value, name]).sort((one, two) => two[0] - one[0])[1][1];
}
