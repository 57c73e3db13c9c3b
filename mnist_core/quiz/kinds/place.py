"""Which square of a digit does one value of a map see?"""

from random import Random

from mnist_core.base.format import listed
from mnist_core.insight.theoretical_field import square
from mnist_core.network.notation import to_text
from mnist_core.quiz.choices import Unlucky, mixed
from mnist_core.quiz.material import Material
from mnist_core.quiz.question import Choice, Digit, Question, Square
from mnist_core.quiz.stacks import pooled_stack, rows_of

KIND = "place"
SIZE = 28
_WORDS = {"conv3x3(8)": "a 3 × 3 convolution", "conv5x5(8)": "a 5 × 5 convolution",
          "maxpool2": "a 2 × 2 pooling", "maxpool3": "a 3 × 3 pooling"}


def make(material: Material, random: Random) -> Question:
    layers = pooled_stack(random)
    rows = rows_of(layers)
    last = rows[-1]
    if last.size_out < 3:
        raise Unlucky
    row, column = random.sample(range(1, last.size_out), 2)
    seen = square(last, row, column)
    right = Square(left=seen.left, top=seen.top, size=seen.size)
    without_jump = 1 + sum(one.kernel - 1 for one in rows)
    mistakes = (
        (Square(left=column, top=row, size=seen.size),
         "The jump was forgotten: a step on the map is several pixels on the digit."),
        (Square(left=seen.top, top=seen.left, size=seen.size),
         "Row and column were swapped."),
        (Square(left=seen.left, top=seen.top, size=without_jump),
         "It begins at the right pixel, but behind the pooling each kernel reaches farther."),
        (Square(left=column * last.jump, top=row * last.jump, size=last.kernel),
         "That is as wide as the last kernel; it looks at values that each see a square."),
    )
    choices, place = mixed(
        Choice(text=right.words, square=right),
        [Choice(text=wrong.words, square=wrong, mistake=why) for wrong, why in mistakes
         if _fits(wrong)], random)
    digit = material.a_digit(random)
    return Question(
        kind=KIND, topic="field", choices=choices, right=place,
        text=(f"A digit goes through {listed([_WORDS[to_text((layer,))] for layer in layers])}, "
              f"all without padding. Which square of it is seen by the value in row {row + 1}, "
              f"column {column + 1} of the last map?"),
        picture=Digit(caption=f"The digit: {digit.origin}.", pixels=digit.text,
                      label=digit.label),
        explanation=(
            f"Values of the last map lie {last.jump} pixels apart, so the square begins "
            f"{column} × {last.jump} = {right.left} pixels from the left and {row} × {last.jump} "
            f"= {right.top} from the top. It is {seen.size} pixels wide."))


def _fits(wrong: Square) -> bool:
    return max(wrong.left, wrong.top) + wrong.size <= SIZE
