"""All kinds of question, in the order in which a quiz asks them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

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
