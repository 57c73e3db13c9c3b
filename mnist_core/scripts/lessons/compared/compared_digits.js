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

const FIRST = 12; // of a list that are shown at once

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
    const line = make("p", "", words.count("compare.only", found.num, { name: run.label }));
    const other = lesson.runs.length === 2 ? lesson.runs.find(({ name }) => name !== run.name) : null;
    if (other && found.num) line.append(" ", words.say("compare.only-other", { name: other.label }));
    section.append(line);
    const items = found.digits.flatMap((read) => {
      const picture = digits.find(({ index }) => index === read.index);
      // that it reads them right itself stands above; below, what each of the others made of them
      const { [run.name]: _, ...others } = read.read;
      return picture ? [itemOf(picture, { ...read, read: others }, lesson, words)] : [];
    });
    if (items.length) section.append(...listOf(items, found.num, words));
  }
  if (!address) return;
  const link = make("a", "", words.say("compare.only-all"));
  link.href = address;
  section.append(link);
}

/**
 * The first of them, and a button for the others that are at hand.
 * @param {HTMLElement[]} items
 * @param {number} num how many there are in all
 * @param {Words} words
 */
function listOf(items, num, words) {
  const row = make("ul", "compared-digits");
  row.append(...items.slice(0, FIRST));
  const others = items.slice(FIRST);
  if (!others.length) return [row];
  const said = items.length < num ? words.say("compare.show-some", { num: words.number(items.length), all: words.number(num) })
    : words.say("compare.show-all", { num: words.number(num) });
  const more = make("button", "more", said);
  more.type = "button";
  more.onclick = () => {
    row.append(...others);
    more.remove();
    // the button is gone: the keyboard goes on where the list does
    others[0].tabIndex = -1;
    others[0].focus({ preventScroll: true });
  };
  return [row, more];
}

/**
 * @param {Digit} digit
 * @param {ReadDigit | undefined} read
 * @param {Lesson} lesson
 * @param {Words} words
 */
function itemOf(digit, read, lesson, words) {
  const item = make("li");
  const picture = digitPicture(digit, words);
  // what it is stands below, to be seen and heard
  picture.setAttribute("aria-label", words.say("picture.number", { index: digit.index }));
  item.append(picture, make("span", "true", words.say("picture.true", { digit: digit.digit })));
  const names = Object.keys(read?.read ?? {});
  for (const run of lesson.runs.filter(({ name }) => names.includes(name))) {
    const as = read?.read[run.name] ?? digit.digit;
    const said = as === digit.digit ? words.say("compare.read-right") : words.say("compare.read-as", { digit: as });
    item.append(make("span", "read", names.length < 2 ? said : `${run.label}: ${said}`));
  }
  return item;
}
