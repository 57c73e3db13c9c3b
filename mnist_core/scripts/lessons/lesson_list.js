// The way through the lessons: chapters, what is next, what is done; and the lessons of the steps.

import { make } from "../dom.js";
import { onPlainClick } from "../link.js";
import { languageChoice } from "./language_choice.js";
import { Words } from "./words.js";

/** @import { Host, ListedChapter, ListedLesson, Lessons } from "./messages.js" */

/**
 * Whether a quiz was taken, and what came of it.
 * @param {Lessons["quizzes"][number] | undefined} quiz none where it was not begun
 * @param {Words} words
 */
export function quizWords(quiz, words) {
  if (!quiz) return words.say("list.quiz-open");
  if (quiz.num_right === null) return words.say("list.quiz-answered", { num: quiz.num_answered, all: quiz.num });
  return words.say("list.quiz-right", { num: quiz.num_right, all: quiz.num });
}

export class LessonList {
  /**
   * @param {HTMLElement} box which it fills
   * @param {Lessons} lessons
   * @param {Record<string, string>} texts words by their names
   * @param {Host} host
   */
  constructor(box, lessons, texts, host) {
    this.box = box;
    this.lessons = lessons;
    this.words = new Words(texts, lessons.language);
    this.host = host;
  }

  show() {
    const { lessons, words } = this;
    const head = make("header", "head");
    const title = make("h1", "", words.say("list.title"));
    title.tabIndex = -1;
    head.append(title, make("p", "about", words.say("list.how")));
    if (lessons.languages.length > 1) head.append(languageChoice(lessons.languages, lessons.language, words, (language) => this.host.speak(language)));
    const way = lessons.chapters.filter((chapter) => chapter.is_on_the_way);
    const others = lessons.chapters.filter((chapter) => !chapter.is_on_the_way);
    this.box.lang = lessons.language;
    this.box.replaceChildren(
      head, ...this.mistakes(), ...this.next(way), ...this.quiz(),
      ...way.map((chapter, index) => this.chapter(chapter, words.say("list.chapter", { num: index + 1 }))),
      ...others.map((chapter) => this.chapter(chapter, "")));
  }

  /** @param {ListedChapter[]} way */
  next(way) {
    const { words } = this;
    const all = way.flatMap((chapter) => chapter.lessons);
    const next = all.find(({ key }) => key === this.lessons.next);
    if (!next) return [];
    const isFirst = all.every(({ part, is_finished: isDone }) => part === null && !isDone);
    const button = this.link(next, "next primary");
    button.replaceChildren(make("span", "what", words.say(isFirst ? "list.begin" : "list.go-on")), make("b", "", next.title),
      make("span", "what", words.count("list.minutes", next.minutes)));
    return [button];
  }

  /** The quiz before the lessons and after, where there is one. */
  quiz() {
    const address = this.host.addressOf("/quiz");
    if (address === null) return [];
    const { words } = this;
    const box = make("p", "quiz");
    box.append(make("span", "what", words.say("list.quiz-how")), ...([["before", "list.quiz-before"], ["after", "list.quiz-after"]].map(([stage, name]) => {
      const quiz = this.lessons.quizzes.find((one) => one.stage === stage);
      const link = make("a", quiz?.num_right != null ? "done" : "");
      link.href = `${address}?stage=${stage}`;
      link.append(make("b", "", words.say(name)), " ", make("span", "what", quizWords(quiz, words)));
      return link;
    })));
    return [box];
  }

  /**
   * @param {ListedChapter} chapter
   * @param {string} number
   */
  chapter(chapter, number) {
    const { words } = this;
    const section = make("section", chapter.lessons.every(({ step }) => step) ? "chapter of-steps" : "chapter");
    const title = make("h2", "", chapter.title);
    if (number) title.prepend(make("span", "number", number));
    const num = chapter.lessons.filter(({ is_finished: isDone }) => isDone).length;
    const progress = make("p", "progress", words.say("list.progress", { num, all: chapter.lessons.length }));
    const list = make("ol");
    list.append(...chapter.lessons.map((lesson) => {
      const item = make("li");
      item.append(this.entry(lesson));
      return item;
    }));
    section.append(title, make("p", "about", chapter.about), progress, list);
    return section;
  }

  /** @param {ListedLesson} lesson */
  entry(lesson) {
    const { words } = this;
    const link = this.link(lesson, lesson.is_finished ? "entry done" : "entry");
    link.append(make("b", "", lesson.title));
    const about = [words.count("list.minutes", lesson.minutes)];
    if (lesson.step) about.unshift(lesson.step);
    if (lesson.is_own) about.push(words.say("shell.own"));
    if (lesson.is_finished) about.push(words.say("list.done"));
    else if (lesson.part) about.push(words.say("list.begun", { part: words.say(`part.${lesson.part}`) }));
    if (lesson.key === this.lessons.next) about.push(words.say("list.next"));
    link.append(make("span", "what", about.join(" · ")));
    return link;
  }

  /**
   * @param {ListedLesson} lesson
   * @param {string} kind
   */
  link(lesson, kind) {
    const link = make("a", kind);
    link.href = this.host.lessonAddress(lesson.key);
    link.lang = lesson.language;
    onPlainClick(link, () => this.host.open(lesson.key));
    return link;
  }

  /** Files that a teacher has to mend. */
  mistakes() {
    const { mistakes } = this.lessons;
    if (!mistakes.length) return [];
    const box = make("details", "mistakes");
    box.open = true;
    const list = make("ul");
    list.append(...mistakes.map(({ file, sentences }) => {
      const item = make("li");
      const said = make("ul");
      said.append(...sentences.map((sentence) => make("li", "", sentence)));
      item.append(make("code", "", file), said);
      return item;
    }));
    box.append(make("summary", "", this.words.say("list.mistakes")), list);
    return [box];
  }
}
