"""What the teacher does to the queue: hold it, and choose which run stands where."""

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.turns.fair_order import FairWaiting, change_queue, read_queue
from mnist_core.runs.turns.queue_order import CHOSEN, GOES_ON, NEW, alone_at_the_queue


def hold_queue(engine: Engine, *, is_paused: bool) -> None:
    """While it is paused no run starts; those that train go on."""
    with alone_at_the_queue(engine) as session:
        change_queue(session, is_paused=is_paused)
        session.commit()


def move_run(engine: Engine, run_id: int, place: int, order: list[int]) -> None:
    """Have a waiting run stand at ``place``, from 0, of the queue as somebody sees it.

    The runs before it keep their places, too: what was seen is what happens. All others stay in
    their fair order, behind these.

    Args:
        order: the runs that wait, as they stand.

    Raises:
        ValueError: the run does not wait any more.
    """
    with alone_at_the_queue(engine) as session:
        waiting = {run.id: run for run in read_queue(session).waiting}
        if run_id not in waiting:
            raise ValueError(f"Run {run_id} does not wait in the queue any more.")
        others = [other for other in order if other in waiting and other != run_id]
        # whoever came since stands behind
        others += [other for other in waiting if other != run_id and other not in order]
        place = max(0, min(place, len(others)))
        chosen = [*others[:place], run_id]
        chosen += [other for other in others[place:] if waiting[other].priority >= CHOSEN]
        for number, one in enumerate(chosen, start=1):
            _put(session, one, priority=CHOSEN, queue_number=number)
        session.commit()


def order_fairly(engine: Engine) -> None:
    """Take all chosen places back: of one person the oldest run is the first again."""
    with alone_at_the_queue(engine) as session:
        waiting = read_queue(session).waiting
        for number, run in enumerate(sorted(waiting, key=lambda run: run.id), start=1):
            _put(session, run.id, queue_number=number,
                 priority=_before(run) if run.priority >= CHOSEN else run.priority)
        session.commit()


def _before(run: FairWaiting) -> int:
    return GOES_ON if run.position or run.worker else NEW


def _put(session: Session, run_id: int, **values: int) -> None:
    session.execute(update(RunRow).where(RunRow.id == run_id, RunRow.state == "queued")
                    .values(values))
