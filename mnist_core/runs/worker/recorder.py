"""Training under orders: every event is written down, and between events commands are obeyed."""

import logging
import time
from collections.abc import Callable, Generator, Iterator

from mnist_core.base.log import of_run
from mnist_core.runs.records.paused_evaluation import PausedEvaluation, PausedEvaluator
from mnist_core.runs.worker.heartbeat import heartbeat
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.events import (
    Batches,
    Checkpoint,
    EpochDone,
    Event,
    Finished,
    Measuring,
    Request,
    Started,
)
from mnist_core.training.time_left import TimeLeft

CHECKPOINT_SECONDS = 30.0
POLL_SECONDS = 0.05
# a paused run that nobody resumes gives its memory back; its checkpoint stays
PATIENCE_SECONDS = 30 * 60.0

Wishes = Callable[[], list[str]]
_log = logging.getLogger(__name__)


class Recorder:
    """Trains one run, writes it down and obeys.

    ``wishes`` is asked between events for commands: "pause", "resume", "step" (one batch, then
    pause), "stop", or "interrupt" (the machine wants to shut down). A pause, a stop and an
    interruption leave a checkpoint behind. A run paused in the midst of an epoch reads the test
    digits with ``look``, with the weights of that moment; paused at an epoch's end, it measures it.
    ``time_left`` follows the training; what it knows is written down with each event.
    """

    def __init__(self, journal: Journal, training: Generator[Event, Request | None, None],
                 wishes: Wishes, *, look: PausedEvaluator | None = None,
                 time_left: TimeLeft | None = None,
                 patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._journal, self._training, self._wishes = journal, training, wishes
        self._look, self._patience_seconds = look, patience_seconds
        self._time_left = time_left
        self._paused = self._reads_paused = False
        self._steps = 0
        self._ending: str | None = None
        self._saved_at = time.monotonic()
        self._saved: Checkpoint | None = None
        self._position = self._epochs_done = 0
        self._num_batches = 1

    def events(self) -> Iterator[Event]:
        """Every event, after it was written down; ends when the run has ended or was given up."""
        with heartbeat([self._journal]):
            event = next(self._training)
            while True:
                self._note(event)
                yield event
                request = None if isinstance(event, Finished) else self._next_request()
                if request is None:
                    return
                event = self._training.send(request)

    def _note(self, event: Event) -> None:
        left = self._time_left.after(event) if self._time_left else None
        self._journal.append(event, left)
        if not isinstance(event, Measuring):
            # measuring changes nothing that a checkpoint holds
            self._saved = None
        match event:
            case Started():
                self._num_batches = event.num_batches
                self._position, self._epochs_done = event.position, event.epochs_done
                if not event.from_checkpoint:
                    # from its first batch on it never lacks one
                    self._save()
            case Batches():
                self._position = event.first + len(event.loss)
                self._steps = max(0, self._steps - 1)
            case EpochDone():
                self._epochs_done = event.epoch
            case Checkpoint():
                self._saved, self._saved_at = event, time.monotonic()

    def _next_request(self) -> Request | None:
        """What to ask the training for; None when it is over. Waits here while paused."""
        waiting_since = None
        looking: Iterator[PausedEvaluation | None] = iter(())
        while True:
            self._hear()
            if self._ending:
                self._save()
                self._journal.leave(self._ending)
                return None
            if self._steps:
                return "one batch"
            if not self._paused:
                self._show(paused=False)
                due = time.monotonic() - self._saved_at > CHECKPOINT_SECONDS
                return "checkpoint" if due else "next"
            if waiting_since is None:
                waiting_since = time.monotonic()
                saved = self._save()
                self._show(paused=True)
                if self._position // self._num_batches > self._epochs_done:
                    # measure the epoch, so that nobody waits for it later
                    return "next"
                looking = self._look_with(saved)
            elif time.monotonic() - waiting_since > self._patience_seconds:
                self._ending = "paused"
            if not self._goes_on(looking):
                time.sleep(POLL_SECONDS)

    def _hear(self) -> None:
        for wish in self._wishes():
            if not self._ending:  # a signal is a wish as long as the process lives
                _log.info("asked to %s", wish, extra=of_run(self._journal.run_id))
            match wish:
                case "pause":
                    self._paused, self._steps = True, 0
                case "resume":
                    # the last word counts: it may follow a stop that was not heard yet
                    self._steps, self._ending = 0, None
                    # while it was paused, another run may have got its slot
                    self._paused = self._reads_paused and not self._journal.go_on()
                    self._reads_paused = self._paused
                case "step":
                    self._paused, self._ending = True, None
                    self._steps += 1
                case "stop":
                    self._ending = "stopped"
                case "interrupt":
                    # a run that somebody paused is still paused when its machine comes back
                    self._ending = "paused" if self._paused else "interrupted"

    def _show(self, *, paused: bool) -> None:
        if paused != self._reads_paused:
            self._journal.set_state("paused" if paused else "running")
        self._reads_paused = paused

    def _save(self) -> Checkpoint:
        if self._saved is None:
            self._note(self._training.send("checkpoint"))
        assert self._saved
        return self._saved

    def _look_with(self, saved: Checkpoint) -> Iterator[PausedEvaluation | None]:
        # an epoch that was just measured has its predictions already
        is_measured = 0 < self._position == self._epochs_done * self._num_batches
        return iter(()) if self._look is None or is_measured else self._look(saved)

    def _goes_on(self, looking: Iterator[PausedEvaluation | None]) -> bool:
        """Look at some more digits; whether there may be more to look at."""
        try:
            paused = next(looking)
        except StopIteration:
            return False
        if paused:
            self._journal.keep_paused_evaluation(paused)
        return True
