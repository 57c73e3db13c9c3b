"""The layer notation: one line of text that says a whole network, parsed into frozen layers.

``conv3x3(12) relu bn drop(.1) maxpool2 gap flatten linear(10)``, in execution order. Capital
letters and spaces within a layer are forgiven: ``Conv3x3 (12)`` is read, and written back as
``conv3x3(12)``.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import lru_cache

from mnist_core.base.format import shortened
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

MAX_TOKENS = 200
MAX_CHANNELS = 4096
MAX_KERNEL = 64
VOCABULARY = ("convKxK(out), bn, relu, drop(p), maxpoolK, avgpoolK, gap, flatten and linear(out)")
_EXAMPLES = {"conv": "conv3x3(12)", "bn": "bn", "relu": "relu", "drop": "drop(.1)",
             "maxpool": "maxpool2", "avgpool": "avgpool2", "gap": "gap", "flatten": "flatten",
             "linear": "linear(10)"}
# network_editor/layer_list.js splits in the same way
_TOKEN = re.compile(r"(?:(?:conv\s*\d|drop|linear)[^\s()]*\s*|[^\s()]+)\([^()]*\)"
                    r"|(?:conv|maxpool|avgpool)\s+\d\S*|\S+", re.IGNORECASE)
_SIZES = re.compile(r"(?:(\d{1,9})(?:->|→))?(\d{1,9})")


class WrongToken(ValueError):
    """The mistake of one layer; ``position`` counts from 1, ``what`` is the sentence without it."""

    def __init__(self, position: int, token: str, what: str) -> None:
        super().__init__(f"layer {position} `{shortened(token)}`: {what}")
        self.position = position
        self.what = what


def split(text: str) -> list[str]:
    """The tokens of a text, right or wrong, as they were typed."""
    return _TOKEN.findall(" ".join(text.split()))


def check_number(tokens: Sequence[str]) -> None:
    """Raises:
        ValueError: there are no tokens, or too many.
    """
    if not tokens:
        raise ValueError("The network is empty; write layers such as "
                         "`conv3x3(12) relu gap conv1x1(10) flatten`.")
    if len(tokens) > MAX_TOKENS:
        raise ValueError(f"The network has {len(tokens):,} layers; at most {MAX_TOKENS} are "
                         "allowed.")


@lru_cache(maxsize=1024)
def parse(text: str) -> tuple[Layer, ...]:
    """Read a network in the layer notation.

    Raises:
        ValueError: one sentence that names the first wrong layer, its position (from 1) and the
            fix.
    """
    tokens = split(text)
    check_number(tokens)
    return tuple(parse_token(position, token) for position, token in enumerate(tokens, start=1))


def parse_token(position: int, token: str) -> Layer:
    """The layer of one token, which stands at ``position`` (from 1).

    Raises:
        WrongToken: it is none.
    """
    written = "".join(token.lower().split())
    for pattern, read in _READERS:
        match = pattern.fullmatch(written)
        if match:
            try:
                return read(match)
            except ValueError as error:
                raise WrongToken(position, token, str(error)) from None
    raise WrongToken(position, token, _unreadable(written))


def to_text(layers: tuple[Layer, ...]) -> str:
    """Write layers in the notation; ``parse`` reads the same layers back."""
    return " ".join(layer.token for layer in layers)


def _unreadable(token: str) -> str:
    if token.count("(") != token.count(")"):
        return "its parentheses do not match; write them as in conv3x3(12)."
    name = re.sub(r"[\d(].*", "", token)
    close = next(iter(get_close_matches(name, _EXAMPLES, n=1)), "")
    hint = f"did you mean `{_meant(token, name, close)}`? The" if close else "the"
    return f"no such layer; {hint} layers are {VOCABULARY}."


def _meant(token: str, written: str, name: str) -> str:
    """The token with the name of a layer in place of a misspelt one, where it can be read then."""
    corrected = name + token[len(written):]
    if written != name:
        with suppress(WrongToken):
            return parse(corrected)[0].token
    return _EXAMPLES[name]


def _conv(match: re.Match[str]) -> Conv:
    height, width, inside = match.groups()
    if height != width:
        raise ValueError(f"kernels are square; use conv{height}x{height}.")
    sizes, *options = _arguments(inside, f"conv{height}x{height}(12)")
    in_channels, out_channels = _sizes(sizes, "channels")
    values = {"p": 0, "s": 1, "d": 1, "g": 1}
    bias = False
    for option in options:
        if option in ("bias", "nobias"):
            bias = option == "bias"
        elif re.fullmatch(r"[psdg]\d{1,9}", option):
            values[option[0]] = int(option[1:])
        else:
            raise ValueError(f"`{option}` is not an option; use p1 (padding), s2 (stride), "
                             "d2 (dilation), g4 (groups), bias or nobias.")
    _check_once(options)
    kernel = _within(int(height), 1, MAX_KERNEL, "the kernel")
    reach = values["d"] * (kernel - 1)
    if values["p"] > reach:
        raise ValueError(f"padding {values['p']} is wider than the kernel reaches; "
                         f"use at most p{reach}.")
    for letter, name in (("s", "the stride"), ("d", "the dilation"), ("g", "groups")):
        _within(values[letter], 1, MAX_CHANNELS if letter == "g" else MAX_KERNEL, name)
    if out_channels % values["g"]:
        raise ValueError(f"{out_channels} output channels cannot be split into {values['g']} "
                         "groups; use a multiple.")
    return Conv(kernel, out_channels, in_channels, values["p"], values["s"], values["d"],
                values["g"], bias)


def _linear(match: re.Match[str]) -> Linear:
    sizes, *options = _arguments(match[1], "linear(10)")
    in_features, out_features = _sizes(sizes, "values")
    for option in options:
        if option not in ("bias", "nobias"):
            raise ValueError(f"`{option}` is not an option; use bias or nobias.")
    _check_once(options)
    return Linear(out_features, in_features, bias="nobias" not in options)


def _drop(match: re.Match[str]) -> Drop:
    text = ",".join(_arguments(match[1], "drop(.1)"))
    try:
        p = float(text)
    except ValueError:
        raise ValueError(f"`{text}` is not a probability; write drop(.1).") from None
    if not 0 <= p < 1:
        raise ValueError("the probability must be at least 0 and less than 1; write drop(.1).")
    return Drop(abs(p))


def _pool(match: re.Match[str]) -> MaxPool | AvgPool:
    kernel = _within(int(match[2]), 1, MAX_KERNEL, "the pooling size")
    return MaxPool(kernel) if match[1] == "max" else AvgPool(kernel)


def _arguments(inside: str, example: str) -> list[str]:
    arguments = inside.split(",")
    if not all(arguments):
        raise ValueError(f"something is missing between its parentheses; write {example}.")
    return arguments


def _check_once(options: list[str]) -> None:
    names = ["bias" if option.endswith("bias") else option[0] for option in options]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise ValueError(f"`{options[index]}` sets the same option again; write it once.")


def _sizes(text: str, what: str) -> tuple[int | None, int]:
    match = _SIZES.fullmatch(text)
    if not match:
        raise ValueError(f"`{text}` is not a number of {what}; write 12, or 1->12.")
    before = int(match[1]) if match[1] else None
    if before is not None:
        _within(before, 1, 28 * 28 * MAX_CHANNELS, f"the number of {what}")
    return before, _within(int(match[2]), 1, MAX_CHANNELS, f"the number of {what}")


def _within(value: int, low: int, high: int, name: str) -> int:
    if not low <= value <= high:
        raise ValueError(f"{name} must be between {low} and {high:,}.")
    return value


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Layer]], ...] = (
    (re.compile(r"conv(\d{1,9})x(\d{1,9})\((.*)\)"), _conv),
    (re.compile(r"bn"), lambda match: BatchNorm()),
    (re.compile(r"relu"), lambda match: Relu()),
    (re.compile(r"drop\((.*)\)"), _drop),
    (re.compile(r"(max|avg)pool(\d{1,9})"), _pool),
    (re.compile(r"gap"), lambda match: GlobalPool()),
    (re.compile(r"flatten"), lambda match: Flatten()),
    (re.compile(r"linear\((.*)\)"), _linear),
)
