"""How long a recipe's epochs took when they, or ones just like them, were trained here before."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from sqlalchemy import ScalarSelect, func, literal, select
from sqlalchemy.orm import Session

from mnist_core.network.geometry import describe
from mnist_core.network.notation import parse
from mnist_core.recipe.cost import cost_key, digits_an_epoch
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.run import recipe_from
from mnist_core.runs.database.tables.epochs import EpochRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.store import Store

# older runs are not looked at: the page asks again with every change
MOST_RUNS = 200
NUM_NEWEST = 5
NUM_TYPICAL = 3
START_SECONDS = 4.0
"""Until the first batch, where no run has shown it yet: a worker on standby begins."""
STANDBY_SECONDS = 2.0
"""What a run loses in its first seconds to the next worker, which gets ready beside it."""
USUAL_PACE = 2e-10
"""Seconds a multiply-add of a trained digit, forward and backward, where nothing was trained yet:
of two cores of a usual processor."""


@dataclass(frozen=True, slots=True)
class PastSpeed:
    run_id: int
    seconds_an_epoch: float


def past_speed(store: Store, cost: str, num_train: int, num_test: int, *,
               device: str, path: str, threads: int) -> PastSpeed | None:
    """From the newest run with this ``cost_key`` on this device; None if there is none.

    ``num_train`` is how many digits an epoch trains: epochs of other lengths are scaled.
    ``device`` is "cpu" or "cuda"; ``threads`` count on a CPU only.
    """
    fields = (RunRow.id, RunRow.recipe, RunRow.num_train, RunRow.threads)
    query = (select(*fields)
             .where(RunRow.epochs_done > 0, RunRow.path == path, RunRow.device.startswith(device))
             .order_by(RunRow.id.desc()).limit(MOST_RUNS))
    with Session(store.engine) as session:
        for run_id, text, digits, used in session.execute(query):
            if (device == "cpu" and used != threads) or _cost(recipe_from(text)) != cost:
                continue
            seconds = session.scalars(select(EpochRow.seconds).where(
                EpochRow.run_id == run_id)).all()
            scale = digits_an_epoch(num_train, num_test) / digits_an_epoch(digits, num_test)
            return PastSpeed(run_id, median(seconds) * scale)
    return None


def past_overhead(store: Store) -> float | None:
    """Seconds that a run takes beside its epochs, from its start to its end: the median of the
    newest few that a server started and nobody interrupted; None if there are none."""
    seconds = _overheads(store)
    return median(seconds) if seconds else None


def _overheads(store: Store) -> list[float]:
    query = (select(RunRow.spent - _epoch_seconds())
             .where(RunRow.state == "finished", RunRow.spent > 0, RunRow.generation == 1,
                    RunRow.server.is_not(None)).order_by(RunRow.id.desc()).limit(NUM_NEWEST))
    with Session(store.engine) as session:
        return [found for found in session.scalars(query) if found is not None]


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly this lab trains, from its newest runs: a forecast for any recipe.

    Attributes:
        by_cost: seconds a digit of recipes whose batches cost the same, by device and cost; of the
            newest few the median, since others use the machine, too.
        by_device: seconds a multiply-add, for all others.
        overhead: seconds that a run takes beside its epochs.
    """

    by_cost: Mapping[tuple[str, str], float]
    by_device: Mapping[str, float]
    overhead: float

    def seconds(self, recipe: Recipe, num_train: int, num_test: int, device: str, *,
                epochs: int | None = None) -> float:
        """What ``epochs`` epochs of ``recipe`` take, the start included; all of them with None."""
        a_digit = self.by_cost.get((device, _cost(recipe)))
        if a_digit is None:
            a_digit = self.by_device.get(device, USUAL_PACE) * _multiply_adds(recipe.layers)
        num = recipe.epochs if epochs is None else epochs
        return self.overhead + num * digits_an_epoch(num_train, num_test) * a_digit


def read_pace(store: Store, num_test: int, threads: int) -> Pace:
    """From the runs that were trained with ``threads`` threads, or on a GPU."""
    query = (select(RunRow.recipe, RunRow.num_train, RunRow.threads, RunRow.device,
                    RunRow.epochs_done, _epoch_seconds().label("seconds"))
             .where(RunRow.epochs_done > 0, RunRow.device.is_not(None), RunRow.num_train > 0,
                    RunRow.server.is_not(None))
             .order_by(RunRow.id.desc()).limit(MOST_RUNS))
    by_cost: dict[tuple[str, str], list[float]] = {}
    paces: dict[str, list[float]] = {}
    # of a first epoch nothing is recorded, but its worker says what is left of it all
    left = RunRow.num_epochs - RunRow.position * 1.0 / RunRow.num_batches
    first = (select(RunRow.recipe, RunRow.num_train, RunRow.threads, RunRow.device,
                    literal(1), (RunRow.seconds_left / left + STANDBY_SECONDS).label("seconds"))
             .where(RunRow.state == "running", RunRow.epochs_done == 0, RunRow.seconds_left > 0,
                    RunRow.num_batches > 0, RunRow.device.is_not(None)))
    with Session(store.engine) as session:
        rows = [*session.execute(first), *session.execute(query)]
    for text, num_train, used, name, num_epochs, seconds in rows:
        device = "cpu" if name.startswith("cpu") else "cuda"
        if not seconds or (device == "cpu" and used != threads):
            continue
        try:
            recipe = recipe_from(text)
        except ValueError:
            # of a newer version
            continue
        # of a quick try it is most of the time
        steady = max(seconds - STANDBY_SECONDS, seconds / 3)
        a_digit = steady / (num_epochs * digits_an_epoch(num_train, num_test))
        by_cost.setdefault((device, _cost(recipe)), []).append(a_digit)
        paces.setdefault(device, []).append(a_digit / _multiply_adds(recipe.layers))
    overheads = _overheads(store)
    # the first run of a server waits for its worker to import; those behind it find one ready
    overhead = (median(overheads) if len(overheads) >= NUM_TYPICAL
                else min([*overheads, START_SECONDS]))
    return Pace({cost: median(found[:NUM_NEWEST]) for cost, found in by_cost.items()},
                {device: median(found) for device, found in paces.items()},
                overhead + STANDBY_SECONDS)


def _epoch_seconds() -> ScalarSelect[float]:
    """How long the measured epochs of a run took, all together."""
    return (select(func.sum(EpochRow.seconds)).where(EpochRow.run_id == RunRow.id)
            .correlate(RunRow).scalar_subquery())


@lru_cache(maxsize=2048)
def _cost(recipe: Recipe) -> str:
    return cost_key(recipe)


@lru_cache(maxsize=1024)
def _multiply_adds(layers: str) -> int:
    return max(1, describe(parse(layers)).multiply_adds)
