// Digits that one pointed at, beside those that were meant; and those that only one run reads right.

import { make } from "../../dom.js";
import { digitPicture } from "../digit.js";
import { digitsWords } from "./far_off.js";

/** @import { Digit, Lesson, Outcome, PredictDigitsBlock, ReadDigit } from "../messages.js" */
/** @import { Words } from "../words.js" */

/**
 * @param {HTMLElement} box which it is added to
 * @param {PredictDigitsBlock} block
 * @param {number[]} guess
 * @param {{ digits: ReadDigit[], right: number[] | null }} came
 * @param {Lesson} lesson
 * @param {Words} words
 */
export function comparedDigits(box, block, guess, came, lesson, words) {
  const { right } = came;
  if (right === null) return box.append(make("p", "off", words.say("compare.not-measured")));
  box.append(make("p", "off", digitsWords(guess, right, words)));
  const row = make("ul", "compared-digits");
  for (const digit of block.digits) {
    const item = itemOf(digit, came.digits.find(({ index }) => index === digit.index), lesson, words);
    if (guess.includes(digit.index)) item.append(make("span", "pointed", words.say("compare.pointed")));
    item.classList.toggle("meant", right.includes(digit.index));
    item.classList.toggle("guessed", guess.includes(digit.index));
    row.append(item);
  }
  box.append(row);
  if (right.length) box.append(make("p", "framed", words.say("compare.framed")));
}

/**
 * @param {HTMLElement} box which it is added to
 * @param {Lesson} lesson
 * @param {Outcome} outcome
 * @param {Words} words
 * @param {string | null} address of the page that has all of them
 */
export function onlyRight(box, lesson, outcome, words, address) {
  const { only_right: only, digits } = outcome;
  if (outcome.runs.length < 2) return;
  const section = make("section", "only-right");
  section.append(make("h3", "", words.say(outcome.runs.length > 2 ? "compare.only-title-many" : "compare.only-title")));
  box.append(section);
  if (!Object.keys(only).length) return section.append(make("p", "", words.say("compare.only-unknown")));
  for (const run of lesson.runs) {
    const found = only[run.name];
    if (!found) continue;
    section.append(make("p", "", words.count("compare.only", found.num, { name: run.label })));
    const row = make("ul", "compared-digits");
    for (const read of found.digits) {
      const picture = digits.find(({ index }) => index === read.index);
      // that it reads them right itself stands above; below, what each of the others made of them
      const { [run.name]: _, ...others } = read.read;
      if (picture) row.append(itemOf(picture, { ...read, read: others }, lesson, words, true));
    }
    if (row.childElementCount) section.append(row);
  }
  if (!address) return;
  const link = make("a", "", words.say("compare.only-all"));
  link.href = address;
  section.append(link);
}

/**
 * @param {Digit} digit
 * @param {ReadDigit | undefined} read
 * @param {Lesson} lesson
 * @param {Words} words
 * @param {boolean} isNamed say of which run it is told, also where there is only one
 */
function itemOf(digit, read, lesson, words, isNamed = false) {
  const item = make("li");
  item.append(digitPicture(digit, words));
  const names = Object.keys(read?.read ?? {});
  for (const run of lesson.runs.filter(({ name }) => names.includes(name))) {
    const as = read?.read[run.name] ?? digit.digit;
    const said = as === digit.digit ? words.say("compare.read-right") : words.say("compare.read-as", { digit: as });
    item.append(make("span", "read", names.length < 2 && !isNamed ? said : `${run.label}: ${said}`));
  }
  return item;
}
