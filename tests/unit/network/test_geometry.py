"""The arithmetic of geometry against the networks themselves: gradients, shapes and torchinfo.

The proof of the receptive fields is a gradient probe. In the probe every weight is positive and
every bias 0, batch norm and dropout rest, and average pooling stands for max pooling, since a
maximum sends its gradient to one pixel, however many it looked at. Then nothing cancels and no
ReLU closes: a pixel has a gradient exactly if the output can see it.
"""

from dataclasses import dataclass

import pytest
import torch
import torchinfo
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from mnist_core.ladders import STEPS
from mnist_core.network.build import build
from mnist_core.network.geometry import (
    MAX_MULTIPLY_ADDS,
    MAX_PARAMETERS,
    Description,
    LayerGeometry,
    describe,
)
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
)
from mnist_core.network.notation import parse

pytestmark = pytest.mark.long

Layers = tuple[Layer, ...]
Position = tuple[int, int]
PUBLISHED = list(dict.fromkeys(step.recipe.layers for step in STEPS.values()))


def geometry(text: str) -> Description:
    return describe(parse(text))


# --- the probe ---


def probe(layers: Layers) -> nn.Sequential:
    """The network with a mean in place of every weighted sum and of every maximum."""
    model = build(layers).eval()
    for index, module in enumerate(model):
        if isinstance(module, nn.MaxPool2d):
            model[index] = nn.AvgPool2d(module.kernel_size)
        elif isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.constant_(module.weight, 1 / module.weight[0].numel())
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    return model.double().requires_grad_(False)


def seen(digits: Tensor, outputs: Tensor, positions: list[Position]) -> Tensor:
    """Which pixels of digit i the output at position i depends on, bool [num, 28, 28]."""
    chosen = torch.stack([outputs[index, ..., y, x] if outputs.dim() == 4 else outputs[index]
                          for index, (y, x) in enumerate(positions)])
    gradient, = torch.autograd.grad(chosen.sum(), digits, retain_graph=True)
    return gradient[:, 0] > 0


def predicted(row: LayerGeometry, positions: list[Position]) -> Tensor:
    """The squares that the geometry gives, cut at the edge of the digit, bool [num, 28, 28]."""
    squares = torch.zeros(len(positions), 28, 28, dtype=torch.bool)
    for square, position in zip(squares, positions, strict=True):
        ys, xs = (slice(max(0, begin), max(0, begin + row.receptive_field))
                  for begin in (row.left + index * row.jump for index in position))
        square[ys, xs] = True
    return squares


