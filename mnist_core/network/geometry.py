"""The geometry of a network, layer by layer, by arithmetic alone: sizes, receptive fields, costs.

Formulas as in Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016),
and Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (2019).
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache

from mnist_core.network.layers import (
    AvgPool,
    BatchNorm,
    Conv,
    Flatten,
    GlobalPool,
    Layer,
    Linear,
    MaxPool,
)
from mnist_core.network.notation import WrongToken

IMAGE_SIZE = 28
NUM_CLASSES = 10
MAX_PARAMETERS = 20_000_000
MAX_MULTIPLY_ADDS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class LayerGeometry:
    """What one layer does to the map that it is given, and what one of its outputs can see.

    Attributes:
        size_in, size_out: height (= width) of the map, in positions; 1 after ``flatten``.
        jump: distance between neighbouring outputs, in input pixels.
        receptive_field: width of the square that one output sees, in input pixels, border
            included. Columns that a stride or a pooling leaves over at the right and the bottom
            count as border for a padded layer after it.
        left: input column where the receptive field of output 0 begins (negative: in the border).
        multiply_adds: multiplications for one digit, every parameter counted at every position
            where it is used, as torchinfo counts them.
    """

    token: str
    kernel: int
    stride: int
    padding: int
    dilation: int
    in_channels: int
    out_channels: int
    size_in: int
    size_out: int
    jump: int
    receptive_field: int
    left: int
    parameters: int
    multiply_adds: int
    spatial: bool


@dataclass(frozen=True, slots=True)
class Description:
    """A whole network: totals and one row a layer."""

    layers: tuple[LayerGeometry, ...]

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        return sum(layer.multiply_adds for layer in self.layers)

    @property
    def head_input(self) -> LayerGeometry:
        """The layer that feeds the head: the last one whose map the head then pools or flattens.

        It is the layer before the last pooling to 1x1, or before a ``flatten`` of a larger map;
        in a network that convolves down to 1x1, the last layer.
        """
        return self.layers[self._head - 1] if self._head else self.layers[-1]

    @property
    def head_begins_with(self) -> str:
        """What comes right behind ``head_input``, in words; empty where nothing does."""
        if not self._head:
            return ""
        return "flatten" if self.layers[self._head].token == "flatten" else "last pooling"

    @property
    def sees(self) -> str:
        """The receptive field wherever one might look for it: ``22 pixels before the last pooling,
        28 at the output``."""
        last, before = self.layers[-1].receptive_field, self.head_input.receptive_field
        if not self._head:
            return f"{last} pixels at the output"
        return f"{before} pixels before the {self.head_begins_with}, {last} at the output"

    @property
    def _head(self) -> int:
        """The index of the layer that makes the map a single position; 0 where none does."""
        for index in range(len(self.layers) - 1, 0, -1):
            layer = self.layers[index]
            ends = layer.token in ("gap", "flatten") or layer.token.startswith(
                ("avgpool", "maxpool"))
            if ends and layer.size_out == 1 and layer.size_in > 1:
                return index
        return 0

    def to_json(self) -> dict[str, object]:
        """The form that the command line and the HTTP routes print."""
        hidden = ("dilation", "left", "spatial")
        rows = [{key: value for key, value in asdict(layer).items() if key not in hidden}
                for layer in self.layers]
        return {"parameters": self.parameters, "multiply_adds": self.multiply_adds, "layers": rows}


@dataclass(frozen=True, slots=True)
class _State:
    """What flows between layers: a map of ``channels`` x ``size`` x ``size``, or a vector."""

    channels: int = 1
    size: int = IMAGE_SIZE
    jump: int = 1
    receptive_field: int = 1
    left: int = 0
    spatial: bool = True
    # the side of the map that was flattened: a linear layer sees all of it
    flattened: int = 1

    @property
    def shape(self) -> str:
        return f"{self.channels}x{self.size}x{self.size}" if self.spatial else str(self.channels)


@lru_cache(maxsize=256)
def describe(layers: tuple[Layer, ...]) -> Description:
    """Follow one 1x28x28 digit through the network.

    Raises:
        ValueError: one sentence naming the layer at which the network cannot be built, or saying
            that it does not end in 10 values or is too large.
    """
    description = Description(tuple(walk(layers)))
    _check_end(layers, description.layers)
    if description.parameters > MAX_PARAMETERS:
        raise ValueError(f"The network has {description.parameters:,} parameters; at most "
                         f"{MAX_PARAMETERS:,} can be trained here: use fewer channels.")
    if description.multiply_adds > MAX_MULTIPLY_ADDS:
        raise ValueError(f"One digit costs {description.multiply_adds:,} multiply-adds; at most "
                         f"{MAX_MULTIPLY_ADDS:,} can be trained here: use fewer channels, or pool "
                         "earlier.")
    return description


def walk(layers: Iterable[Layer]) -> Iterator[LayerGeometry]:
    """One row after the other, for as long as the next layer can be built.

    Raises:
        WrongToken: the next one cannot.
    """
    state = _State()
    for position, layer in enumerate(layers, start=1):
        try:
            state, row = _apply(layer, state)
        except ValueError as error:
            raise WrongToken(position, layer.token, str(error)) from None
        yield row


def _apply(layer: Layer, state: _State) -> tuple[_State, LayerGeometry]:
    match layer:
        case Conv():
            return _conv(layer, state)
        case MaxPool(kernel) | AvgPool(kernel):
            return _pool(layer, kernel, state)
        case GlobalPool():
            _need_map(state)
            return _window(layer, state, kernel=state.size, stride=state.size)
        case Flatten():
            _need_map(state)
            flat = _State(state.channels * state.size**2, 1, state.jump, state.receptive_field,
                          state.left, spatial=False, flattened=state.size)
            return flat, _row(layer, state, flat)
        case Linear():
            return _linear(layer, state)
        case BatchNorm():
            parameters = 2 * state.channels
            return state, _row(layer, state, state, parameters=parameters,
                               multiply_adds=parameters)
        case _:
            return state, _row(layer, state, state)


def _conv(layer: Conv, state: _State) -> tuple[_State, LayerGeometry]:
    _need_map(state)
    if layer.in_channels not in (None, state.channels):
        raise ValueError(f"it says {layer.in_channels} input channels, but its input has "
                         f"{state.channels}; write {layer.out_channels} alone to have them "
                         "inferred.")
    if state.channels % layer.groups:
        raise ValueError(f"{state.channels} input channels cannot be split into {layer.groups} "
                         "groups; use a divisor.")
    weights = layer.kernel**2 * (state.channels // layer.groups) * layer.out_channels
    parameters = weights + (layer.out_channels if layer.bias else 0)
    return _window(layer, state, layer.kernel, layer.stride, layer.padding, layer.dilation,
                   out_channels=layer.out_channels, parameters=parameters)


def _pool(layer: Layer, kernel: int, state: _State) -> tuple[_State, LayerGeometry]:
    _need_map(state)
    if kernel > state.size:
        name = layer.token.rstrip("0123456789")
        fix = f"use {name}{state.size} or gap" if state.size > 1 else "remove it"
        raise ValueError(f"its input is {state.size}x{state.size}; {fix}.")
    return _window(layer, state, kernel, stride=kernel)


def _window(layer: Layer, state: _State, kernel: int, stride: int, padding: int = 0,
            dilation: int = 1, *, out_channels: int | None = None,
            parameters: int = 0) -> tuple[_State, LayerGeometry]:
    """A layer that slides a window: n' = floor((n + 2p - d(k-1) - 1)/s) + 1."""
    reach = dilation * (kernel - 1)
    room = state.size + 2 * padding - reach - 1
    if room < 0:
        raise ValueError(f"its input is {state.size}x{state.size}, smaller than the "
                         f"{reach + 1}x{reach + 1} square that it needs; use a smaller kernel, add "
                         f"padding (p{(-room + 1) // 2 + padding}) or pool less before it.")
    after = _State(
        channels=out_channels or state.channels,
        size=room // stride + 1,
        jump=state.jump * stride,
        receptive_field=state.receptive_field + reach * state.jump,
        left=state.left - padding * state.jump,
    )
    return after, _row(layer, state, after, kernel, stride, padding, dilation, parameters,
                       parameters * after.size**2)


