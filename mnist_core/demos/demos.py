"""All things to touch, in the order in which they are offered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NotRequired

from typing_extensions import TypedDict

from mnist_core.base.not_found import NotFound
from mnist_core.base.validation import checked, one_of
from mnist_core.demos.demo_kind import Data, DemoKind, Given
from mnist_core.demos.growing import Growing
from mnist_core.demos.kinds.augmentation import AUGMENTATION
from mnist_core.demos.kinds.batch_norm import BATCH_NORM
from mnist_core.demos.kinds.dropout import DROPOUT
from mnist_core.demos.kinds.filter import FILTER
from mnist_core.demos.kinds.global_pooling import GLOBAL_POOLING
from mnist_core.demos.kinds.growing_field import GROWING_FIELD
from mnist_core.demos.kinds.learning_rate import LEARNING_RATE
from mnist_core.demos.kinds.one_by_one import ONE_BY_ONE
from mnist_core.demos.kinds.parameters_gap import PARAMETERS_GAP
from mnist_core.demos.kinds.pooling import POOLING
from mnist_core.demos.words.words import FIRST_LANGUAGE, words_of
from mnist_core.trained.trained import Trained

if TYPE_CHECKING:
    from mnist_core.data.mnist import Dataset

DEMOS: Mapping[str, DemoKind[Any]] = {kind.name: kind for kind in (
    FILTER, GROWING_FIELD, POOLING, BATCH_NORM, ONE_BY_ONE,
    DROPOUT, LEARNING_RATE, AUGMENTATION, PARAMETERS_GAP, GLOBAL_POOLING,
)}


class ShownDemo(TypedDict):
    """A demo with all that its script needs; ``words`` are in the language that was asked for, as
    far as there are any. ``run`` is the key of the network, ``title`` what people call it.

    Where there is a ``share``, so much of the data is made, and asking again makes more.
    """

    kind: str
    language: str
    words: dict[str, str]
    run: str
    title: str
    data: Data
    share: NotRequired[float]


@dataclass(frozen=True, slots=True)
class BegunDemo:
    """A demo whose data may still grow; without them ``shown`` has none."""

    shown: ShownDemo
    growing: Growing | None = None

    def now(self, seconds: float | None = None) -> ShownDemo:
        """As it is after working on it for about ``seconds``, or to the end.

        Raises:
            ValueError: one sentence: why this network cannot show it.
        """
        if self.growing is None:
            return self.shown
        self.growing.advance(seconds)
        if self.growing.data is None:
            return {**self.shown, "share": self.growing.share}
        return {**self.shown, "data": self.growing.data}


def find_demo(kind: str) -> DemoKind[Any]:
    """Raises:
        NotFound: there is no such demo.
    """
    if kind not in DEMOS:
        raise NotFound(_sentence(one_of("demo", kind, list(DEMOS))))
    return DEMOS[kind]


def title_of(kind: str, language: str = FIRST_LANGUAGE) -> str:
    """What people call a demo."""
    return words_of(kind, language)["title"]


def demos_of(term: str) -> tuple[str, ...]:
    """The kinds of demo that show a term of the glossary."""
    return tuple(kind for kind, demo in DEMOS.items() if term in demo.terms)


def check_settings(kind: str, settings: Mapping[str, Any]) -> None:
    """Raises:
        ValueError: there is no such demo, or what is wrong with its settings, in one sentence.
    """
    if kind not in DEMOS:
        raise ValueError(one_of("demo", kind, list(DEMOS)))
    checked(DEMOS[kind].settings, settings)


def begun_demo(kind: str, settings: Mapping[str, Any], find: Callable[[str], Trained],
               dataset: "Dataset", *, run: str | None = None,
               language: str = FIRST_LANGUAGE) -> BegunDemo:
    """A demo of a network, or without ``run`` of the reference run that shows it best.

    Raises:
        NotFound: there is no such demo.
        ValueError: one sentence: wrong settings, no such run, or one that cannot show it.
    """
    demo = find_demo(kind)
    wanted = checked(demo.settings, settings)
    trained = find(run or demo.runs[0])
    others = [trained if key == trained.key else find(key) for key in demo.runs[1:]]
    data = demo.data(Given(trained, others, dataset), wanted)
    shown: ShownDemo = {
        "kind": kind, "language": language, "words": dict(words_of(kind, language)),
        "run": trained.key, "title": trained.label,
        "data": {} if isinstance(data, Growing) else data}
    return BegunDemo(shown, data if isinstance(data, Growing) else None)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
