// White ink on black. While the pen moves the strokes go to the predict route: one request at a
// time, the latest drawing wins, at most twelve a second. Reruns of the page's script leave the
// drawing alone, and it is still there when a person comes back from another page.

const SIDE = 280; // the drawing's own pixels, whatever size it is shown at
const BRUSH = 20;
const PAUSE = 80; // milliseconds between two requests
const RETRY = 2000;
const NEAR = 1.2; // points closer than this to the last one add nothing
const STEP = 8; // pixels a press of an arrow key moves

const pads = new WeakMap();
const kept = { strokes: [], raw: false };

class Pad {
  constructor(section) {
    this.section = section;
    this.find = (name) => section.querySelector(`.${name}`);
    this.canvas = this.find("ink");
    this.pen = this.canvas.getContext("2d");
    this.strokes = kept.strokes;
    this.picture = null; // its ink is shown, it is read in place of strokes
    this.pictureSent = undefined;
    this.pointer = null;
    this.cursor = null; // [x, y] of the keyboard's pen
    this.version = 0; // counts what a reading could depend on
    this.read = 0; // the version that was read last
    this.busy = false;
    this.asked = -Infinity;
    this.find("raw").checked = kept.raw;
    this.reading = new Reading(section);
    this.listen();
    this.reading.blank(kept.raw);
    this.paint();
  }

  show(data) {
    this.section.classList.toggle("dark", isDark(this.section));
    const before = this.data;
    this.data = data;
    if (data.picture?.image !== this.pictureSent) this.takePicture(data.picture);
    if (before && before.run === data.run && before.weights === data.weights && before.version === data.version) return;
    this.changed();
  }

  listen() {
    const canvas = this.canvas;
    canvas.onpointerdown = (event) => this.down(event);
    canvas.onpointermove = (event) => this.moved(event);
    canvas.onpointerup = canvas.onpointercancel = (event) => this.up(event);
    canvas.onkeydown = (event) => this.key(event);
    canvas.onblur = () => { this.lift(); this.cursor = null; this.paint(); };
    canvas.oncontextmenu = (event) => event.preventDefault();
    this.find("undo").onclick = () => this.undo();
    this.find("clear").onclick = () => this.clear();
    this.find("raw").onchange = (event) => {
      kept.raw = event.target.checked;
      this.changed();
    };
  }

