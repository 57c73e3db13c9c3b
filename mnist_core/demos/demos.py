"""All things to touch, in the order in which they are offered."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from typing_extensions import TypedDict

from mnist_core.base.validation import checked, one_of
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.kinds.batch_norm import BATCH_NORM
from mnist_core.demos.kinds.filter import FILTER
from mnist_core.demos.kinds.growing_field import GROWING_FIELD
from mnist_core.demos.kinds.one_by_one import ONE_BY_ONE
from mnist_core.demos.kinds.pooling import POOLING
from mnist_core.demos.words.words import words_of
from mnist_core.trained.trained import Trained

if TYPE_CHECKING:
    from mnist_core.data.mnist import Dataset

DEMOS: Mapping[str, DemoKind[Any]] = {kind.name: kind for kind in (
    FILTER, GROWING_FIELD, POOLING, BATCH_NORM, ONE_BY_ONE,
)}


class ShownDemo(TypedDict):
    """A demo with all that its script needs; ``words`` are in the language that was asked for, as
    far as there are any. ``run`` is the key of the network, ``title`` what people call it."""

    kind: str
    language: str
    words: dict[str, str]
    run: str
    title: str
    data: Data


def find_demo(kind: str) -> DemoKind[Any]:
    """Raises:
        LookupError: there is no such demo.
    """
    if kind not in DEMOS:
        raise LookupError(_sentence(one_of("demo", kind, list(DEMOS))))
    return DEMOS[kind]


def check_settings(kind: str, settings: Mapping[str, Any]) -> None:
    """Raises:
        ValueError: there is no such demo, or what is wrong with its settings, in one sentence.
    """
    if kind not in DEMOS:
        raise ValueError(one_of("demo", kind, list(DEMOS)))
    checked(DEMOS[kind].settings, settings)


def shown_demo(kind: str, settings: Mapping[str, Any], find: Callable[[str], Trained],
               dataset: "Dataset", *, run: str | None = None, language: str = "en") -> ShownDemo:
    """A demo of a network, or without ``run`` of the reference run that shows it best.

    Raises:
        LookupError: there is no such demo.
        ValueError: one sentence: wrong settings, no such run, or one that cannot show it.
    """
    demo = find_demo(kind)
    wanted = checked(demo.settings, settings)
    trained = find(run or demo.runs[0])
    others = [trained if key == trained.key else find(key) for key in demo.runs[1:]]
    return {"kind": kind, "language": language, "words": dict(words_of(kind, language)),
            "run": trained.key, "title": trained.label,
            "data": demo.data(Given(trained, others, dataset), wanted)}


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
