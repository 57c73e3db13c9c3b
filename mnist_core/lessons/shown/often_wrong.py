"""Test digits that networks often read wrong, known before anything is trained.

Of each class one or two, which between a fifth and four fifths of the reference runs misread:
those that nearly all misread would make a prediction too easy.
"""

from mnist_core.lessons.blocks.predictions import PredictDigits

OFTEN_WRONG: tuple[int, ...] = (247, 659, 726, 740, 938, 1247, 1364, 1527, 1621, 1737, 3762, 9642)


def pointed_at(asked: PredictDigits) -> tuple[int, ...]:
    """The numbers of the test digits that it lets one point at."""
    return asked.indices or OFTEN_WRONG
