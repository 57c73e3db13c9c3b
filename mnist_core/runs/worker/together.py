"""Seeds that train together, each written down as a run of its own.

They advance as one, so none of them can wait for its own sake: a run that is asked to pause or to
stop saves a checkpoint, leaves the group, and can go on alone.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress

from mnist_core.many_seeds.batched_seeds import Round
from mnist_core.many_seeds.seed_lane import Diverged
from mnist_core.runs.worker.fenced_writes import LostRun
from mnist_core.runs.worker.heartbeat import heartbeat
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.events import Request
from mnist_core.training.time_left import TimeLeft

# the state in which a run leaves, by the command that it was given
LEAVING = {"pause": "paused", "step": "paused", "stop": "stopped"}

Journals = Mapping[int, Journal]


def record_together(journals: Journals, training: Generator[Round, Request | None, None],
                    started: Round, wishes: Callable[[], list[str]],
                    time_left: Mapping[int, TimeLeft]) -> Iterator[Round]:
    """Train to the end; every round, after it was written down.

    Args:
        journals: one claimed run a seed.
        training: ``train_seeds``, which has said ``started``.
        wishes: what is asked of all of them, as ``Recorder`` takes it; "stop" is heard.
        time_left: follows each seed; what it knows is written down with each event.
    """
    writing = dict(journals)
    with heartbeat(journals.values()):
        told: Round | None = started
        # from its first batch on no run lacks a checkpoint
        request: Request = "checkpoint"
        while told is not None:
            _write(writing, told, time_left)
            yield told
            leaving = _leaving(writing, wishes())
            if leaving:
                _write({seed: writing[seed] for seed in leaving}, _next(training, "checkpoint"),
                       time_left)
                for seed, state in leaving.items():
                    with suppress(LostRun):
                        writing.pop(seed).leave(state)
            told = _next(training, request) if writing else None
            request = "next"


def _write(writing: dict[int, Journal], told: Round | None,
           time_left: Mapping[int, TimeLeft]) -> None:
    """Write what each seed says; a seed that diverged, or was taken away, is written no more."""
    for seed, event in (told or {}).items():
        journal = writing.get(seed)
        if journal is None:
            continue
        try:
            if isinstance(event, Diverged):
                journal.leave("failed", event.text)
                del writing[seed]
            else:
                journal.append(event, time_left[seed].after(event))
        except LostRun:
            del writing[seed]


def _leaving(writing: Journals, wishes: list[str]) -> dict[int, str]:
    """The runs that leave the group now, and in which state."""
    leaving: dict[int, str] = {}
    for seed, journal in writing.items():
        for verb in [*journal.take_commands(), *wishes]:
            if verb in LEAVING:
                leaving[seed] = LEAVING[verb]
            elif verb == "resume":
                # the last word counts: it may follow a stop that was not heard yet
                leaving.pop(seed, None)
    return leaving


def _next(training: Generator[Round, Request | None, None], request: Request) -> Round | None:
    try:
        return training.send(request)
    except StopIteration:
        return None
