// The page of a lesson in the site: the player, with everything that it asks for in the page.

import { partOf } from "../../scripts/dom.js";
import { Player } from "../../scripts/lessons/player.js";
import { BEGINNING } from "../../scripts/lessons/state.js";
import { KeptPlaces } from "./kept_places.js";
import { SiteHost } from "./site_host.js";

/** @import { Held } from "./site_host.js" */

function play() {
  const held = /** @type {Held} */ (JSON.parse(partOf(document, "#data").textContent ?? ""));
  const { lesson, words, next } = held;
  const places = new KeptPlaces();
  const host = new SiteHost(held, places, window.location);
  const section = partOf(document, ".lessons");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => section.classList.toggle("dark", system.matches);
  system.addEventListener("change", follow);
  follow();
  const asked = () => window.location.hash.slice(1) || null;
  const player = new Player(
    partOf(section, ".lesson"), { lesson, languages: [lesson.language], words, place: { ...BEGINNING, ...places.find(lesson.key) }, next },
    host, asked());
  // so that Back comes to the part that was seen
  if (asked() !== player.part) window.location.replace(`#${player.part}`);
  window.addEventListener("hashchange", () => player.follow(asked()));
}

play();
