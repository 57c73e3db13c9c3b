"""Small stacks of layers that questions about the receptive field are asked of."""

from collections.abc import Sequence
from random import Random

from mnist_core.network.geometry import LayerGeometry, walk
from mnist_core.network.layers import Conv, Layer, MaxPool
from mnist_core.network.notation import WrongToken
from mnist_core.quiz.choices import Unlucky
from mnist_core.quiz.question import Table

CHANNELS = 8


def pooled_stack(random: Random) -> tuple[Layer, ...]:
    """One or two convolutions, a pooling, and one or two convolutions more."""
    def convs(num: int) -> tuple[Layer, ...]:
        return tuple(Conv(random.choice((3, 3, 5)), CHANNELS) for _ in range(num))
    return (*convs(random.choice((1, 2))), MaxPool(random.choice((2, 2, 3))),
            *convs(random.choice((1, 2))))


def rows_of(layers: Sequence[Layer]) -> tuple[LayerGeometry, ...]:
    """Raises:
        Unlucky: a digit has no room for as many.
    """
    try:
        return tuple(walk(layers))
    except WrongToken:
        raise Unlucky from None


def table_of(rows: Sequence[LayerGeometry], caption: str) -> Table:
    """What each layer is, but not what follows from it."""
    return Table(caption=caption, heads=("layer", "what it is", "kernel", "stride"), rows=tuple(
        (str(place), "pooling" if row.stride == row.kernel > 1 else "convolution",
         f"{row.kernel} × {row.kernel}", str(row.stride))
        for place, row in enumerate(rows, start=1)))
