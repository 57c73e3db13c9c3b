"""The command line and the workers tell OpenMP's threads to sleep before PyTorch is there."""

import os
import subprocess
import sys

PROGRAM = ("import sys; import mnist_core.cli; "
           "from mnist_core.fast.waiting_threads import wait_asleep; "
           "assert 'torch' not in sys.modules; wait_asleep(); "
           "import os; print(os.environ['GOMP_SPINCOUNT'])")


def spins(**environment: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if name != "GOMP_SPINCOUNT"}
    return subprocess.run([sys.executable, "-c", PROGRAM], check=True, text=True,
                          env=inherited | environment, stdout=subprocess.PIPE).stdout.strip()


def test_threads_look_three_thousand_times_unless_somebody_said_otherwise() -> None:
    assert spins() == "3000"
    assert spins(GOMP_SPINCOUNT="7") == "7"
