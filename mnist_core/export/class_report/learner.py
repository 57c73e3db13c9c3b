"""What one person tried: their runs, the best among them, and their notes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mnist_core.base.format import moment_words
from mnist_core.export.class_report.lessons import WalkedLesson, walked
from mnist_core.findings.report import OWN_LADDER
from mnist_core.ladders import STEPS, Ladder, find_ladder
from mnist_core.quiz.gain import Gain
from mnist_core.quiz.marks import Marks, Stage
from mnist_core.runs.lessons.places import places_of
from mnist_core.runs.lessons.sittings import Sitting, counted_marks, finished_of, gain_of
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store
from mnist_core.runs.run_list.columns import RunEntry
from mnist_core.runs.run_list.listing import run_entries


@dataclass(frozen=True, slots=True)
class Learner:
    """A person as screens call them, with their runs, the oldest first."""

    name: str
    runs: tuple[RunEntry, ...]
    quizzes: Sequence[Sitting] = ()
    """Those that they finished, in the order in which they began them."""
    lessons: Sequence[WalkedLesson] = ()

    @property
    def finished(self) -> tuple[RunEntry, ...]:
        """Those that were trained here to their end and measured."""
        return tuple(run for run in self.runs if run.state == "finished" and not run.is_imported
                     and run.best_test_accuracy is not None)

    @property
    def best(self) -> RunEntry | None:
        """The best finished run; a quick try only where there is nothing else."""
        return best_of(self.finished)

    @property
    def num_quick_tries(self) -> int:
        return sum(run.is_quick_try for run in self.runs)

    @property
    def seconds(self) -> float:
        """How long all of them trained."""
        return sum(run.seconds for run in self.runs if not run.is_imported)

    def quiz(self, stage: Stage) -> Marks | None:
        """How the quiz before or after the lessons went, the first time that it was finished."""
        return counted_marks(self.quizzes, stage)

    @property
    def gain(self) -> Gain | None:
        return gain_of(self.quizzes)

    @property
    def noted(self) -> tuple[RunEntry, ...]:
        """The runs with a note."""
        return tuple(run for run in self.runs if run.note.strip())


def best_of(runs: Iterable[RunEntry]) -> RunEntry | None:
    """The best of these; a quick try only where there is nothing else."""
    return max(runs, default=None, key=lambda run: (
        not run.is_quick_try, run.best_test_accuracy or 0.0, -run.parameters))


def read_learner(store: Store, person: int, name: str, titles: Mapping[str, str],
                 day: date | None = None) -> Learner:
    """A person's runs and lessons, or only those that were begun on one day; ``titles`` are of
    lessons by their keys."""
    runs = run_entries(store, RunQuery(owner=person), sort="run", limit=None)
    return Learner(name, tuple(run for run in runs if day in (None, day_of(run))),
                   finished_of(store.engine, [person]).get(person, ()),
                   walked(places_of(store.engine, [person]), titles, day))


def day_of(run: RunEntry) -> date:
    """When it was begun, by the clock on the server's wall."""
    return date.fromtimestamp(run.created)


def begun(run: RunEntry) -> str:
    """``29 Nov 14:05``."""
    return moment_words(run.created)


def ladder_of(runs: Sequence[RunEntry]) -> Ladder:
    """That of most of these runs."""
    found = Counter(STEPS[run.step_id].ladder_id for run in runs if run.step_id in STEPS)
    return find_ladder(found.most_common(1)[0][0]) if found else OWN_LADDER
