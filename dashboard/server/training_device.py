"""What a worker of this server trains on: asked of another process, so that this one never touches
CUDA.
"""

import threading
import time
from functools import cache

from dashboard.server.resources import settings
from mnist_core.base.machine.devices import DeviceState, may_have_gpu
from mnist_core.base.machine.gpu_check import checked_device

# a card may fail or come back while the server runs; a look takes some seconds of one core
LOOK_AGAIN_SECONDS = 600.0


class TrainingDevice:
    """The last answer, and a look in the background where it is old. May be shared by threads.

    Where nothing says that there might be a GPU, nobody ever looks.
    """

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        self._lock = threading.Lock()
        self._looked = -LOOK_AGAIN_SECONDS
        is_possible = wanted != "cpu" and may_have_gpu()
        # until the first look is over
        self._state = DeviceState("cuda" if is_possible else "cpu")
        self._looks = is_possible or wanted == "cuda"

    def state(self) -> DeviceState:
        with self._lock:
            is_due = self._looks and time.monotonic() - self._looked > LOOK_AGAIN_SECONDS
            if is_due:
                self._looked = time.monotonic()
        if is_due:
            threading.Thread(target=self._look, name="GPU check", daemon=True).start()
        return self._state

    def _look(self) -> None:
        self._state = checked_device(self._wanted)


@cache
def _device() -> TrainingDevice:
    return TrainingDevice(settings().device)


def training_device() -> DeviceState:
    """As the setting MNIST_DEVICE asks for it."""
    return _device().state()
