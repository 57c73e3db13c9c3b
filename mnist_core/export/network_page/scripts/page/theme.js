// Light or dark: as the system says, until a person chooses.

import { partOf } from "../../../../scripts/dom.js";

export function followTheme() {
  const button = partOf(document, ".theme", HTMLButtonElement);
  const system = matchMedia("(prefers-color-scheme: dark)");
  const put = (/** @type {boolean} */ isDark) => {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    button.textContent = isDark ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark ? "Light colours" : "Dark colours");
  };
  const follow = () => put(system.matches);
  system.addEventListener("change", follow);
  button.onclick = () => {
    system.removeEventListener("change", follow);
    put(document.documentElement.dataset.theme !== "dark");
  };
  follow();
}
