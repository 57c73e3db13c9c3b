// The list of the site's lessons: which were begun or done in this browser.

import { make } from "../../scripts/dom.js";
import { Words } from "../../scripts/lessons/words.js";
import { KeptPlaces } from "./kept_places.js";

function mark() {
  const words = new Words(JSON.parse(document.getElementById("data")?.textContent ?? "{}"), document.documentElement.lang);
  const places = new KeptPlaces();
  for (const entry of document.querySelectorAll("[data-lesson]")) {
    const place = places.find(entry.getAttribute("data-lesson") ?? "");
    if (!place) continue;
    const where = place.is_finished ? words.say("list.done") : words.say("list.begun", { part: words.say(`part.${place.part}`) });
    entry.append(make("p", "quiet", where));
  }
}

mark();
