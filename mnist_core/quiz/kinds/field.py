"""How wide is the square that one value behind a stack of layers sees?"""

from collections.abc import Sequence
from random import Random

from mnist_core.network.geometry import LayerGeometry
from mnist_core.quiz.choices import numbered
from mnist_core.quiz.material import Material
from mnist_core.quiz.question import Question
from mnist_core.quiz.stacks import pooled_stack, rows_of, table_of

KIND = "field"


def make(_: Material, random: Random) -> Question:
    rows = rows_of(pooled_stack(random))
    right = rows[-1].receptive_field
    kernels = [row.kernel for row in rows]
    counted_whole = sum(row.kernel * row.jump // row.stride for row in rows)
    choices, place = numbered(right, (
        (1 + sum(kernel - 1 for kernel in kernels),
         "The jump was forgotten: behind the pooling each step of a kernel is wider."),
        (counted_whole, "A kernel adds its width less 1, not its whole width."),
        (kernels[-1], "That is the last kernel alone; it looks at values that each see a square."),
        (right + rows[-1].jump, "One step too many was added for the last layer."),
        (rows[-1].size_out, "That is the size of the map, not what one of its values sees."),
    ), " pixels", random)
    return Question(
        kind=KIND, topic="field", choices=choices, right=place,
        text=("A digit goes through these layers, one after the other. How wide is the square of "
              "the digit that one value behind the last layer sees?"),
        picture=table_of(rows, "The layers, in the order in which the digit passes them."),
        explanation=(f"Begin with 1 pixel. Each layer adds (kernel − 1) × jump: {_sum(rows)}. "
                     f"The jump is how far apart neighbouring values lie before the layer."))


def _sum(rows: Sequence[LayerGeometry]) -> str:
    parts, before = ["1"], 1
    for row in rows:
        parts.append(f"{row.kernel - 1}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{before}")
        before = row.jump
    return f"{' + '.join(parts)} = {rows[-1].receptive_field}"
