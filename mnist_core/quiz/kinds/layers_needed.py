"""How many equal convolutions does it take until one value sees so many pixels?"""

from itertools import count
from math import ceil
from random import Random

from mnist_core.network.geometry import LayerGeometry
from mnist_core.network.layers import Conv
from mnist_core.quiz.choices import numbered
from mnist_core.quiz.material import Material
from mnist_core.quiz.question import Question, Table
from mnist_core.quiz.stacks import CHANNELS, rows_of

KIND = "layers-needed"


def make(_: Material, random: Random) -> Question:
    kernel = random.choice((3, 5))
    wanted = random.randint(9, 25)
    right = next(num for num in count(1) if field(kernel, num) >= wanted)
    choices, place = numbered(right, (
        (ceil(wanted / kernel), "A kernel was counted whole; each layer adds its width less 1."),
        (wanted - 1, "Each layer adds more than one pixel."),
        (right - 1, "With one layer less it sees less than that."),
        (right + 1, "With one layer less it already sees as much."),
        (1, "One layer sees no more than its own kernel."),
    ), " layers", random)
    return Question(
        kind=KIND, topic="field", choices=choices, right=place,
        text=(f"Convolutions of {kernel} × {kernel} with stride 1 are put one behind the other. "
              f"How many are needed at least, so that one value sees a square {wanted} pixels "
              "wide?"),
        picture=Table(caption="Each of the layers.", heads=("what it is", "kernel", "stride"),
                      rows=(("convolution", f"{kernel} × {kernel}", "1"),)),
        explanation=(f"Each layer adds {kernel} − 1 = {kernel - 1} pixels to the first one: "
                     f"{right} layers see 1 + {right} × {kernel - 1} = {field(kernel, right)}, "
                     f"{right - 1} only {field(kernel, right - 1)}."))


def field(kernel: int, num: int) -> int:
    """What ``num`` of them see; a stack that no digit has room for is padded."""
    rows: tuple[LayerGeometry, ...] = rows_of([Conv(kernel, CHANNELS, padding=kernel // 2)] * num)
    return rows[-1].receptive_field if rows else 1
