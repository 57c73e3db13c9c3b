"""``POST /api/demos/{kind}``: what a page needs, once, to show a thing to touch.

All that follows a finger is computed in the browser from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any

from pydantic import ConfigDict, Field
from starlette.routing import Route

from dashboard.people.looking import library
from dashboard.routes.answers import answering
from dashboard.routes.contract import Json
from dashboard.server.one_thread import one_thread
from dashboard.server.resources import data_state
from mnist_core.base.frozen import Frozen
from mnist_core.data.mnist import Dataset
from mnist_core.demos.demos import DEMOS, BegunDemo, ShownDemo, begun_demo, find_demo
from mnist_core.recipe.overrides import Scalar
from mnist_core.trained.trained import Trained

NUM_KEPT = 64  # a hundred kilobytes each
WORK_SECONDS = 0.4
"""Of every request for data that still grow."""


class DemoWish(Frozen):
    """``run`` is the key of a trained network, else the reference run that shows it best;
    ``settings`` are the demo's own."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"settings": {"digit": 3, "channel": 2}}]})

    run: Annotated[str, Field(max_length=40)] | None = None
    settings: dict[str, Scalar] = Field(default_factory=dict, max_length=10)
    language: Annotated[str, Field(max_length=10)] = "en"


@dataclass(frozen=True, slots=True)
class _Asked:
    """Equal to another where the answers are; networks are told apart by key and version."""

    kind: str
    networks: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, Scalar], ...]
    language: str
    source: str
    found: Mapping[str, Trained] = field(compare=False, repr=False)
    dataset: Dataset = field(compare=False, repr=False)


def answer(kind: str, body: DemoWish) -> ShownDemo:
    """A thing to touch, on a trained network: its words, and the data from which its script
    computes what follows a finger. Where it says a ``share``, ask again: so much is measured."""
    demo = find_demo(kind)
    state = data_state()
    if state.dataset is None:
        raise ValueError(state.error or "There are no digits here yet; try again in a moment.")
    # beside a training, threads would wait for each other
    one_thread()
    keys = dict.fromkeys((body.run or demo.runs[0], *demo.runs[1:]))
    found = {key: library().find(key) for key in keys}
    return _made(_Asked(
        kind, tuple((one.key, one.version) for one in found.values()),
        tuple(sorted(body.settings.items())), body.language, state.dataset.source.description,
        found, state.dataset)).now(WORK_SECONDS)


@lru_cache(maxsize=NUM_KEPT)
def _made(asked: _Asked) -> BegunDemo:
    return begun_demo(asked.kind, dict(asked.settings), asked.found.__getitem__, asked.dataset,
                      run=next(iter(asked.found)), language=asked.language)


def _is_light(sent: Json) -> bool:
    kind: Any = sent.get("kind")
    return kind not in DEMOS or DEMOS[kind].cost == "light"


DEMO_ROUTES = [Route("/api/demos/{kind}", answering(answer, "heavy", body=DemoWish,
                                                    unless=_is_light), methods=["POST"])]
