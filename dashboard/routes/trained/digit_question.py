"""What a request about one test digit means: whose answer, at which epoch, of which digit."""

from dataclasses import dataclass

from dashboard.people.looking import library
from dashboard.readings.readings import is_same_data, reading, why_not_shown, why_nothing
from dashboard.server.resources import data_state
from mnist_core.base.format import shortened
from mnist_core.base.frozen import Frozen
from mnist_core.base.not_found import NotFound
from mnist_core.data.mnist import Dataset
from mnist_core.trained.trained import Moment, Trained
from mnist_core.training.evaluate import Evaluation


class AskedWeights(Frozen):
    """Of a network that was trained: those of its best epoch, or as they are now."""

    weights: Moment = "best"


@dataclass(frozen=True, slots=True)
class Question:
    """A network that was measured on the loaded digits."""

    trained: Trained
    moment: Moment
    evaluation: Evaluation
    dataset: Dataset


def asked(key: str, moment: Moment, index: str | None = None) -> Question:
    """``key`` names the network, ``index`` the digit of it that is asked about, if any is.

    Raises:
        NotFound: there is no such network or digit, or it was not measured on the loaded
            digits.
    """
    try:
        trained = library().find(key)
    except ValueError as error:
        raise NotFound(str(error)) from None
    dataset = data_state().dataset
    if dataset and index is not None:
        # to read ten thousand digits takes seconds, and there may be none of this number
        _check_index(index, len(dataset.test))
    evaluation, _ = reading(trained, best=moment == "best")
    if evaluation is None:
        raise NotFound(why_nothing(trained, best=moment == "best"))
    if dataset is None or not is_same_data(trained, evaluation, dataset):
        raise NotFound(why_not_shown(trained, dataset))
    return Question(trained, moment, evaluation, dataset)


def digit_of(question: Question, text: str) -> int:
    """The index that a request names.

    Raises:
        NotFound: there is no such digit.
    """
    _check_index(text, len(question.dataset.test))
    return int(text)


def _check_index(text: str, num: int) -> None:
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) < num):
        raise NotFound(f"There is no test digit {shortened(text)}; they are numbered from 0 to "
                       f"{num - 1:,}.")
