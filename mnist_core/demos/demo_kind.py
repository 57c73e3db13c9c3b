"""What a demo is: which data it needs once, so that a page can compute all that follows a finger.

A kind has its script in ``mnist_core/scripts/demos/kinds/`` and its words in
``mnist_core/demos/words/``, both by its name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from mnist_core.base.frozen import Frozen
from mnist_core.demos.growing import Growing
from mnist_core.trained.trained import Trained

if TYPE_CHECKING:
    from mnist_core.data.mnist import Dataset

Settings = TypeVar("Settings", bound=Frozen)
Data = dict[str, Any]
"""What JSON can say."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What a demo is made of.

    Attributes:
        trained: the network that was asked for, else the first of the kind's own ``runs``.
        others: the further ones of the kind's ``runs``, in its order.
        dataset: the digits that are here; perhaps only the sample.
    """

    trained: Trained
    others: Sequence[Trained]
    dataset: "Dataset"

    def source_of(self, trained: Trained) -> tuple[str, ...]:
        """Equal where what is measured with a network's weights on these digits is equal."""
        return trained.key, trained.version, self.dataset.source.description


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoKind(Generic[Settings]):
    """One thing to touch.

    Attributes:
        name: as lessons and addresses write it: ``growing-field``.
        settings: where it begins, such as at which digit.
        data: what the page computes the rest from. It raises ``ValueError``, one sentence, where
            a network has not got what the demo is about. What takes longer than a page should
            wait for is ``Growing``.
        runs: keys of the reference runs that it needs; the first one stands where no run is named.
        terms: of the glossary, those that it shows.
        cost: what making the data takes of a server; "light" is below 50 ms.
    """

    name: str
    settings: type[Settings]
    data: Callable[[Given, Settings], Data | Growing]
    runs: tuple[str, ...]
    terms: tuple[str, ...]
    cost: Literal["light", "heavy"] = "light"
