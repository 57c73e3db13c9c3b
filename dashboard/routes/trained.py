"""``/api/trained/{key}/…``: what is known of a trained network, own (``12``) or reference
(``strategy-4@1``)."""

from typing import Any

from starlette.routing import Route

from dashboard.lab import data_state, library
from dashboard.routes.answers import answering
from dashboard.routes.latest_mistakes import latest_mistakes
from dashboard.routes.recorded import recorded_json
from mnist_core.trained import Trained

Parameters = dict[str, Any]


def show_curve(parameters: Parameters, _: None) -> object:
    return recorded_json(existing_trained(parameters["key"]))


def show_mistakes(parameters: Parameters, _: None) -> object:
    return latest_mistakes(existing_trained(parameters["key"]), data_state().dataset)


def existing_trained(key: str) -> Trained:
    """The trained network of this key.

    Raises:
        LookupError: there is none.
    """
    try:
        return library().find(key)
    except ValueError as error:
        raise LookupError(str(error)) from None


TRAINED_ROUTES = [
    Route("/api/trained/{key}/curve", answering(show_curve)),
    Route("/api/trained/{key}/mistakes", answering(show_mistakes)),
]
