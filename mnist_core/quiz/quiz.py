"""A quiz: one question of each kind, the same ones for the same seed."""

from collections.abc import Sequence
from random import Random

from mnist_core.base.rng import stream_seed
from mnist_core.quiz.choices import Unlucky
from mnist_core.quiz.kinds.all_kinds import KINDS, Kind
from mnist_core.quiz.material import Material
from mnist_core.quiz.question import Question

MOST_TRIES = 400


def make_quiz(material: Material, seed: int, besides: Sequence[Question] = ()
              ) -> tuple[Question, ...]:
    """One question of each kind; none of them is one of ``besides``."""
    return tuple(_made(name, kind, material, seed, besides) for name, kind in KINDS.items())


def _made(name: str, kind: Kind, material: Material, seed: int, besides: Sequence[Question]
          ) -> Question:
    random = Random(stream_seed(seed, "quiz", name))
    made: Question | None = None
    # a student's only run that fits may have been asked about already, or make no question
    for source in (material, material.without_own):
        for _ in range(MOST_TRIES):
            try:
                made = kind.make(source, random)
            except Unlucky:
                continue
            if not any(_same(made, other) for other in besides):
                return made
    assert made is not None, name
    return made


def _same(one: Question, other: Question) -> bool:
    return (one.text, one.picture) == (other.text, other.picture)
