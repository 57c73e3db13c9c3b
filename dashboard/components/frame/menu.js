// On a narrow page the menu is a sheet over it, which would stay open over the page that was chosen.

import { around } from "../shared/element.js";

const LINK = "[data-testid=stSidebarNavLink]";
const CLOSE = "[data-testid=stSidebarCollapseButton] button";
const NARROW = "(max-width: 768px)"; // as Streamlit has it

/** @param {AbortSignal} signal */
export function closeMenuOnceChosen(signal) {
  document.addEventListener("click", (event) => {
    if (!around(event, LINK) || !matchMedia(NARROW).matches) return;
    const button = document.querySelector(CLOSE);
    // once Streamlit, or the page that is open, has taken the click itself
    if (button instanceof HTMLElement) setTimeout(() => button.click());
  }, { capture: true, signal });
}
