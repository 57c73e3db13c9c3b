"""``POST /api/describe``: a network as it is being typed in; its table, totals and mistake, out.

A network with a mistake is answered too, as far as it can be built: ``error`` says what is wrong
and ``position`` which layer is to blame.
"""

from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.routing import Route

from dashboard.network.layer_table import LayerTable, draft_data
from dashboard.network.totals import NetworkFigures, figures
from dashboard.routes.answers import answering
from mnist_core.base.frozen import Frozen
from mnist_core.network.draft import read_draft
from mnist_core.network.notices import sentences

MAX_CHARACTERS = 20_000


class Notation(Frozen):
    """A network in the layer notation, right or wrong."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"layers": "conv3x3(8) relu gap conv1x1(10) flatten"}]})

    layers: Annotated[str, Field(max_length=MAX_CHARACTERS)]


class Described(LayerTable, NetworkFigures):
    """A network's table and totals; ``position`` is the layer that is wrong, from 1.

    ``text`` is the network as the notation writes it, as far as it can be read; ``notices`` say
    what it drops or never sees, a sentence each.
    """

    text: str
    error: str | None
    position: int | None
    notices: list[str]


def answer(body: Notation) -> Described:
    """A network's table, totals and mistake; with a mistake, as far as it can be built."""
    draft = read_draft(body.layers)
    return {**draft_data(draft), **figures(draft.rows, is_whole=not draft.error),
            "text": draft.text, "error": draft.error or None, "position": draft.position,
            "notices": sentences(draft.rows, is_whole=not draft.error)}


DESCRIBE_ROUTES = [Route("/api/describe", answering(answer, "light", body=Notation),
                         methods=["POST"])]
