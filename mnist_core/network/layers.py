"""The layers that a network can have, each a frozen record of its own settings.

Whatever treats them differently matches on these classes: ``notation`` reads and writes them,
``geometry`` and ``arithmetic`` compute their sizes, ``build`` makes PyTorch's modules of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal


def number(value: float) -> str:
    """``.1`` for 0.1, ``0`` for 0.0: the shortest spelling that reads back as the same number."""
    text = format(Decimal(repr(float(value))), "f").removesuffix(".0")
    return text.removeprefix("0") if text.startswith("0.") else text


@dataclass(frozen=True, slots=True)
class Conv:
    """A square convolution; ``in_channels`` is None where the notation leaves it to be inferred."""

    kernel: int
    out_channels: int
    in_channels: int | None = None
    padding: int = 0
    stride: int = 1
    dilation: int = 1
    groups: int = 1
    bias: bool = False

    @property
    def token(self) -> str:
        options = [f"{self.in_channels}->{self.out_channels}" if self.in_channels else
                   str(self.out_channels)]
        for letter, value, default in (("p", self.padding, 0), ("s", self.stride, 1),
                                       ("d", self.dilation, 1), ("g", self.groups, 1)):
            if value != default:
                options.append(f"{letter}{value}")
        if self.bias:
            options.append("bias")
        return f"conv{self.kernel}x{self.kernel}({','.join(options)})"


@dataclass(frozen=True, slots=True)
class BatchNorm:
    """Batch normalisation with learned scale and shift (eps 1e-5, momentum 0.1)."""

    @property
    def token(self) -> str:
        return "bn"


@dataclass(frozen=True, slots=True)
class Relu:
    """max(x, 0)."""

    @property
    def token(self) -> str:
        return "relu"


@dataclass(frozen=True, slots=True)
class Drop:
    """Element-wise dropout with probability ``p``."""

    p: float

    @property
    def token(self) -> str:
        return f"drop({number(self.p)})"


@dataclass(frozen=True, slots=True)
class MaxPool:
    """Maximum over ``kernel`` x ``kernel`` squares that do not overlap."""

    kernel: int

    @property
    def token(self) -> str:
        return f"maxpool{self.kernel}"


@dataclass(frozen=True, slots=True)
class AvgPool:
    """Mean over ``kernel`` x ``kernel`` squares that do not overlap."""

    kernel: int

    @property
    def token(self) -> str:
        return f"avgpool{self.kernel}"


@dataclass(frozen=True, slots=True)
class GlobalPool:
    """Mean over the whole map."""

    @property
    def token(self) -> str:
        return "gap"


@dataclass(frozen=True, slots=True)
class Flatten:
    """Channels x height x width to one vector."""

    @property
    def token(self) -> str:
        return "flatten"


@dataclass(frozen=True, slots=True)
class Linear:
    """A fully connected layer; it has a bias unless ``nobias``."""

    out_features: int
    in_features: int | None = None
    bias: bool = True

    @property
    def token(self) -> str:
        sizes = (f"{self.in_features}->{self.out_features}" if self.in_features else
                 str(self.out_features))
        return f"linear({sizes})" if self.bias else f"linear({sizes},nobias)"


Layer = Conv | BatchNorm | Relu | Drop | MaxPool | AvgPool | GlobalPool | Flatten | Linear


def as_acting(layer: Layer) -> Layer:
    """``layer`` without what is written and does nothing: sizes to be checked, and the dilation of
    a kernel of one value."""
    match layer:
        case Conv():
            return replace(layer, in_channels=None,
                           dilation=layer.dilation if layer.kernel > 1 else 1)
        case Linear():
            return replace(layer, in_features=None)
    return layer


def has_batch_norm(layers: Sequence[Layer]) -> bool:
    return any(isinstance(layer, BatchNorm) for layer in layers)


def dropout_rates(layers: Sequence[Layer]) -> tuple[float, ...]:
    """The probability of each dropout layer, in their order; some may be 0."""
    return tuple(layer.p for layer in layers if isinstance(layer, Drop))


def with_dropout(layers: tuple[Layer, ...], p: float) -> tuple[Layer, ...]:
    """``layers`` with probability ``p`` in every dropout layer."""
    return tuple(replace(layer, p=p) if isinstance(layer, Drop) else layer for layer in layers)
