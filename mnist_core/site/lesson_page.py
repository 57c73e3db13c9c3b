"""The page of a lesson, and the list of them: they play recorded runs and ask nobody."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from mnist_core.base.format import count_of
from mnist_core.base.markup import Markup, el
from mnist_core.data.mnist import Dataset
from mnist_core.export.html_document import in_script
from mnist_core.ladders import LADDERS, Ladder
from mnist_core.lessons.catalogue import FIRST_LANGUAGE, Chapter
from mnist_core.lessons.player_words import words_of
from mnist_core.scripts.inline import inlined, styles, without_comments
from mnist_core.site.parts import NAME, page
from mnist_core.site.recorded_lesson import RecordedLesson
from mnist_core.site.style import LESSON

_SCRIPTS = Path(__file__).parent / "scripts"
GET_LAB = (f"To get the lab, ask whoever gave you this site for {NAME}. It runs on any computer "
           "with Python 3.11 or newer; in its folder ", el("code", "make run"),
           " opens it in the browser.")
NEED_SCRIPT = "This lesson plays in your browser: switch JavaScript on."
HOW = ("Each lesson asks what you expect, plays a training that was recorded, and shows what came "
       "of it. What you predict and write stays in this browser.")
IN_THE_LAB = ("In the lab you train the networks yourself, and it checks what you try. A few "
              "things to touch are only there, since it measures networks for them; so is the "
              "quiz.")


def lesson_page(recorded: RecordedLesson, dataset: Dataset | None, following: str | None) -> bytes:
    """``following`` is the key of the lesson after it."""
    step, lesson, chapter = recorded.step, recorded.lesson, recorded.chapter
    navigation = el(
        "nav",
        el("a", "All ladders", href=f"../index.html#{step.ladder_id}" if step else "../index.html"),
        el("a", "All lessons", href="index.html"),
        el("a", f"Step {step.number} {step.title}", href=f"../steps/{step.id}/index.html")
        if step else None, aria_label="Pages")
    of = f"lesson of {step.id}" if step else chapter.title
    return page(
        f"{lesson.head.title} · {of} · {NAME}", navigation,
        el("div", el("article", el("h1", lesson.head.title), el("p", NEED_SCRIPT), class_="lesson"),
           el("p", *GET_LAB, class_="get-lab"), class_="lessons"),
        _data(recorded.held(dataset, following)), style=LESSON + styles(_SCRIPTS / "lesson.js"),
        script=_script("lesson.js"))


def lesson_list(lessons: Sequence[RecordedLesson]) -> bytes:
    """The chapters, then by ladder, in the order of the steps."""
    words = {name: text for name, text in words_of(FIRST_LANGUAGE).items()
             if name.partition(".")[0] in ("list", "part")}
    return page(
        f"Lessons · {NAME}",
        el("nav", el("a", "All ladders", href="../index.html"), aria_label="Pages"),
        el("h1", "Lessons"), el("p", HOW),
        *(_chapter(chapter, [one for one in lessons if one.chapter == chapter])
          for chapter in dict.fromkeys(one.chapter for one in lessons if not one.step)),
        *(_ladder(ladder, [one for one in lessons if one.step in ladder.steps])
          for ladder in LADDERS),
        el("h2", "In the lab"), el("p", IN_THE_LAB), el("p", *GET_LAB), _data(words),
        script=_script("lesson_list.js"))


def _chapter(chapter: Chapter, lessons: Sequence[RecordedLesson]) -> Markup:
    return el("section", el("h2", chapter.title), el("p", chapter.about, class_="quiet"),
              el("ol", *map(_card, lessons), class_="cards"))


def _ladder(ladder: Ladder, lessons: Sequence[RecordedLesson]) -> Markup | None:
    if not lessons:
        return None
    return el("section", el("h2", ladder.title),
              el("ol", *map(_card, lessons), class_=f"cards of-{ladder.id}"))


def _card(one: RecordedLesson) -> Markup:
    return el("li", el("h3", el("a", one.lesson.head.title, href=f"{one.lesson.key}.html")),
              el("p", " · ".join((
                  *((f"Step {one.step.number} {one.step.title}",) if one.step else ()),
                  count_of(one.lesson.head.minutes, "minute")))),
              data_lesson=one.lesson.key)


def _data(held: object) -> Markup:
    return el("script", Markup(in_script(held)), type="application/json", id="data")


@cache
def _script(name: str) -> str:
    return without_comments(inlined(_SCRIPTS / name))
