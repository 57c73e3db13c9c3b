"""Questions of a kind from the reference runs, one for each seed."""

from collections.abc import Iterator
from functools import cache
from random import Random

import numpy as np

from mnist_core.quiz.choices import Unlucky
from mnist_core.quiz.kinds.all_kinds import KINDS
from mnist_core.quiz.material import Material, SomeDigit, measured
from mnist_core.quiz.question import Question, Table
from mnist_core.reference.records import ReferenceRun, reference_runs

NUM_SEEDS = 60


@cache
def material() -> Material:
    return Material(measured(reference_runs()),
                    [SomeDigit(np.full((28, 28), 200, np.uint8), 7, "a made one")])


def asked(kind: str, num: int = NUM_SEEDS) -> Iterator[Question]:
    for seed in range(num):
        random = Random(seed)
        while True:
            try:
                yield KINDS[kind].make(material(), random)
                break
            except Unlucky:
                continue


def right_text(question: Question) -> str:
    return question.choices[question.right].text


def right_number(question: Question) -> float:
    return float(right_text(question).split()[0].replace("−", "-"))


def rows(question: Question) -> tuple[tuple[str, ...], ...]:
    assert isinstance(question.picture, Table)
    return question.picture.rows


def run_called(name: str) -> ReferenceRun:
    found, = (run for run in reference_runs() if run.short_label == name)
    return found
