// What the page's script gives to the controls of a recipe (train/recipe/).

import type { Group } from "./groups.js";
import type { Link, Origin } from "./link.js";
import type { Values } from "./values.js";

export interface Contents {
  /** whenever it changes, the controls begin anew */
  place: string;
  /** the first stands above Start */
  groups: Group[];
  /** what else a choice offers now, by control */
  choices: Record<string, [value: string, name: string][]>;
  /** what the controls begin with */
  start: Values;
  /** that in the address */
  link: Link;
  /** every name that a link may have */
  keys: string[];
  /** the link without settings */
  base: Link;
  origin: Omit<Origin, "whole">;
  /** what the own recipe or the run of the link says */
  whole: Values | null;
  /** of the own recipe */
  name: string;
  /** what is changed, in words */
  said: string;
  /** by control, or "" for none */
  problems: Record<string, string>;
  /** what an empty control stands for */
  unset: Record<string, string>;
  /** training digits that there are */
  numDigits: number;
  numTest: number;
  secondsAnEpoch: number | null;
  startSeconds: number;
  speedKey: string;
  /** a run is looked at: only Start is wanted */
  watches: boolean;
  /** the page was opened by its name alone */
  isReturn: boolean;
  /** Ctrl + Enter starts */
  hasKeys: boolean;
  /** as the server knows it */
  address: Record<string, string>;
}
