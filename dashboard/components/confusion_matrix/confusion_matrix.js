// The confusion matrix: 100 buttons, of which one is in the tab order; arrow keys move to the others.

const NUM_CLASSES = 10;

function cell(place, focusable) {
  const { text, strength, ink, told, true: row, read } = place;
  const holder = document.createElement("td");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.dataset.row = row;
  button.dataset.column = read;
  button.tabIndex = focusable ? 0 : -1;
  button.title = told;
  button.setAttribute("aria-label", told);
  if (strength === null) button.className = "empty";
  else button.style.setProperty("--strength", `${100 * strength}%`);
  button.style.color = ink;
  holder.append(button);
  return holder;
}

function draw(table, data) {
  const [chosenRow, chosenColumn] = data.chosen;
  const isChosen = (row, column) => (chosenRow !== null || chosenColumn !== null)
    && (chosenRow === null || chosenRow === row) && (chosenColumn === null || chosenColumn === column);
  table.querySelector("caption").textContent = data.label;
  table.classList.toggle("small", data.small);
  for (const name of ["full", "ground", "ring"]) table.style.setProperty(`--${name}`, data[name]);
  const names = [...Array(NUM_CLASSES).keys()];
  table.tHead.rows[1].replaceChildren(table.tHead.rows[1].cells[0], ...names.map((name) => heading(name, "col")),
    heading("recall", "col", "Recall, %: of all digits of the class, those read right"));
  table.tBodies[0].replaceChildren(...names.map((row) => {
    const line = document.createElement("tr");
    line.append(heading(row, "row"), ...names.map((column) => {
      const holder = cell({ ...data.cells[row][column], true: row, read: column }, row === 0 && column === 1);
      holder.firstChild.setAttribute("aria-pressed", String(isChosen(row, column)));
      return holder;
    }), share(data.recall[row], `Recall of ${row}: ${data.recall[row]} %`));
    return line;
  }));
  table.tFoot.rows[0].replaceChildren(
    heading("prec.", "row", "Precision, %: of all digits read as the class, those that are of it"),
    ...names.map((name) => share(data.precision[name], `Precision of ${name}: ${data.precision[name]} %`)),
    document.createElement("td"));
}

function heading(name, scope, told) {
  const element = document.createElement("th");
  element.scope = scope;
  element.textContent = name;
  if (told) element.title = told;
  return element;
}

// precision or recall of one class, in percent
function share(text, told) {
  const element = document.createElement("td");
  element.className = "share";
  element.textContent = text;
  element.title = told;
  return element;
}

function move(event, table) {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const from = event.target.closest("button");
  if (!from || !(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  const [down, right] = steps[event.key];
  focusOn(table, Number(from.dataset.row) + down, Number(from.dataset.column) + right);
}

function focusOn(table, row, column) {
  const button = table.querySelector(`button[data-row="${row}"][data-column="${column}"]`);
  if (!button) return;
  for (const other of table.querySelectorAll("button")) other.tabIndex = other === button ? 0 : -1;
  button.focus();
}

export default function ({ parentElement, data, setTriggerValue }) {
  const table = parentElement.querySelector(".matrix");
  const focused = table.getRootNode().activeElement?.closest?.(".matrix button")?.dataset;
  const told = JSON.stringify(data);
  if (table.dataset.told !== told) {
    table.dataset.told = told;
    draw(table, data);
    // a rerun draws the buttons anew: whoever was among them goes on from the same cell
    if (focused) focusOn(table, focused.row, focused.column);
  }
  table.onkeydown = (event) => move(event, table);
  table.onclick = (event) => {
    const button = event.target.closest("button");
    if (button) setTriggerValue("cell", [Number(button.dataset.row), Number(button.dataset.column)]);
  };
}
