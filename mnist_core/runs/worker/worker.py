"""A worker: one process that trains one run and records it."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from types import FrameType

import torch

from mnist_core.base.format import broken_sentence, count_of
from mnist_core.base.log import of_run, start_logging
from mnist_core.base.machine.devices import (
    device_state,
    gpu_sentence,
    is_gpu_error,
    is_out_of_memory,
)
from mnist_core.base.machine.machine_limits import num_cores
from mnist_core.base.settings import Settings, read_settings
from mnist_core.data.mnist import Dataset, load
from mnist_core.runs.artifacts.artifacts import WORKER_LOG, ArtifactStore
from mnist_core.runs.artifacts.open_artifacts import open_artifacts
from mnist_core.runs.artifacts.resumption import last_checkpoint
from mnist_core.runs.artifacts.shared_mnist import shared_mnist
from mnist_core.runs.database.failures import StoreError, is_outage, records_sentence
from mnist_core.runs.database.machine import this_machine
from mnist_core.runs.database.outage import OUTAGE_SECONDS, patiently
from mnist_core.runs.database.run import Run
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.records.capacity import check_disk, run_bytes
from mnist_core.runs.records.paused_evaluation import paused_evaluator
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.saved.digit_sets import with_digit_set
from mnist_core.runs.worker.fenced_writes import LostRun
from mnist_core.runs.worker.journal import Journal
from mnist_core.runs.worker.recorder import Recorder, Wishes
from mnist_core.runs.worker.tracked import tracked
from mnist_core.training.engine import train
from mnist_core.training.events import EpochDone, Event, Started
from mnist_core.training.step.backends import AUTO
from mnist_core.training.time_left import TimeLeft

_log = logging.getLogger(__name__)


class Signals:
    """SIGINT and SIGTERM as wishes; a second one ends the process at once."""

    def __init__(self, wish: str) -> None:
        self._wish, self._caught = wish, False
        numbers = [signal.SIGINT, signal.SIGTERM]
        if sys.platform == "win32":
            numbers.append(signal.SIGBREAK)
        for number in numbers:
            signal.signal(number, self._catch)

    def wishes(self) -> list[str]:
        return [self._wish] if self._caught else []

    def _catch(self, number: int, _: FrameType | None) -> None:
        self._caught = True
        signal.signal(number, signal.SIG_DFL)


def train_run(store: Store, settings: Settings, data: Dataset, run: Run, lease: Lease,
              wishes: Wishes) -> Iterator[Event]:
    """Train a claimed run from its last good checkpoint, recording every event.

    ``wishes`` is asked between events for what is wanted besides the commands in the database.

    Whatever goes wrong is written down as the run's error, in one sentence, before it is raised.

    Raises:
        ValueError: the recipe cannot be trained here, or the training diverged.
        OSError: the disk is full or gone.
        LostRun: another worker took the run.
    """
    journal = Journal(store, lease, patience_seconds=OUTAGE_SECONDS)
    try:
        store.artifacts.adopt(run.id, lease.number)
        _check_source(run, data)
        data = with_digit_set(store, data, run.recipe)
        # whoever goes on has its files already
        if run.position == 0:
            check_disk(settings.home, run_bytes(run.recipe))
        # whoever resumes must use as many: their number decides the last bits of the weights
        threads = run.threads or min(torch.get_num_threads(), num_cores())
        if threads != torch.get_num_threads():
            torch.set_num_threads(threads)
        state = device_state(run.recipe.device, settings.device)
        device = state.device
        # only a run of a cluster says where it is: on one machine it is always here
        node = settings.machine_name if run.node is not None else None
        note = " ".join(filter(None, (state.note, moved_note(run, node, device.type))))
        journal.set_source(data.source.description, threads, device_note=note, node=node)
        # the path of a GPU that is lost was not asked for
        path = AUTO if state.problem and run.device else run.path or AUTO
        training = train(run.recipe, data, device, last_checkpoint(store.artifacts, run),
                         path=path)
        recorder = Recorder(journal, training,
                            lambda: [*journal.take_commands(), *wishes()],
                            look=paused_evaluator(run.recipe, data.test, device),
                            time_left=TimeLeft(run.recipe, len(data.test)))
        with tracked(settings, run) as hear:
            for event in recorder.events():
                _log_event(run.id, event)
                hear(event)
                yield event
    except ValueError as error:
        journal.leave("failed", str(error))
        raise
    except (RuntimeError, MemoryError) as error:
        if is_gpu_error(error):
            # its process can do nothing more on it; what was saved lies on the disk
            sentence = lost_gpu(error)
            journal.leave("interrupted", sentence)
            raise OSError(sentence) from error
        if not is_out_of_memory(error):
            raise
        sentence = (f"There is not enough memory for batches of "
                    f"{count_of(run.recipe.batch_size, 'digit')}: "
                    "use a smaller batch.")
        journal.leave("failed", sentence)
        raise ValueError(sentence) from None
    except (OSError, StoreError) as error:
        if not is_outage(error):
            raise
        raise OSError(records_sentence(settings, error)) from error


def moved_note(run: Run, node: str | None, device_type: str) -> str:
    """From which machine of the cluster a run came that has trained; "" if from none."""
    before = run.moved_from if run.node in ("", node) else run.node
    if node is None or not run.position or not before:
        return ""
    words = f"It moved from {before} to {node}."
    processor = this_machine(device_type).processor
    if run.machine and run.machine.processor != processor:
        words += (f" That has another processor ({processor} instead of {run.machine.processor}), "
                  "which may round otherwise in the last bits.")
    return words


def lost_gpu(error: RuntimeError | MemoryError) -> str:
    """What is said of a run whose GPU failed in the midst of it."""
    return (f"The GPU failed. {gpu_sentence(error)} Resume goes on from the last checkpoint, on "
            "the CPU where the GPU does not come back.")


def _log_event(run_id: int, event: Event) -> None:
    match event:
        case Started():
            _log.info("trains on %s from batch %d on, path %s, %d threads%s", event.device,
                      event.position, event.path, torch.get_num_threads(),
                      f". {event.note}" if event.note else "", extra=of_run(run_id))
        case EpochDone():
            _log.info("epoch %d: test %.2f %%, %.1f s", event.epoch, event.test_accuracy,
                      event.seconds, extra=of_run(run_id))


def _check_source(run: Run, data: Dataset) -> None:
    if run.position and run.source and run.source != data.source.description:
        raise ValueError(f"The run began with {run.source}, but here is "
                         f"{data.source.description}: it can only go on with the same digits.")


def work(lease: Lease, artifacts: ArtifactStore | None = None) -> int:
    """Train the run that the queue gave to this process; the exit code is 0 unless it failed.

    ``artifacts`` is where the files of runs lie, if not where the settings say.
    """
    signals = Signals("interrupt")
    try:
        settings = read_settings()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    start_logging("worker", settings.log_level, lease.run_id)
    artifacts = artifacts or open_artifacts(settings, is_worker=True)
    store = patiently(lambda: open_store(settings, artifacts))
    journal = Journal(store, lease, patience_seconds=OUTAGE_SECONDS)
    try:
        journal.hold(str(this_process()))
        run = patiently(lambda: store.run(lease.run_id))
        data = load(settings, shared=shared_mnist(settings, is_worker=True))
        for _ in train_run(store, settings, data, run, lease, signals.wishes):
            pass
    except LostRun as error:
        _log.warning("%s", error)
    except ValueError as error:
        # the recipe's fault or the training's, in a sentence: where it was raised helps nobody
        _log.error("failed: %s", error, exc_info=_log.isEnabledFor(logging.DEBUG))
        _last_words(Journal(store, lease), error, store.artifacts.place(lease.run_id))
        return 1
    except Exception as error:
        _log.exception("broke off")
        _last_words(Journal(store, lease), error, store.artifacts.place(lease.run_id))
        return 1
    finally:
        with suppress(StoreError, OSError):
            journal.clear_if_removed()
        with suppress(OSError):
            store.artifacts.publish_log(lease.run_id)
        store.close()
    return 0


def _last_words(journal: Journal, error: Exception, place: str) -> None:
    sentence = str(error) if isinstance(error, ValueError | OSError) else broken_sentence(
        error, f"; see {WORKER_LOG} in {place}")
    if not isinstance(error, OSError):
        journal.leave_if_possible("failed", sentence)
        return
    # already written, or impossible to write: readers see that the process is gone
    with suppress(LostRun, StoreError, OSError):
        journal.break_off(sentence)
