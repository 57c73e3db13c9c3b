"""The answers to a question: the right one among three that come of mistakes."""

from collections.abc import Sequence
from random import Random

from mnist_core.quiz.question import Choice

NUM_WRONG = 3


class Unlucky(Exception):
    """These numbers make no question, since mistakes lead to the right answer or to one another:
    draw others."""


def numbered(right: float, mistakes: Sequence[tuple[float, str]], unit: str, random: Random,
             places: int = 0, *, is_signed: bool = False) -> tuple[tuple[Choice, ...], int]:
    """Numbers as ``mixed`` gives them.

    Args:
        mistakes: a number and the mistake that leads to it, the likeliest first.
        unit: behind each number, with its space.
        places: behind the point.

    Raises:
        Unlucky: see ``mixed``.
    """
    def text(value: float) -> str:
        rounded = round(value, places) + 0.0
        shown = f"{rounded:+.{places}f}" if is_signed else f"{rounded:.{places}f}"
        return f"{shown}{unit}".replace("-", "−")
    return mixed(Choice(text=text(right)),
                 [Choice(text=text(value), mistake=why) for value, why in mistakes], random)


def mixed(right: Choice, mistakes: Sequence[Choice], random: Random
          ) -> tuple[tuple[Choice, ...], int]:
    """The right one and the first three mistakes that differ as they are written, in any order;
    and the place of the right one.

    Raises:
        Unlucky: there are no three such.
    """
    # of two mistakes with one result the likelier one is told
    different = {choice.text: choice for choice in reversed(mistakes) if choice.text != right.text}
    order = [text for text in dict.fromkeys(choice.text for choice in mistakes)
             if text in different]
    if len(order) < NUM_WRONG:
        raise Unlucky
    found = [right, *(different[text] for text in order[:NUM_WRONG])]
    # sorted, the right one would mostly stand in the middle
    random.shuffle(found)
    return tuple(found), found.index(right)
