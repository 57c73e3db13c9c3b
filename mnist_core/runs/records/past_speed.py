"""How long a recipe's epochs took when they, or ones just like them, were trained here before."""

from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mnist_core.recipe.cost import cost_key, digits_an_epoch
from mnist_core.recipe.model import Recipe, read_recipe
from mnist_core.runs.database.tables import EpochRow, RunRow
from mnist_core.runs.records.store import Store

# older runs are not looked at: the page asks again with every change
MOST_RUNS = 200
NUM_NEWEST = 5


@dataclass(frozen=True, slots=True)
class PastSpeed:
    run_id: int
    seconds_an_epoch: float


def past_speed(store: Store, recipe: Recipe, num_train: int, num_test: int, *,
               device: str, path: str, threads: int) -> PastSpeed | None:
    """From the newest run whose batches cost the same on this device; None if there is none.

    ``num_train`` is how many digits an epoch of ``recipe`` trains: epochs of other lengths are
    scaled. ``device`` is "cpu" or "cuda"; ``threads`` count on a CPU only.
    """
    wanted = cost_key(recipe)
    fields = (RunRow.id, RunRow.recipe, RunRow.num_train, RunRow.threads)
    query = (select(*fields)
             .where(RunRow.epochs_done > 0, RunRow.path == path, RunRow.device.startswith(device))
             .order_by(RunRow.id.desc()).limit(MOST_RUNS))
    with Session(store.engine) as session:
        for run_id, text, digits, used in session.execute(query):
            if (device == "cpu" and used != threads) or _key(text) != wanted:
                continue
            seconds = session.scalars(select(EpochRow.seconds).where(
                EpochRow.run_id == run_id)).all()
            scale = digits_an_epoch(num_train, num_test) / digits_an_epoch(digits, num_test)
            return PastSpeed(run_id, median(seconds) * scale)
    return None


def past_overhead(store: Store) -> float | None:
    """Seconds that a run takes beside its epochs, from its start to its end: the median of the
    newest few that a server started and nobody interrupted; None if there are none."""
    epochs = (select(func.sum(EpochRow.seconds)).where(EpochRow.run_id == RunRow.id)
              .correlate(RunRow).scalar_subquery())
    query = (select(RunRow.spent - epochs)
             .where(RunRow.state == "finished", RunRow.spent > 0, RunRow.generation == 1,
                    RunRow.server.is_not(None)).order_by(RunRow.id.desc()).limit(NUM_NEWEST))
    with Session(store.engine) as session:
        seconds = [found for found in session.scalars(query) if found is not None]
    return median(seconds) if seconds else None


@lru_cache(maxsize=1024)
def _key(recipe: str) -> str:
    return cost_key(read_recipe(recipe))
