"""The layer notation: what is written is what is read, and a wrong word is named with its fix."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    with_dropout,
)
from mnist_core.network.notation import MAX_CHANNELS, MAX_KERNEL, MAX_TOKENS, parse, to_text

kernels = st.integers(1, MAX_KERNEL)
channels = st.integers(1, MAX_CHANNELS)
rates = st.floats(0, 1, exclude_max=True)


@st.composite
def convolutions(draw: st.DrawFn) -> Conv:
    kernel, dilation, groups = draw(kernels), draw(kernels), draw(st.integers(1, 64))
    return Conv(
        kernel, groups * draw(st.integers(1, MAX_CHANNELS // groups)),
        in_channels=draw(st.none() | channels),
        padding=draw(st.integers(0, dilation * (kernel - 1))), stride=draw(kernels),
        dilation=dilation, groups=groups, bias=draw(st.booleans()))


any_layer: st.SearchStrategy[Layer] = st.one_of(
    convolutions(),
    st.sampled_from([BatchNorm(), Relu(), GlobalPool(), Flatten()]),
    st.builds(Drop, rates),
    st.builds(MaxPool, kernels),
    st.builds(AvgPool, kernels),
    st.builds(Linear, channels, st.none() | channels, st.booleans()),
)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.lists(any_layer, min_size=1, max_size=12).map(tuple))
def test_layers_survive_being_written_and_read(layers: tuple[Layer, ...]) -> None:
    assert parse(to_text(layers)) == layers


@settings(derandomize=True, deadline=None)
@given(rates)
def test_a_number_reads_back_as_itself(value: float) -> None:
    assert float(number(value)) == value


@pytest.mark.parametrize(("value", "text"), [
    (0, "0"), (0.0, "0"), (0.1, ".1"), (0.05, ".05"), (0.25, ".25"), (0.00001, ".00001"),
    (1e-12, ".000000000001"), (0.99999999999, ".99999999999"), (1.5, "1.5")])
def test_a_number_is_written_as_shortly_as_it_can_be(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(("text", "layer"), [
    ("conv3x3(12)", Conv(3, 12)),
    ("conv3x3(1->12)", Conv(3, 12, in_channels=1)),
    ("conv3x3(1→12)", Conv(3, 12, in_channels=1)),
    ("conv3x3( 1 -> 12 , p1 , bias )", Conv(3, 12, in_channels=1, padding=1, bias=True)),
    ("conv5x5(12,g4,d2,s3,p1)", Conv(5, 12, padding=1, stride=3, dilation=2, groups=4)),
    ("conv3x3(12,\n  p1)", Conv(3, 12, padding=1)),
    ("conv1x1(10,nobias)", Conv(1, 10)),
    ("bn", BatchNorm()),
    ("relu", Relu()),
    ("drop(.1)", Drop(0.1)),
    ("drop( 0.1 )", Drop(0.1)),
    ("drop(0)", Drop(0)),
    ("maxpool2", MaxPool(2)),
    ("avgpool4", AvgPool(4)),
    ("gap", GlobalPool()),
    ("flatten", Flatten()),
    ("linear(10)", Linear(10)),
    ("linear(16→10,bias)", Linear(10, in_features=16)),
    ("linear( 16->10, nobias )", Linear(10, in_features=16, bias=False)),
])
def test_a_layer_is_read(text: str, layer: Layer) -> None:
    assert parse(text) == (layer,)


@pytest.mark.parametrize(("text", "canonical"), [
    ("conv3x3(1→12, p0, s1, d1, g1, nobias)", "conv3x3(1->12)"),
    ("conv3x3(12,bias,g2,d2,s2,p1)", "conv3x3(12,p1,s2,d2,g2,bias)"),
    ("conv3x3(012)", "conv3x3(12)"),
    ("drop(0.10)", "drop(.1)"),
    ("drop(1e-1)", "drop(.1)"),
    ("drop(-0)", "drop(0)"),
    ("linear(10,bias)", "linear(10)"),
    ("conv3x3(12)relu", "conv3x3(12) relu"),
    ("  relu \n\t bn  ", "relu bn"),
    ("Conv3x3 (16) ReLU BN", "conv3x3(16) relu bn"),
    ("CONV 3X3(8, P1, Bias) MaxPool 2", "conv3x3(8,p1,bias) maxpool2"),
    ("Drop (.1) GAP Flatten Linear (10)", "drop(.1) gap flatten linear(10)"),
])
def test_there_is_one_way_to_write_a_network(text: str, canonical: str) -> None:
    assert to_text(parse(text)) == canonical


def test_line_breaks_between_layers_are_as_good_as_spaces() -> None:
    assert parse("conv3x3(12)\nrelu\n\nbn") == parse("conv3x3(12) relu bn")


def test_a_convolution_has_a_bias_only_where_it_says_so_and_linear_only_where_not() -> None:
    assert [layer.bias for layer in parse("conv3x3(12) linear(10)")
            if isinstance(layer, Conv | Linear)] == [False, True]


VOCABULARY = ("the layers are convKxK(out), bn, relu, drop(p), maxpoolK, avgpoolK, gap, flatten "
              "and linear(out).")
WRONG = {
    # a word that is none
    "softmax": f"no such layer; {VOCABULARY}",
    "Rellu": "no such layer; did you mean `relu`? The layers are convKxK(out), ",
    "conv 3x3": "no such layer; did you mean `conv3x3(12)`? The layers are ",
    "dropout(.1)": "no such layer; did you mean `drop(.1)`? The layers are ",
    "dropout(.25)": "no such layer; did you mean `drop(.25)`? The layers are ",
    "cnov5x5(14)": "no such layer; did you mean `conv5x5(14)`? The layers are ",
    "maxpol3": "no such layer; did you mean `maxpool3`? The layers are ",
    "batchnrm": "no such layer; ",
    "conv3x3": "no such layer; did you mean `conv3x3(12)`? The layers are ",
    "conv3(12)": "no such layer; did you mean `conv3x3(12)`? The layers are ",
    "maxpool": "no such layer; did you mean `maxpool2`? The layers are ",
    "avgpool2x2": "no such layer; did you mean `avgpool2`? The layers are ",
    "linear": "no such layer; did you mean `linear(10)`? The layers are ",
    "flaten": "no such layer; did you mean `flatten`? The layers are ",
    "(12)": "no such layer; ",
    "conv3x3(12": "its parentheses do not match; write them as in conv3x3(12).",
    "drop.1)": "its parentheses do not match; write them as in conv3x3(12).",
    # a convolution
    "conv3x5(12)": "kernels are square; use conv3x3.",
    "conv3x3()": "something is missing between its parentheses; write conv3x3(12).",
    "conv5x5(12,)": "something is missing between its parentheses; write conv5x5(12).",
    "conv3x3(twelve)": "`twelve` is not a number of channels; write 12, or 1->12.",
    "conv3x3(-12)": "`-12` is not a number of channels; write 12, or 1->12.",
    "conv3x3(1.5)": "`1.5` is not a number of channels; write 12, or 1->12.",
    "conv3x3(p1)": "`p1` is not a number of channels; write 12, or 1->12.",
    "conv3x3((12))": "`(12)` is not a number of channels; write 12, or 1->12.",
    "conv3x3(12,q1)": "`q1` is not an option; use p1 (padding), s2 (stride), d2 (dilation), g4 "
                      "(groups), bias or nobias.",
    "conv3x3(12,p)": "`p` is not an option; use p1 (padding), ",
    "conv3x3(12,p-1)": "`p-1` is not an option; use p1 (padding), ",
    "conv3x3(12,p1,p2)": "`p2` sets the same option again; write it once.",
    "conv3x3(12,bias,nobias)": "`nobias` sets the same option again; write it once.",
    "conv3x3(12,p3)": "padding 3 is wider than the kernel reaches; use at most p2.",
    "conv1x1(12,p1)": "padding 1 is wider than the kernel reaches; use at most p0.",
    "conv3x3(12,d2,p5)": "padding 5 is wider than the kernel reaches; use at most p4.",
    "conv3x3(12,g5)": "12 output channels cannot be split into 5 groups; use a multiple.",
    # a number out of its limits
    "conv0x0(12)": "the kernel must be between 1 and 64.",
    "conv65x65(12)": "the kernel must be between 1 and 64.",
    "conv3x3(12,s0)": "the stride must be between 1 and 64.",
    "conv3x3(12,s65)": "the stride must be between 1 and 64.",
    "conv3x3(12,d0)": "the dilation must be between 1 and 64.",
    "conv3x3(12,d65)": "the dilation must be between 1 and 64.",
    "conv3x3(12,g0)": "groups must be between 1 and 4,096.",
    "conv3x3(0)": "the number of channels must be between 1 and 4,096.",
    "conv3x3(4097)": "the number of channels must be between 1 and 4,096.",
    "conv3x3(0->12)": "the number of channels must be between 1 and 3,211,264.",
    "conv3x3(99999999999)": "`99999999999` is not a number of channels; ",
    "maxpool0": "the pooling size must be between 1 and 64.",
    "avgpool65": "the pooling size must be between 1 and 64.",
    # dropout and linear
    "drop()": "something is missing between its parentheses; write drop(.1).",
    "drop(ten)": "`ten` is not a probability; write drop(.1).",
    "drop(.1,.2)": "`.1,.2` is not a probability; write drop(.1).",
    "drop(1)": "the probability must be at least 0 and less than 1; write drop(.1).",
    "drop(-.1)": "the probability must be at least 0 and less than 1; write drop(.1).",
    "drop(nan)": "the probability must be at least 0 and less than 1; write drop(.1).",
    "linear()": "something is missing between its parentheses; write linear(10).",
    "linear(ten)": "`ten` is not a number of values; write 12, or 1->12.",
    "linear(0)": "the number of values must be between 1 and 4,096.",
    "linear(10,p1)": "`p1` is not an option; use bias or nobias.",
    "linear(10,nobias,bias)": "`bias` sets the same option again; write it once.",
}


@pytest.mark.parametrize(("token", "what"), WRONG.items(), ids=WRONG.keys())
def test_a_wrong_token_is_named_with_its_position_and_the_fix(token: str, what: str) -> None:
    with pytest.raises(ValueError) as error:
        parse(f"conv3x3(12) relu {token} gap")
    text = str(error.value)
    assert text.startswith(f"layer 3 `{token}`: {what}")
    assert text.endswith(".")


def test_the_first_of_several_wrong_tokens_is_named() -> None:
    with pytest.raises(ValueError, match=r"^layer 2 `rellu`: "):
        parse("conv3x3(12) rellu bm gapp")


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_network_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"^The network is empty; write layers such as `conv3x3"):
        parse(text)


def test_200_layers_are_read_and_201_are_too_many() -> None:
    assert len(parse("relu " * MAX_TOKENS)) == MAX_TOKENS
    with pytest.raises(ValueError, match=r"^The network has 201 layers; at most 200 are allowed"):
        parse("relu " * (MAX_TOKENS + 1))


def test_an_endless_token_is_cut_in_the_message() -> None:
    with pytest.raises(ValueError) as error:
        parse("conv" + "9" * 5_000 + "x1(1)")
    assert str(error.value).startswith("layer 1 `conv999")
    assert len(str(error.value)) < 300


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(alphabet="convpaxlg drbneflut0123456789().,->→\n", max_size=60))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        layers = parse(text)
    except ValueError as error:
        assert str(error).startswith(("layer ", "The network is empty"))
    else:
        assert parse(to_text(layers)) == layers


def test_dropout_is_replaced_everywhere_and_nothing_else_is() -> None:
    layers = parse("conv3x3(12) relu drop(.1) conv3x3(10) drop(.3) gap flatten")
    assert to_text(with_dropout(layers, 0.05)) == (
        "conv3x3(12) relu drop(.05) conv3x3(10) drop(.05) gap flatten")
