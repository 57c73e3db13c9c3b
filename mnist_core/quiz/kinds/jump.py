"""How many pixels lie between two neighbouring values behind a stack of layers?"""

from random import Random

from mnist_core.network.layers import Conv, Layer, MaxPool
from mnist_core.quiz.choices import numbered
from mnist_core.quiz.material import Material
from mnist_core.quiz.question import Question
from mnist_core.quiz.stacks import CHANNELS, rows_of, table_of

KIND = "jump"


def make(_: Material, random: Random) -> Question:
    def conv() -> Layer:
        return Conv(random.choice((3, 3, 5)), CHANNELS)
    pools = random.choice(((2, 2), (2, 3), (3, 2), (3, 3)))
    # two layers between the pools and after them are as many as a digit has room for
    rows = rows_of((conv(), MaxPool(pools[0]), *(conv() for _ in range(random.choice((0, 1)))),
                    MaxPool(pools[1]), *(Conv(1, CHANNELS) for _ in range(random.choice((0, 1))))))
    strides = [row.stride for row in rows]
    right = rows[-1].jump
    choices, place = numbered(right, (
        (sum(pools), "Jumps are multiplied, not added."),
        (pools[1], "That is the last pooling alone; its inputs lie apart already."),
        (rows[-1].receptive_field, "That is how much a value sees, not how far two lie apart."),
        (len(rows), "That is the number of layers; one of stride 1 changes no jump."),
        (1, "They were neighbours on the digit before the pooling, not behind it."),
        (right * 2, "One layer of stride 1 was counted as if it had stride 2."),
    ), " pixels", random)
    return Question(
        kind=KIND, topic="field", choices=choices, right=place,
        text=("Take two neighbouring values behind the last of these layers. How many pixels of "
              "the digit lie between the squares that they see, from the left edge of one to the "
              "left edge of the other?"),
        picture=table_of(rows, "The layers, in the order in which the digit passes them."),
        explanation=(f"The jump is the product of all strides: "
                     f"{' × '.join(map(str, strides))} = {right}."))
