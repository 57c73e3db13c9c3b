"""My own finished runs, as many of them as a chart shows."""

from dataclasses import dataclass, replace

from mnist_core.runs.records.store import Store
from mnist_core.runs.run_list.best_of_step import COMPARABLE
from mnist_core.runs.run_list.columns import RunEntry
from mnist_core.runs.run_list.listing import num_runs, run_entries

MOST_NEWEST = 150
MOST_BEST = 50


@dataclass(frozen=True, slots=True)
class Charted:
    """The own runs that a chart shows, of ``num`` that were finished on the whole test set."""

    runs: tuple[RunEntry, ...]
    num: int

    @property
    def note(self) -> str:
        """What a chart does not show; empty where it shows everything."""
        return "" if len(self.runs) == self.num else (
            f"Of {self.num:,} own runs the newest {MOST_NEWEST} and the best {MOST_BEST} are "
            "shown.")


def charted(store: Store, owner: int | None = None) -> Charted:
    """All finished runs that were tested on all digits, or the newest and the best of many; where
    people are known, those of one person."""
    mine = replace(COMPARABLE, owner=owner)
    newest = run_entries(store, mine, limit=MOST_NEWEST)
    best = [] if len(newest) < MOST_NEWEST else run_entries(
        store, mine, sort="-best", limit=MOST_BEST)
    shown = {run.id: run for run in (*newest, *best)}
    return Charted(tuple(shown.values()), num_runs(store, mine))