def places(size: int) -> list[Position]:
    """The corners, the middle and two points between, of a map."""
    last, middle = size - 1, size // 2
    return [(0, 0), (0, last), (last, 0), (last, last), (middle, middle),
            (size // 3, middle), (last, 2 * size // 3)]


def filled(pixels: Tensor) -> Tensor:
    """Each set of pixels, filled up to the rectangle around it."""
    full = torch.zeros_like(pixels)
    for whole, one in zip(full, pixels, strict=True):
        ys, xs = (one.any(dim).nonzero().flatten() for dim in (1, 0))
        whole[ys.min():ys.max() + 1, xs.min():xs.max() + 1] = True
    return full


@dataclass(frozen=True, slots=True)
class Sight:
    """What one layer's outputs see, and what the geometry says that they see.

    ``is_sieve``: the taps of this window, or of one before it, lie further apart than what each
    of them sees, so that pixels are skipped.
    """

    row: LayerGeometry
    real: Tensor
    said: Tensor
    is_sieve: bool


def sights(layers: Layers) -> list[Sight]:
    """Every layer whose outputs have a place, and every linear one, probed at several positions."""
    digits = torch.ones(len(places(1)), 1, 28, 28, dtype=torch.double, requires_grad=True)
    outputs, found = digits, []
    field, jump, is_sieve = 1, 1, False
    for layer, module, row in zip(layers, probe(layers), describe(layers).layers, strict=True):
        outputs = module(outputs)
        dilation = layer.dilation if isinstance(layer, Conv) else 1
        is_sieve |= row.receptive_field > field and dilation * jump > field
        field, jump = row.receptive_field, row.jump
        if row.spatial or isinstance(layer, Linear):
            where = places(row.size_out)
            found.append(Sight(row, seen(digits, outputs, where), predicted(row, where), is_sieve))
    return found


@pytest.mark.parametrize("text", PUBLISHED, ids=[
    next(step.id for step in STEPS.values() if step.recipe.layers == text) for text in PUBLISHED])
def test_every_layer_of_the_published_networks_sees_exactly_what_is_said(text: str) -> None:
    for sight in sights(parse(text)):
        assert torch.equal(sight.real, sight.said), sight.row


# --- random networks ---


@st.composite
def networks(draw: st.DrawFn, *, padded: bool, dilated: bool, exact_fit: bool = False) -> Layers:
    """Up to six sliding windows, with other layers between, that end in ten values.

    With ``exact_fit`` no stride leaves a column over.
    """
    layers: list[Layer] = []
    size, channels = 28, 1
    for _ in range(draw(st.integers(1, 6))):
        if draw(st.integers(0, 3)) == 0:
            fitting = [k for k in range(1, min(size, 7) + 1) if not exact_fit or size % k == 0]
            kernel = draw(st.sampled_from(fitting))
            layers.append(MaxPool(kernel) if draw(st.booleans()) else AvgPool(kernel))
            size //= kernel
        else:
            kernel = draw(st.integers(1, 5))
            dilation = draw(st.integers(1, 3)) if dilated else 1
            reach = dilation * (kernel - 1)
            padding = draw(st.integers(0, min(reach, 3))) if padded else 0
            room = size + 2 * padding - reach - 1
            assume(room >= 0)
            stride = draw(st.sampled_from([s for s in (1, 1, 1, 2, 3)
                                           if not exact_fit or room % s == 0]))
            groups = draw(st.sampled_from([g for g in (1, 2, 4) if channels % g == 0]))
            out = groups * draw(st.integers(1, 4))
            layers.append(Conv(kernel, out, None, padding, stride, dilation, groups,
                               draw(st.booleans())))
            size, channels = room // stride + 1, out
        layers += draw(st.lists(st.sampled_from([BatchNorm(), Relu(), Drop(0.5)]), max_size=2))
    head: list[Layer] = draw(st.sampled_from([
        [GlobalPool(), Conv(1, 10), Flatten()],
        [Flatten(), Linear(10)],
        [Flatten(), BatchNorm(), Linear(6, bias=False), Relu(), Linear(10)]]))
    return (*layers, *head)


some = settings(derandomize=True, deadline=None, max_examples=150)


@some
@given(networks(padded=True, dilated=False, exact_fit=True))
def test_a_random_network_sees_exactly_what_is_said(layers: Layers) -> None:
    for sight in sights(layers):
        real = filled(sight.real) if sight.is_sieve else sight.real
        assert torch.equal(real, sight.said), sight.row


@some
@given(networks(padded=False, dilated=True))
def test_without_padding_neither_dilation_nor_leftovers_make_a_difference(layers: Layers) -> None:
    for sight in sights(layers):
        real = filled(sight.real) if sight.is_sieve else sight.real
        assert torch.equal(real, sight.said), sight.row


@some
@given(networks(padded=True, dilated=True))
def test_no_output_ever_sees_more_than_is_said(layers: Layers) -> None:
    for sight in sights(layers):
        assert not (sight.real & ~sight.said).any(), sight.row


def test_columns_that_a_pooling_leaves_over_are_border_for_a_padded_layer_after_it() -> None:
    # maxpool3 covers 27 of the 28 columns; the square of the last output still names the 28th
    last = sights(parse("maxpool3 conv3x3(10,p1) gap flatten"))[1]
    assert last.said[3, 27, 27]
    assert not last.real[3, 27, 27]
    assert last.real[3, 26, 26]


def test_a_dilated_window_sees_nine_pixels_of_its_5x5_square() -> None:
    sight = sights(parse("conv3x3(1,d2) gap conv1x1(10) flatten"))[0]
    assert sight.is_sieve
    assert sight.said[4].sum() == 25
    assert sight.real[4].sum() == 9


def test_a_linear_layer_sees_all_that_the_flattened_map_saw() -> None:
    sight = sights(parse("conv3x3(4) maxpool4 flatten linear(10)"))[-1]
    assert (sight.row.left, sight.row.receptive_field) == (0, 26)
    assert sight.real[0].sum() == 26 * 26


# --- sizes and costs, against the modules that are built ---


def check_against_the_modules(layers: Layers) -> None:
    description = describe(layers)
    model = build(layers).eval()
    outputs = torch.zeros(1, 1, 28, 28)
    assert len(model) == len(description.layers) == len(layers)
    for layer, module, row in zip(layers, model, description.layers, strict=True):
        assert row.token == layer.token
        assert row.in_channels == outputs.shape[1]
        assert row.size_in == (outputs.shape[2] if outputs.dim() == 4 else 1)
        outputs = module(outputs)
        assert row.spatial == (outputs.dim() == 4)
        size = (row.size_out, row.size_out) if row.spatial else ()
        assert outputs.shape == (1, row.out_channels, *size)
        assert row.parameters == sum(weight.numel() for weight in module.parameters())
    assert outputs.shape == (1, 10)
    totals = torchinfo.summary(model, (1, 1, 28, 28), verbose=0)
    assert description.parameters == totals.total_params
    assert description.multiply_adds == totals.total_mult_adds


@pytest.mark.parametrize("step", STEPS)
def test_sizes_and_costs_of_a_published_network_are_those_of_its_modules(step: str) -> None:
    check_against_the_modules(STEPS[step].recipe.network)


@some
@given(networks(padded=True, dilated=True))
def test_sizes_and_costs_of_a_random_network_are_those_of_its_modules(layers: Layers) -> None:
    check_against_the_modules(layers)


def test_the_last_strategy_network_is_described_as_its_author_drew_it() -> None:
    rows = STEPS["strategy-4"].recipe.describe().layers
    assert [(row.token, row.size_out, row.jump, row.receptive_field) for row in rows
            if row.kernel > 1 or row.token.startswith("conv")] == [
        ("conv3x3(12)", 26, 1, 3), ("conv3x3(14)", 24, 1, 5), ("maxpool2", 12, 2, 6),
        ("conv1x1(10)", 12, 2, 6), ("conv3x3(14)", 10, 2, 10), ("conv3x3(14)", 8, 2, 14),
        ("conv3x3(16)", 6, 2, 18), ("conv3x3(16)", 4, 2, 22), ("avgpool4", 1, 8, 28),
        ("conv1x1(10)", 1, 8, 28)]


def test_the_json_form_has_one_entry_a_layer_and_the_totals() -> None:
    json = geometry("conv3x3(12,p1,s2,bias) gap conv1x1(10) flatten").to_json()
    rows = json["layers"]
    assert isinstance(rows, list)
    assert (json["parameters"], json["multiply_adds"]) == (240, 120 * 14**2 + 120)
    assert rows[0] == {
        "token": "conv3x3(12,p1,s2,bias)", "kernel": 3, "stride": 2, "padding": 1,
        "in_channels": 1, "out_channels": 12, "size_in": 28, "size_out": 14, "jump": 2,
        "receptive_field": 3, "parameters": 120, "multiply_adds": 23_520}
    assert [row["token"] for row in rows[1:]] == ["gap", "conv1x1(10)", "flatten"]


# --- the layer before the head ---


@pytest.mark.parametrize(("text", "token", "receptive_field"), [
    ("conv3x3(12) relu gap conv1x1(10) flatten", "relu", 3),
    ("conv3x3(12) conv3x3(12) avgpool24 conv1x1(10) flatten", "conv3x3(12)", 5),
    # an average over the whole map, but for the columns left over
    ("conv3x3(12) avgpool20 conv1x1(10) flatten", "conv3x3(12)", 3),
    # the pooling in the middle is not the head
    ("conv3x3(12) maxpool2 conv3x3(10) bn gap flatten", "bn", 8),
    # a map that is flattened whole
    ("conv3x3(12) maxpool2 relu flatten linear(10)", "relu", 4),
    # convolved down to 1x1: no pooling, so the last layer
    ("maxpool7 conv4x4(10) relu flatten", "flatten", 28),
    ("maxpool7 conv4x4(10) gap flatten", "flatten", 28),
    ("gap conv1x1(10) flatten", "flatten", 28),
])
def test_the_layer_before_the_head_is_found(text: str, token: str, receptive_field: int) -> None:
    layer = geometry(text).head_input
    assert (layer.token, layer.receptive_field) == (token, receptive_field)


def test_pooling_the_whole_map_keeps_the_corner_and_widens_the_jump_to_the_map() -> None:
    rows = geometry("conv3x3(4,p1) maxpool2 gap conv1x1(10) flatten").layers
    assert [(row.left, row.jump, row.receptive_field) for row in rows] == [
        (-1, 1, 3), (-1, 2, 4), (-1, 28, 30), (-1, 28, 30), (-1, 28, 30)]


def test_a_vector_keeps_the_jump_of_the_map_it_was_and_its_first_value_the_corner() -> None:
    rows = geometry("maxpool2 conv3x3(4,p1) flatten bn linear(32) relu linear(10)").layers[2:]
    assert [(row.left, row.jump, row.receptive_field) for row in rows] == [
        (-2, 2, 6), (-2, 2, 6), (-2, 2, 32), (-2, 2, 32), (-2, 2, 32)]


# --- what cannot be built ---


WRONG = {
    "maxpool14 conv3x3(12) gap conv1x1(10) flatten":
        "layer 2 `conv3x3(12)`: its input is 2x2, smaller than the 3x3 square that it needs; use "
        "a smaller kernel, add padding (p1) or pool less before it.",
    "conv3x3(12,p1) maxpool14 conv3x3(12,d2) gap flatten":
        "layer 3 `conv3x3(12,d2)`: its input is 2x2, smaller than the 5x5 square that it needs; "
        "use a smaller kernel, add padding (p2) or pool less before it.",
    "maxpool9 avgpool4 conv1x1(10) flatten":
        "layer 2 `avgpool4`: its input is 3x3; use avgpool3 or gap.",
    "maxpool9 maxpool4 conv1x1(10) flatten":
        "layer 2 `maxpool4`: its input is 3x3; use maxpool3 or gap.",
    "gap avgpool2 conv1x1(10) flatten": "layer 2 `avgpool2`: its input is 1x1; remove it.",
    "conv3x3(12) relu linear(10)":
        "layer 3 `linear(10)`: its input is 12x26x26; put `flatten` before it.",
    "gap flatten conv1x1(10)":
        "layer 3 `conv1x1(10)`: its input is a vector; put it before `flatten`.",
    "flatten maxpool2 linear(10)":
        "layer 2 `maxpool2`: its input is a vector; put it before `flatten`.",
    "flatten gap linear(10)": "layer 2 `gap`: its input is a vector; put it before `flatten`.",
    "flatten flatten linear(10)":
        "layer 2 `flatten`: its input is a vector; put it before `flatten`.",
    "conv3x3(12) conv3x3(8->10) gap flatten":
        "layer 2 `conv3x3(8->10)`: it says 8 input channels, but its input has 12; write 10 alone "
        "to have them inferred.",
    "gap flatten linear(7->10)":
        "layer 3 `linear(7->10)`: it says 7 input values, but its input has 1; write 10 alone to "
        "have them inferred.",
    "conv3x3(9) conv3x3(10,g2) gap flatten":
        "layer 2 `conv3x3(10,g2)`: 9 input channels cannot be split into 2 groups; use a divisor.",
    # an end that is not ten values
    "conv3x3(9) gap flatten":
        "The network ends in 9 values; it must end in 10, one for each digit: end with "
        "conv1x1(10) before the flatten.",
    "conv3x3(10) flatten":
        "The network ends in 6,760 values; it must end in 10, one for each digit: end with "
        "linear(10).",
    "gap flatten linear(9)":
        "The network ends in 9 values; it must end in 10, one for each digit: end with "
        "linear(10).",
    "gap flatten linear(9) relu":
        "The network ends in 9 values; it must end in 10, one for each digit: end with "
        "linear(10).",
    "conv3x3(12) relu":
        "The network ends in 12x26x26; it must end in 10 values: add `gap conv1x1(10) flatten`.",
    "conv3x3(12) gap":
        "The network ends in 12x1x1; it must end in 10 values: add `gap conv1x1(10) flatten`.",
    "conv3x3(10) gap": "The network ends in 10x1x1; add `flatten` at the end.",
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.items(), ids=WRONG.keys())
def test_a_network_that_cannot_be_built_is_refused_in_one_sentence(text: str,
                                                                   sentence: str) -> None:
    layers = parse(text)
    with pytest.raises(ValueError) as described:
        describe(layers)
    with pytest.raises(ValueError) as built:
        build(layers)
    assert str(described.value) == str(built.value) == sentence


def test_the_padding_that_a_refusal_names_is_the_least_that_helps() -> None:
    assert geometry("maxpool14 conv3x3(10,p1) gap flatten").layers[1].size_out == 2
    assert geometry("maxpool28 conv5x5(10,p2) gap flatten").layers[1].size_out == 1
    with pytest.raises(ValueError, match=r"add padding \(p2\)"):
        geometry("maxpool28 conv5x5(10,p1) gap flatten")


def test_a_network_of_too_many_parameters_is_refused() -> None:
    with pytest.raises(ValueError, match=(
            r"^The network has 21,214,834 parameters; at most 20,000,000 can be trained here: use "
            r"fewer channels\.$")):
        geometry("conv3x3(1024) gap conv1x1(4096) flatten linear(4096) linear(56) linear(10)")


def test_a_network_of_too_many_multiply_adds_is_refused() -> None:
    with pytest.raises(ValueError, match=(
            r"^One digit costs 2,\d{3},\d{3},\d{3} multiply-adds; at most 2,000,000,000 can be "
            r"trained here: use fewer channels, or pool earlier\.$")):
        geometry("conv3x3(600,p1) conv3x3(600,p1) gap conv1x1(10) flatten")


def test_the_largest_published_network_is_well_within_the_limits() -> None:
    largest = STEPS["nets-1"].recipe.describe()
    assert largest.parameters < MAX_PARAMETERS / 3
    assert largest.multiply_adds < MAX_MULTIPLY_ADDS / 5