def _linear(layer: Linear, state: _State) -> tuple[_State, LayerGeometry]:
    if state.spatial:
        raise ValueError(f"its input is {state.shape}; put `flatten` before it.")
    if layer.in_features not in (None, state.channels):
        raise ValueError(f"it says {layer.in_features:,} input values, but its input has "
                         f"{state.channels:,}; write {layer.out_features} alone to have them "
                         "inferred.")
    parameters = layer.out_features * (state.channels + layer.bias)
    after = _State(
        channels=layer.out_features, size=1, jump=state.jump,
        receptive_field=state.receptive_field + (state.flattened - 1) * state.jump,
        left=state.left, spatial=False,
    )
    return after, _row(layer, state, after, parameters=parameters, multiply_adds=parameters)


def _row(layer: Layer, before: _State, after: _State, kernel: int = 1, stride: int = 1,
         padding: int = 0, dilation: int = 1, parameters: int = 0,
         multiply_adds: int = 0) -> LayerGeometry:
    return LayerGeometry(
        token=layer.token, kernel=kernel, stride=stride, padding=padding, dilation=dilation,
        in_channels=before.channels, out_channels=after.channels, size_in=before.size,
        size_out=after.size, jump=after.jump, receptive_field=after.receptive_field,
        left=after.left, parameters=parameters, multiply_adds=multiply_adds,
        spatial=after.spatial,
    )


def _need_map(state: _State) -> None:
    if not state.spatial:
        raise ValueError("its input is a vector; put it before `flatten`.")


def _check_end(layers: tuple[Layer, ...], rows: tuple[LayerGeometry, ...]) -> None:
    end = rows[-1]
    if end.spatial:
        shape = f"{end.out_channels}x{end.size_out}x{end.size_out}"
        if end.out_channels == NUM_CLASSES and end.size_out == 1:
            raise ValueError(f"The network ends in {shape}; add `flatten` at the end.")
        raise ValueError(f"The network ends in {shape}; it must end in 10 values: add "
                         "`gap conv1x1(10) flatten`.")
    if end.out_channels != NUM_CLASSES:
        is_linear = any(isinstance(layer, Linear) or (isinstance(layer, Flatten) and
                                                      row.size_in > 1)
                        for layer, row in zip(layers, rows, strict=True))
        fix = "linear(10)" if is_linear else "conv1x1(10) before the flatten"
        raise ValueError(f"The network ends in {end.out_channels:,} values; it must end in 10, one "
                         f"for each digit: end with {fix}.")
