"""The network as a class with named layers, as Python source."""

from collections.abc import Iterator, Mapping, Sequence

from mnist_core.export.plain_pytorch.named_layers import NamedLayer, blocks, named_layers
from mnist_core.network.geometry import Description
from mnist_core.network.layers import (
    AvgPool,
    BatchNorm,
    Conv,
    Drop,
    Flatten,
    GlobalPool,
    Layer,
    Linear,
    MaxPool,
    Relu,
    number,
)


def network_class(layers: tuple[Layer, ...], description: Description) -> str:
    """``class Network(nn.Module)``; it expects ``torch``, ``nn`` and ``F`` to be imported."""
    named = named_layers(layers, description)
    return "\n".join([
        "class Network(nn.Module):",
        f'    """Digits float32 [N, 1, 28, 28] to logits [N, 10]; '
        f'{description.parameters:,} parameters."""', "",
        "    def __init__(self):", "        super().__init__()",
        *_indented(_modules(named, description)), "",
        "    def forward(self, x):",
        *_indented(_in_columns(list(_calls(named, description)))),
        "        return x"]) + "\n"


def layer_names(layers: tuple[Layer, ...], description: Description) -> Mapping[str, str]:
    """Those with weights: the number in ``weights.safetensors`` to the name in the class."""
    return {str(one.index): one.name for one in named_layers(layers, description)
            if isinstance(one.layer, Conv | BatchNorm | Linear)}


def _modules(named: tuple[NamedLayer, ...], description: Description) -> Iterator[str]:
    for block in blocks(named, description):
        lines = [f"self.{one.name} = {_module(one)}"
                 for group in block.groups for one in group if one.name]
        if lines:
            yield f"# {block.title}"
            yield from lines


def _calls(named: tuple[NamedLayer, ...],
           description: Description) -> Iterator[tuple[str, str]]:
    """Statement and comment; one of the two may be empty."""
    for block in blocks(named, description):
        yield "", f"# {block.title}"
        for group in block.groups:
            call = "x"
            for one in group:
                call = _call(one, call)
            yield f"x = {call}", f"# {_seen(group[-1])}"


def _in_columns(lines: Sequence[tuple[str, str]]) -> Iterator[str]:
    width = max(len(statement) for statement, _ in lines)
    return (f"{statement:{width}}  {comment}" if statement else comment
            for statement, comment in lines)


def _seen(layer: NamedLayer) -> str:
    """``12 x 26 x 26, sees 3 x 3``: what comes out, and the receptive field of one of its values.
    """
    row = layer.row
    shape = f"{row.out_channels} x {row.size_out} x {row.size_out}" if row.spatial else (
        f"{row.out_channels:,} values")
    return f"{shape}, sees {row.receptive_field} x {row.receptive_field}"


def _module(one: NamedLayer) -> str:
    match one.layer:
        case Conv() as conv:
            options = [f"kernel_size={conv.kernel}"]
            options += [f"{name}={value}" for name, value, usual in (
                ("stride", conv.stride, 1), ("padding", conv.padding, 0),
                ("dilation", conv.dilation, 1), ("groups", conv.groups, 1)) if value != usual]
            options += [] if conv.bias else ["bias=False"]
            return f"nn.Conv2d({one.row.in_channels}, {conv.out_channels}, {', '.join(options)})"
        case BatchNorm():
            kind = "BatchNorm2d" if one.row.spatial else "BatchNorm1d"
            return f"nn.{kind}({one.row.in_channels})"
        case Drop(p):
            return f"nn.Dropout({_decimal(p)})"
        case Linear() as linear:
            bias = "" if linear.bias else ", bias=False"
            return f"nn.Linear({one.row.in_channels}, {linear.out_features}{bias})"
    raise AssertionError(one)


def _call(one: NamedLayer, x: str) -> str:
    match one.layer:
        case Relu():
            return f"F.relu({x})"
        case MaxPool(kernel):
            return f"F.max_pool2d({x}, {kernel})"
        case AvgPool(kernel):
            return f"F.avg_pool2d({x}, {kernel})"
        case GlobalPool():
            return f"F.adaptive_avg_pool2d({x}, 1)"
        case Flatten():
            return f"torch.flatten({x}, 1)"
        case _:
            return f"self.{one.name}({x})"


def _decimal(value: float) -> str:
    text = number(value)
    return f"0{text}" if text.startswith(".") else text


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"        {line}" for line in lines)
