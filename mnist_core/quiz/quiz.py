"""A quiz: one question of each kind, twelve in all, the same ones for the same seed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from mnist_core.base.rng import stream_seed
from mnist_core.quiz.choices import Unlucky
from mnist_core.quiz.kinds import (
    best_epoch,
    field,
    gap,
    jump,
    largest_gap,
    layers_needed,
    nearest_rate,
    new_digits,
    next_weight,
    place,
    rate_at,
    steps_seen,
)
from mnist_core.quiz.material import Material
from mnist_core.quiz.question import Question, Topic

MOST_TRIES = 400


@dataclass(frozen=True, slots=True)
class Kind:
    """``title`` says in a few words what its questions are about."""

    topic: Topic
    title: str
    make: Callable[[Material, Random], Question]


KINDS: Mapping[str, Kind] = {
    layers_needed.KIND: Kind("field", "How many layers it takes to see so much",
                             layers_needed.make),
    field.KIND: Kind("field", "How wide one value sees behind a stack with pooling", field.make),
    jump.KIND: Kind("field", "How far apart neighbouring values lie (jump)", jump.make),
    place.KIND: Kind("field", "Which square of a digit one value sees", place.make),
    gap.KIND: Kind("fitting", "The gap of train and test", gap.make),
    largest_gap.KIND: Kind("fitting", "Which of four networks overfits", largest_gap.make),
    best_epoch.KIND: Kind("fitting", "When a run should have ended", best_epoch.make),
    new_digits.KIND: Kind("fitting", "What to expect with new digits", new_digits.make),
    next_weight.KIND: Kind("rate", "One step of gradient descent", next_weight.make),
    steps_seen.KIND: Kind("rate", "What the steps of a weight tell of the rate", steps_seen.make),
    nearest_rate.KIND: Kind("rate", "Which of four rates is best", nearest_rate.make),
    rate_at.KIND: Kind("rate", "The rate in an epoch of a schedule", rate_at.make),
}
"""In the order in which they are asked."""


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
