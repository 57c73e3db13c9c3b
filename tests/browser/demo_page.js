// A page without a server, for test_demos.py: demos with their data in the page.

import { showDemo } from "../../mnist_core/scripts/demos/demo.js";

const data = document.getElementById("shown")?.textContent ?? "[]";
for (const shown of JSON.parse(data)) {
  const place = document.createElement("div");
  document.body.append(place);
  showDemo(place, { kind: shown.kind, shown });
}
