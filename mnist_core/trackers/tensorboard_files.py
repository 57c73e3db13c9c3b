"""TensorBoard's event files: scalars, and the recipe for its tab HPARAMS.

TensorBoard's own writer of records writes them; its writer of files is not used, because that puts
host and process into the name and writes from a thread of its own.
"""

import time
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData
from tensorboard.plugins.hparams.summary_v2 import hparams_pb
from tensorboard.summary.writer.record_writer import RecordWriter

from mnist_core.trackers.tracker import Ending, Point, TrackedRun

# TensorBoard knows its files by this part of their names
FILE = "events.out.tfevents"


class EventFile:
    """A ``Tracker`` that writes one file; a run that goes on writes another one beside it."""

    def __init__(self, file: BinaryIO, run: TrackedRun) -> None:
        self._writer = RecordWriter(file)
        self._write(Event(wall_time=run.started, file_version="brain.Event:2"))
        self._write(Event(wall_time=run.started, summary=_hparams(run)))

    def log(self, points: Iterable[Point]) -> None:
        for point in points:
            values = [Summary.Value(tag=name, simple_value=value)
                      for name, value in point.values.items()]
            self._write(Event(wall_time=point.at, step=point.step, summary=Summary(value=values)))
        self._writer.flush()

    def close(self, ending: Ending) -> None:
        self._writer.close()

    def _write(self, event: Event) -> None:
        self._writer.write(event.SerializeToString(deterministic=True))


def open_event_file(folder: Path, run: TrackedRun) -> EventFile:
    """A new file in ``folder``/its name.

    Raises:
        OSError: it cannot be written there.
    """
    place = folder / run.name
    place.mkdir(parents=True, exist_ok=True)
    return EventFile((place / f"{FILE}.{time.time_ns()}").open("xb"), run)


def event_bytes(run: TrackedRun, points: Iterable[Point]) -> bytes:
    """The file of a run that has ended; the same run gives the same bytes."""
    target = BytesIO()
    EventFile(target, run).log(points)
    return target.getvalue()


def _hparams(run: TrackedRun) -> Summary:
    summary = hparams_pb(run.params, trial_id=run.id, start_time_secs=run.started)
    plugin = summary.value[0].metadata.plugin_data
    # the library writes its map in any order
    plugin.content = HParamsPluginData.FromString(plugin.content).SerializeToString(
        deterministic=True)
    return summary
