"""Asks a process of its own what trains here: ``python -m mnist_core.base.machine.gpu_check``.

The server must not touch CUDA itself: that takes half a gigabyte of the card for as long as it
runs, and a driver that hangs would hang everybody.
"""

import json
import logging
import subprocess
import sys
from dataclasses import asdict

from mnist_core.base.machine.devices import DeviceState, device_state
from mnist_core.base.source import ROOT

SECONDS = 60.0
_log = logging.getLogger(__name__)


def checked_device(wanted: str, seconds: float = SECONDS) -> DeviceState:
    """``device_state`` of "auto" or "cuda", found out by another process; never raises.

    Where "cuda" is wanted and cannot be had, the state is that of the CPU, with the reason.
    """
    try:
        done = subprocess.run([sys.executable, "-m", __name__], capture_output=True, text=True,
                              timeout=seconds, check=True, cwd=ROOT)
        state = DeviceState(**json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return DeviceState("cpu", problem=f"The GPU did not answer within {seconds:.0f} s: restart "
                                          "this machine, or ask whoever keeps it.")
    except (OSError, subprocess.CalledProcessError, ValueError, TypeError) as error:
        _log.warning("The GPU could not be looked at: %s", error, exc_info=True)
        return DeviceState("cpu", problem="The GPU could not be looked at; the log says more.")
    if wanted == "cuda" and state.type == "cpu" and not state.problem:
        return DeviceState("cpu", problem="No CUDA GPU is available here.")
    return state


if __name__ == "__main__":
    print(json.dumps(asdict(device_state("auto"))))
