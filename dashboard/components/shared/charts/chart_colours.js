// The colours of small charts.

import { isDark } from "../element.js";

/** @param {Element} element */
export function colours(element) {
  const text = getComputedStyle(element).getPropertyValue("--st-text-color").trim() || "#1C2126";
  const dark = isDark(element);
  return {
    key: text + dark, text, grid: dark ? "#2B323A" : "#E2E5E9", surface: dark ? "#1A1F25" : "#F5F6F8",
    lr: dark ? "#56B4E9" : "#0072B2", other: dark ? "#FF8A3D" : "#D55E00",
  };
}

