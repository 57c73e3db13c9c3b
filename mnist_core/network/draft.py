"""A network that somebody is still writing: as much of it as can be built, and what is wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mnist_core.network.geometry import LayerGeometry, describe, walk
from mnist_core.network.layers import Layer
from mnist_core.network.notation import MAX_TOKENS, WrongToken, check_number, parse_token, split


@dataclass(frozen=True, slots=True)
class Draft:
    """``tokens`` as they were typed, but those that can be read as the notation writes them;
    ``rows`` of those that can be built, from the first on.

    ``error`` is one sentence, empty where the network is whole; ``position`` (from 1) is the layer
    that is to blame, if it is one alone, and ``what`` the sentence without its name.
    """

    tokens: tuple[str, ...]
    rows: tuple[LayerGeometry, ...]
    error: str = ""
    position: int | None = None
    what: str = ""

    @property
    def text(self) -> str:
        """The network as the notation writes it, as far as it can be read."""
        return " ".join(self.tokens)


def read_draft(text: str) -> Draft:
    """What there is of a network in the layer notation, right or wrong; never raises."""
    typed = split(text)
    try:
        check_number(typed)
    except ValueError as error:
        return Draft(tuple(typed[:MAX_TOKENS]), (), str(error))
    layers: list[Layer] = []
    rows: list[LayerGeometry] = []
    wrong: ValueError | None = None
    try:
        for row in walk(_parsed(typed, layers)):
            rows.append(row)
        describe(tuple(layers))
    except ValueError as error:
        wrong = error
    tokens = tuple(_written(token) for token in typed)
    if isinstance(wrong, WrongToken):
        return Draft(tokens, tuple(rows), str(wrong), wrong.position, wrong.what)
    return Draft(tokens, tuple(rows), str(wrong or ""))


def _parsed(tokens: Sequence[str], layers: list[Layer]) -> Iterator[Layer]:
    """Parses one token at a time, so that the first mistake is found, of whichever kind it is."""
    for position, token in enumerate(tokens, start=1):
        layers.append(parse_token(position, token))
        yield layers[-1]


def _written(token: str) -> str:
    try:
        return parse_token(1, token).token
    except WrongToken:
        return token
