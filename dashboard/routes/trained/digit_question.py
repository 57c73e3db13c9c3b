"""What a request about one test digit means: whose answer, at which epoch, of which digit."""

from dataclasses import dataclass
from typing import Any, cast

from dashboard.readings.readings import is_same_data, reading, why_not_shown, why_nothing
from dashboard.server.resources import data_state, library
from mnist_core.data.mnist import Dataset
from mnist_core.trained.trained import Moment, Trained
from mnist_core.training.evaluate import Evaluation


@dataclass(frozen=True, slots=True)
class Question:
    """A network that was measured on the loaded digits."""

    trained: Trained
    moment: Moment
    evaluation: Evaluation
    dataset: Dataset


def asked(parameters: dict[str, Any]) -> Question:
    """``key`` names the network, ``weights`` its epoch: "best", unless "last" is asked for.

    Raises:
        LookupError: there is no such network, or it was not measured on the loaded digits.
        ValueError: ``weights`` is neither.
    """
    weights = parameters.get("weights", "best")
    if weights not in ("best", "last"):
        raise ValueError("`weights` must be best or last.")
    try:
        trained = library().find(parameters["key"])
    except ValueError as error:
        raise LookupError(str(error)) from None
    moment = cast(Moment, weights)
    dataset = data_state().dataset
    if dataset and "index" in parameters:
        # to read ten thousand digits takes seconds, and there may be none of this number
        _check_index(parameters["index"], len(dataset.test))
    evaluation, _ = reading(trained, best=moment == "best")
    if evaluation is None:
        raise LookupError(why_nothing(trained, best=moment == "best"))
    if dataset is None or not is_same_data(trained, evaluation, dataset):
        raise LookupError(why_not_shown(trained, dataset))
    return Question(trained, moment, evaluation, dataset)


def digit_of(question: Question, text: str) -> int:
    """The index that a request names.

    Raises:
        LookupError: there is no such digit.
    """
    _check_index(text, len(question.dataset.test))
    return int(text)


def _check_index(text: str, num: int) -> None:
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) < num):
        raise LookupError(f"There is no test digit {text[:20]}; they are numbered from 0 to "
                          f"{num - 1:,}.")
