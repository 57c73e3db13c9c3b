"""``/api/trained/{key}/…``: what is known of a trained network, own (``12``) or reference
(``strategy-4@1``)."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.people.looking import library
from dashboard.routes.answers import answering
from dashboard.routes.runs.latest_mistakes import LatestMistakes, latest_mistakes
from dashboard.routes.runs.recorded import CurvePart, Recorded, part_json, recorded_json
from dashboard.seeds.queueing import queue_more_seeds, recipe_here
from dashboard.server.resources import data_state
from mnist_core.base.frozen import Frozen
from mnist_core.base.not_found import NotFound
from mnist_core.trained.trained import Trained

# no run has so many
MOST_BATCHES = 10**12
Batch = Annotated[int, Field(ge=0, lt=MOST_BATCHES)]


class Batches(Frozen):
    """A part of a curve: the batches ``first`` to ``last``, from 0; all of it without them."""

    first: Batch | None = None
    last: Batch | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.first is None) != (self.last is None):
            raise ValueError("name both `first` and `last`, or none of them")
        return self


def show_curve(key: str, query: Batches) -> Recorded | CurvePart:
    """The whole curve, or with ``first`` and ``last`` the batches between, from 0."""
    trained = existing_trained(key)
    if query.first is None or query.last is None:
        return recorded_json(trained)
    return part_json(trained, query.first, query.last)


def show_mistakes(key: str) -> LatestMistakes:
    """The digits that a network is most wrong about, after its last measured epoch."""
    return latest_mistakes(existing_trained(key), data_state().dataset)


class MoreSeeds(TypedDict):
    """The numbers of the runs that were queued."""

    runs: list[int]


def train_more_seeds(key: str) -> MoreSeeds:
    """Queue two runs of its recipe with other seeds, the lowest that nobody has trained."""
    trained = existing_trained(key)
    queued = queue_more_seeds(library(), recipe_here(trained), trained.step_id)
    return {"runs": [run.id for run in queued]}


def existing_trained(key: str) -> Trained:
    """The trained network of this key.

    Raises:
        NotFound: there is none.
    """
    try:
        return library().find(key)
    except ValueError as error:
        raise NotFound(str(error)) from None


TRAINED_ROUTES = [
    Route("/api/trained/{key}/curve", answering(show_curve, "light", query=Batches)),
    Route("/api/trained/{key}/mistakes", answering(show_mistakes, "light")),
    Route("/api/trained/{key}/more-seeds", answering(train_more_seeds, "light"),
          methods=["POST"]),
]
