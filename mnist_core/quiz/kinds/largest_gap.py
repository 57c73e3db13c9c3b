"""Which of four runs fits its training digits too much?"""

from random import Random

from mnist_core.quiz.choices import Unlucky
from mnist_core.quiz.material import Material
from mnist_core.quiz.question import Choice, Question, Table

KIND = "largest-gap"
CLEARLY = 0.1
"""Points by which the largest gap is above the next."""
LETTERS = "ABCD"


def make(material: Material, random: Random) -> Question:
    runs = material.some_runs(random, len(LETTERS), lambda run: run.is_settled)
    gaps = [run.epochs[-1].gap for run in runs]
    right = gaps.index(max(gaps))
    if sorted(gaps)[-1] < sorted(gaps)[-2] + CLEARLY or gaps[right] < CLEARLY:
        raise Unlucky
    by_train = _highest([run.epochs[-1].train_accuracy for run in runs])
    by_test = _highest([-run.epochs[-1].test_accuracy for run in runs])
    if right in (by_train, by_test) and random.random() < 0.7:
        # who looks at one column alone should seldom be right
        raise Unlucky
    figures = [f"{letter}: {gap:+.2f}".replace("-", "−") for letter, gap in
               zip(LETTERS, gaps, strict=True)]
    return Question(
        kind=KIND, topic="fitting", right=right,
        text="Four networks, each at its last epoch. Which one overfits the most?",
        picture=Table(
            caption="How many digits of 100 each of them read right.",
            heads=("network", "training digits", "test digits"),
            rows=tuple((f"{letter} ({run.name})", f"{run.epochs[-1].train_accuracy:.2f} %",
                        f"{run.epochs[-1].test_accuracy:.2f} %")
                       for letter, run in zip(LETTERS, runs, strict=True))),
        choices=tuple(
            Choice(text=f"Network {letter}", mistake="" if place == right else _mistake(
                place, by_train, by_test)) for place, letter in enumerate(LETTERS)),
        explanation=(f"Train less test, in points: {', '.join(figures)}. The largest gap is that "
                     f"of {LETTERS[right]}: it reads its own digits better than new ones by most."))


def _highest(values: list[float]) -> int:
    return values.index(max(values))


def _mistake(place: int, by_train: int, by_test: int) -> str:
    if place == by_train:
        return "It has the highest train accuracy, but what counts is the distance to its test."
    if place == by_test:
        return "It has the lowest test accuracy: it has learnt less, not too much."
    return "The distance between its two figures is smaller."
