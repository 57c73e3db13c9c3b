// The columns of the list of runs, and how one run is written in them.

import { make } from "../shared/element.js";

export const COLUMNS = [
  { id: "run", label: "Run", isText: false },
  { id: "step", label: "Step", isText: true },
  { id: "state", label: "State", isText: true },
  { id: "epochs", label: "Epochs" },
  { id: "best", label: "Best test %" },
  { id: "parameters", label: "Parameters" },
  { id: "time", label: "Time" },
  { id: "begun", label: "Begun" },
];
export const DEFAULT_SORT = "-run";

// one row of the table; ``asks`` are what a person can do to it
export function rowElement(row, asks) {
  const element = make("tr");
  element.dataset.key = row.key;
  element.dataset.state = row.state;
  const box = make("input");
  box.type = "checkbox";
  box.setAttribute("aria-label", `Choose ${row.title}`);
  box.onclick = (event) => asks.choose(row.key, box.checked, event.shiftKey);
  const pick = make("td", "pick");
  pick.append(box);
  const best = make("td", "best number", row.best === null ? "" : row.best.toFixed(2));
  best.classList.toggle("is-met", row.reached);
  element.append(pick, runCell(row, asks), make("td", "step", row.step), make("td", "state", row.state),
    make("td", "epochs number", `${row.epochs_done} of ${row.epochs}`), best,
    make("td", "parameters number", row.parameters.toLocaleString("en")),
    make("td", "time number", duration(row.seconds)), make("td", "begun number", moment(row.created)));
  return element;
}

function runCell(row, asks) {
  const cell = make("td", "run");
  const line = make("div", "line");
  const link = make("a", "title", row.title);
  link.href = asks.address(row.key);
  link.onclick = (event) => {
    // a new tab or window is the browser's own business
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    asks.open(row.key);
  };
  line.append(link);
  if (row.state !== "reference") line.append(nameButton(row, asks));
  cell.append(line);
  if (row.changes) cell.append(make("div", "changes", row.changes));
  if (row.note) cell.append(make("div", "note", row.note));
  return cell;
}

function nameButton(row, asks) {
  const button = make("button", "name", row.name);
  button.type = "button";
  button.setAttribute("aria-label", row.name ? `Rename ${row.title}, now ${row.name}` : `Name ${row.title}`);
  const pencil = make("span", "symbol", "edit");
  pencil.setAttribute("aria-hidden", "true");
  button.append(pencil);
  button.onclick = () => {
    const input = make("input", "renaming");
    input.value = row.name;
    input.maxLength = 80;
    input.setAttribute("aria-label", `Name of ${row.title}`);
    let isOver = false;
    const end = (isKept, wasKey) => {
      if (isOver) return;
      isOver = true;
      input.replaceWith(button);
      if (wasKey) button.focus();
      if (isKept && input.value.trim() !== row.name) asks.rename(row.key, input.value.trim());
    };
    input.onkeydown = (event) => {
      event.stopPropagation();
      if (event.key !== "Enter" && event.key !== "Escape") return;
      // else the same key would press the button that comes back
      event.preventDefault();
      end(event.key === "Enter", true);
    };
    input.onblur = () => end(true, false);
    button.replaceWith(input);
    input.select();
  };
  return button;
}

function duration(seconds) {
  if (!seconds) return "";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function moment(seconds) {
  if (!seconds) return "";
  return new Date(seconds * 1000).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}
