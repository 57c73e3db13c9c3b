"""``/api/trained/{key}/…``: what is known of a trained network, own (``12``) or reference
(``strategy-4@1``)."""

from typing import Any

from starlette.routing import Route

from dashboard.routes.answers import answering
from dashboard.routes.runs.latest_mistakes import latest_mistakes
from dashboard.routes.runs.recorded import part_json, recorded_json
from dashboard.server.resources import data_state, library
from mnist_core.trained.trained import Trained

Parameters = dict[str, Any]
# no run has more batches than a number of so many digits
MAX_DIGITS = 12


def show_curve(parameters: Parameters, _: None) -> object:
    """The whole curve, or with ``?first=`` and ``last=`` the batches between, from 0."""
    trained = existing_trained(parameters["key"])
    if "first" not in parameters and "last" not in parameters:
        return recorded_json(trained)
    return part_json(trained, *(_batch(parameters, name) for name in ("first", "last")))


def show_mistakes(parameters: Parameters, _: None) -> object:
    return latest_mistakes(existing_trained(parameters["key"]), data_state().dataset)


def _batch(parameters: Parameters, name: str) -> int:
    text = str(parameters.get(name, ""))
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS):
        raise ValueError(f"{name} is `{text[:20]}`; it must be the number of a batch, from 0.")
    return int(text)


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
    Route("/api/trained/{key}/curve", answering(show_curve, "light")),
    Route("/api/trained/{key}/mistakes", answering(show_mistakes, "light")),
]
