"""What a published experiment is: the types that every ladder fills in."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from mnist_core.network.course_table import COURSE_COLUMNS, CourseRow, cells
from mnist_core.recipe.recipe import Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a ladder set out to reach.

    ``test_accuracy`` in percent, on the whole test set. ``max_parameters`` itself is too many;
    ``max_epochs`` itself is allowed.
    """

    test_accuracy: float
    max_parameters: int
    max_epochs: int

    def is_reached(self, test_accuracy: float) -> bool:
        """Whether an accuracy in percent is high enough."""
        # 100 * 9940 / 10000 need not be the very float that 99.4 is
        return round(test_accuracy, 6) >= self.test_accuracy

    def allows(self, parameters: int) -> bool:
        """Whether a network is small enough."""
        return parameters < self.max_parameters

    @property
    def text(self) -> str:
        """``99.40 % with fewer than 10,000 parameters in at most 15 epochs``."""
        return (f"{self.test_accuracy:.2f} % with fewer than {self.max_parameters:,} parameters in "
                f"at most {self.max_epochs} epochs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The published per-epoch log; accuracies in percent, loss in nats."""

    train_accuracy: tuple[float, ...]
    test_accuracy: tuple[float, ...]
    test_loss: tuple[float, ...]
    num_batches: int
    """Batches an epoch."""

    @property
    def best_train_accuracy(self) -> float:
        return max(self.train_accuracy)

    @property
    def best_test_accuracy(self) -> float:
        return max(self.test_accuracy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The figures of the author's README, as written there; accuracies in percent.

    ``parameters_text`` is the README's own spelling where it rounds ("6.3M"), else None.
    """

    parameters: int
    best_train_accuracy: float
    best_test_accuracy: float
    parameters_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Misprint:
    """What an author's table says of a layer (its place, from 1) where it is something else;
    ``column`` is one of ``course_table.COURSE_COLUMNS``.
    """

    layer: int
    column: str
    printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """Where ``source``, a table or comments of the author's, differs from the network."""

    source: str
    misprints: tuple[Misprint, ...]

    def corrected(self, row: CourseRow) -> tuple[str | int, ...]:
        """The cells of a row; where the author says something else ``12 → 6``."""
        said = {one.column: one.printed for one in self.misprints if one.layer == row.layer}
        return tuple(f"{said[column]} → {cell}" if column in said else cell
                     for column, cell in zip(COURSE_COLUMNS, cells(row), strict=True))


def misprints(**columns: dict[int, float]) -> tuple[Misprint, ...]:
    """``rout={10: 12}``: in column rout of layer 10 it says 12."""
    return tuple(Misprint(layer=layer, column=column, printed=str(value))
                 for column, values in columns.items() for layer, value in values.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Another reading of a step whose own sources contradict each other.

    ``id`` follows the step's in names such as ``drilldown-1-stepped``; ``title`` says what is
    different.
    """

    id: str
    title: str
    recipe: Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One published experiment: what to train, what came out, what it teaches.

    ``target``, ``taught``, ``analysis`` and ``errata`` are ours, in plain sentences; ``notebook``
    is the author's file. ``reproduction`` says why our reference runs differ from the published
    log, where they do. ``printed`` holds what the author's own table of the network gets wrong.
    """

    id: str
    title: str
    notebook: str
    recipe: Recipe
    published: Published
    target: str
    taught: str
    analysis: str
    errata: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    reproduction: str = ""
    printed: PrintedTable | None = None

    @property
    def ladder_id(self) -> str:
        return self.id.partition("-")[0]

    @property
    def number(self) -> int:
        return int(self.id.partition("-")[2])

    @property
    def log(self) -> Log:
        return published_log(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """A sequence of steps by one author, each building on the one before."""

    id: str
    title: str
    author: str
    repository: str
    """owner/name on GitHub; ``folder`` inside it, at ``commit`` on ``branch``."""
    branch: str
    commit: str
    folder: str
    published_in: str
    goal: Goal
    summary: str
    steps: tuple[Step, ...]

    @property
    def url(self) -> str:
        return f"https://github.com/{self.repository}/tree/{self.commit}/{self.folder}"


@cache
def _published_logs() -> dict[str, Log]:
    text = resources.files(__package__).joinpath("published_logs.json").read_text()
    return {
        key: Log(
            train_accuracy=tuple(log["train_acc"]),
            test_accuracy=tuple(log["test_acc"]),
            test_loss=tuple(log["test_loss"]),
            num_batches=log["batches_per_epoch"],
        )
        for key, log in json.loads(text).items()
    }


def published_log(key: str) -> Log:
    """The log of a step, or of ``drilldown-3-rerun``, its author's later run of the same code."""
    return _published_logs()[key]
