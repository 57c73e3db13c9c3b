"""A network that somebody is still writing: as much of it as can be built, and what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from mnist_core.network.geometry import LayerGeometry, describe, walk
from mnist_core.network.notation import MAX_TOKENS, Layer, WrongToken, parse_token, split


@dataclass(frozen=True, slots=True)
class Draft:
    """``tokens`` as they were typed; ``rows`` of those that can be built, from the first on.

    ``error`` is one sentence, empty where the network is whole; ``position`` (from 1) is the token
    that is to blame, if it is one alone.
    """

    tokens: tuple[str, ...]
    rows: tuple[LayerGeometry, ...]
    error: str = ""
    position: int | None = None


def read_draft(text: str) -> Draft:
    """What there is of a network in the layer notation, right or wrong; never raises."""
    tokens = tuple(split(text))
    if len(tokens) > MAX_TOKENS:
        return Draft(tokens[:MAX_TOKENS], (), f"The network has {len(tokens):,} layers; at most "
                                              f"{MAX_TOKENS} are allowed.")
    if not tokens:
        return Draft((), (), "The network is empty; write layers such as "
                             "`conv3x3(12) relu gap conv1x1(10) flatten`.")
    layers: list[Layer] = []
    rows: list[LayerGeometry] = []
    try:
        for row in walk(_parsed(tokens, layers)):
            rows.append(row)
        describe(tuple(layers))
    except WrongToken as error:
        return Draft(tokens, tuple(rows), str(error), error.position)
    except ValueError as error:
        return Draft(tokens, tuple(rows), str(error))
    return Draft(tokens, tuple(rows))


def _parsed(tokens: tuple[str, ...], layers: list[Layer]) -> Iterator[Layer]:
    """Parses one token at a time, so that the first mistake is found, of whichever kind it is."""
    for position, token in enumerate(tokens, start=1):
        layers.append(parse_token(position, token))
        yield layers[-1]
