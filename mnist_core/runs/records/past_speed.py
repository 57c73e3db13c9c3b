"""How long a recipe's epochs took when they, or ones just like them, were trained here before."""

from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from mnist_core.recipe.cost import cost_key, digits_an_epoch
from mnist_core.recipe.model import Recipe, read_recipe
from mnist_core.runs.database.tables import EpochRow, RunRow
from mnist_core.runs.records.store import Store

# older runs are not looked at: the page asks again with every change
MOST_RUNS = 200


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


@lru_cache(maxsize=1024)
def _key(recipe: str) -> str:
    return cost_key(read_recipe(recipe))
