"""``POST /api/describe``: a network as it is being typed in; its table, totals and mistake, out.

A network with a mistake is answered too, as far as it can be built: ``error`` says what is wrong
and ``position`` which token is to blame.
"""

from typing import Any

from starlette.routing import Route

from dashboard.network.layer_table import draft_data
from dashboard.network.totals import figures
from dashboard.routes.answers import answering
from mnist_core.network.draft import read_draft

MAX_CHARACTERS = 20_000


def answer(_: dict[str, Any], body: dict[str, Any]) -> object:
    layers = body.get("layers")
    if not isinstance(layers, str) or body.keys() != {"layers"}:
        raise ValueError('Send {"layers": "..."}: a network in the layer notation.')
    if len(layers) > MAX_CHARACTERS:
        raise ValueError(f"The network is {len(layers):,} characters long; at most "
                         f"{MAX_CHARACTERS:,} are read.")
    draft = read_draft(layers)
    return {**draft_data(draft), **figures(draft.rows, is_whole=not draft.error),
            "error": draft.error or None, "position": draft.position}


DESCRIBE_ROUTES = [Route("/api/describe", answering(answer, "light"), methods=["POST"])]