  // -- pen ------------------------------------------------------------------------------------

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const within = (value) => Math.min(SIDE, Math.max(0, Math.round(value * 10) / 10));
    return [within(((event.clientX - box.left) / box.width) * SIDE), within(((event.clientY - box.top) / box.height) * SIDE)];
  }

  down(event) {
    if (event.button !== 0 || this.pointer !== null) return;
    this.lift();
    this.cursor = null;
    this.picture = null;
    this.pointer = event.pointerId;
    try { this.canvas.setPointerCapture(event.pointerId); } catch { /* the pointer is gone already */ }
    this.strokes.push([this.place(event)]);
    this.paint();
    this.changed();
  }

  moved(event) {
    if (event.pointerId !== this.pointer) return;
    const stroke = this.strokes.at(-1);
    const before = stroke.length;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const part of events.length ? events : [event]) this.extend(stroke, this.place(part));
    if (stroke.length === before) return;
    this.line(stroke, before - 1);
    this.changed();
  }

  extend(stroke, point) {
    const last = stroke.at(-1);
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= NEAR) stroke.push(point);
  }

  up(event) {
    if (event.pointerId === this.pointer) this.pointer = null;
  }

  key(event) {
    if (event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey && key !== "z") return;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (key in moves) this.step(moves[key], event.shiftKey ? 3 * STEP : STEP);
    else if (key === " ") this.dip();
    else if (key === "u" || key === "z") this.undo();
    else if (key === "Delete" || key === "Backspace") this.clear();
    else return;
    // the page has shortcuts of its own
    event.preventDefault();
    event.stopPropagation();
  }

  step([x, y], distance) {
    const from = this.cursor ?? [SIDE / 2, SIDE / 4];
    const within = (value) => Math.min(SIDE - BRUSH / 2, Math.max(BRUSH / 2, value));
    this.cursor = this.cursor ? [within(from[0] + x * distance), within(from[1] + y * distance)] : from;
    if (this.dipped) {
      this.extend(this.strokes.at(-1), [...this.cursor]);
      this.changed();
    }
    this.paint();
  }

  dip() {
    this.cursor ??= [SIDE / 2, SIDE / 4];
    if (this.dipped) this.lift();
    else {
      this.picture = null;
      this.dipped = true;
      this.strokes.push([[...this.cursor]]);
      this.changed();
    }
    this.paint();
  }

  lift() {
    this.dipped = false;
  }

  undo() {
    this.lift();
    this.pointer = null;
    if (this.picture) this.picture = null;
    else this.strokes.pop();
    this.paint();
    this.changed();
  }

  clear() {
    this.lift();
    this.pointer = null;
    this.picture = null;
    this.strokes.length = 0;
    this.paint();
    this.changed();
  }

  takePicture(picture) {
    this.pictureSent = picture?.image;
    if (!picture) {
      if (!this.picture) return;
      this.picture = null;
      this.paint();
      this.changed();
      return;
    }
    const ink = new Image();
    ink.onload = () => {
      this.picture = { ink, image: picture.image };
      this.paint();
      this.changed();
    };
    ink.src = `data:image/png;base64,${picture.ink}`;
  }

  // -- drawing --------------------------------------------------------------------------------

  get isBlank() {
    return !this.strokes.length && !this.picture;
  }

  paint() {
    const { pen, canvas } = this;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(canvas.width / SIDE, 0, 0, canvas.height / SIDE, 0, 0);
    if (this.picture) {
      const { ink } = this.picture;
      const zoom = Math.min(SIDE / ink.width, SIDE / ink.height);
      const [width, height] = [ink.width * zoom, ink.height * zoom];
      pen.imageSmoothingEnabled = zoom < 4;
      pen.drawImage(ink, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
    } else {
      for (const stroke of this.strokes) this.line(stroke, 0);
    }
    if (this.cursor) {
      pen.beginPath();
      pen.arc(...this.cursor, BRUSH / 2 + 2, 0, 2 * Math.PI);
      pen.lineWidth = 2;
      pen.strokeStyle = this.dipped ? "#F0B43C" : "#56B4E9";
      pen.stroke();
    }
    this.find("hint").hidden = !this.isBlank || Boolean(this.cursor);
    this.find("hint").style.display = this.find("hint").hidden ? "none" : "";
    this.find("undo").disabled = this.find("clear").disabled = this.isBlank;
  }

  line(stroke, from) {
    const { pen } = this;
    pen.beginPath();
    pen.moveTo(...stroke[from]);
    for (const point of stroke.slice(from)) pen.lineTo(...point);
    pen.lineWidth = BRUSH;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#fff";
    pen.stroke();
    this.find("hint").style.display = "none";
  }

  // -- asking ---------------------------------------------------------------------------------

  changed() {
    this.version += 1;
    if (this.isBlank) this.reading.blank(kept.raw);
    else this.ask();
  }

  async ask() {
    if (this.busy || this.gone || this.isBlank || this.read === this.version || !this.data) return;
    const wait = this.asked + PAUSE - performance.now();
    if (wait > 0) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), wait);
      return;
    }
    this.busy = true;
    this.asked = performance.now();
    const version = this.version;
    let retry = 0;
    try {
      const reply = await fetch(routeOf("api/predict"), {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(this.question()),
      });
      const answer = await reply.json();
      this.read = version;
      if (this.isBlank || this.gone) return;
      if (reply.ok) this.reading.show(answer);
      else this.reading.complain(answer.error);
    } catch {
      this.reading.complain("The server does not answer; trying again.");
      retry = RETRY;
    } finally {
      this.busy = false;
      if (retry) this.timer = setTimeout(() => this.ask(), retry);
      else this.ask();
    }
  }

  question() {
    const drawn = this.picture ? { image: this.picture.image } : { strokes: this.strokes, width: SIDE, height: SIDE, brush: BRUSH };
    return { run: this.data.run, weights: this.data.weights, raw: kept.raw, ...drawn };
  }

  destroy() {
    this.gone = true;
    clearTimeout(this.timer);
    this.reading.destroy();
  }
}

function routeOf(path) {
  // the page lies at /draw below the root; the routes lie below the root
  return new URL(path, location.href.replace(/[?#].*$/, "").replace(/\/draw\/?$/, "/")).href;
}

function isDark(element) {
  const value = parseInt(getComputedStyle(element).getPropertyValue("--st-background-color").trim().slice(1, 7), 16);
  return ((value >> 16) * 0.3 + ((value >> 8) & 255) * 0.59 + (value & 255) * 0.11) / 255 < 0.4;
}

export default function ({ parentElement, data }) {
  const section = parentElement.querySelector(".pad");
  let pad = pads.get(section);
  if (!pad) {
    pad = new Pad(section);
    pads.set(section, pad);
  }
  pad.show(data);
  return () => {
    pad.destroy();
    pads.delete(section);
  };
}
