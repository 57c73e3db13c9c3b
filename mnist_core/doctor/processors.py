"""What computes: GPU and driver, cores, bfloat16, memory, and our own compiled loops."""

import os
import shutil
import subprocess

from mnist_core.base.format import count_of
from mnist_core.doctor.check import Answer, bad, good, missing

GPU_SECONDS = 25.0


def gpu() -> Answer:
    from mnist_core.base.machine.devices import may_have_gpu
    from mnist_core.base.machine.gpu_check import checked_device
    from mnist_core.base.settings import read_settings

    wanted = read_settings().device
    if wanted == "cpu":
        return missing("It is not looked for, because MNIST_DEVICE is cpu.")
    if wanted == "auto" and not may_have_gpu():
        return missing("There is none; the CPU trains.")
    state = checked_device(wanted, GPU_SECONDS)
    if state.type == "cuda":
        return good(f"{state.name} computes as it should{_driver()}.")
    if state.problem:
        follows = ("Runs fail: set MNIST_DEVICE to auto." if wanted == "cuda"
                   else "The CPU trains instead.")
        return bad(f"{state.problem} {follows}")
    return missing("There is none that PyTorch could use; the CPU trains.")


def _driver() -> str:
    """``, driver 550.54``, or nothing where nobody says."""
    program = shutil.which("nvidia-smi")
    if not program:
        return ""
    try:
        done = subprocess.run([program, "--query-gpu=driver_version", "--format=csv,noheader"],
                              capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = done.stdout.split()
    return f", driver {lines[0]}" if done.returncode == 0 and lines else ""


def cores() -> Answer:
    from mnist_core.base.machine.machine_limits import num_cores
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.worker.process import worker_threads

    settings = read_settings()
    num, whole, slots = num_cores(), os.cpu_count() or 1, settings.slots
    allowed = f" of {whole}, as many as this container or process may use" if num < whole else ""
    if settings.launcher != "local":
        return good(f"{num}{allowed}; runs are trained on the cluster that MNIST_LAUNCHER names, "
                    f"with {count_of(settings.run_cores, 'core')} each.")
    threads = worker_threads(slots)
    words = (f"{num}{allowed}; {count_of(slots, 'run')} at a time, "
             f"{count_of(threads, 'thread')} each.")
    if slots > num:
        return bad(f"{words} Runs take the cores from each other: set MNIST_SLOTS to {num} or "
                   "less.")
    return good(words)


def bfloat16() -> Answer:
    from mnist_core.training.step.backends import has_bf16

    if has_bf16():
        return good("This CPU multiplies bfloat16 in hardware; training uses it.")
    return missing("This CPU does not multiply bfloat16; training uses float32.")


def compiled_loops() -> Answer:
    from mnist_core.fast.compile_cache import SOURCE, find_cache

    folder = find_cache()
    if folder is None:
        return bad("What is compiled can be kept nowhere, so every process compiles for about "
                   "20 s: set NUMBA_CACHE_DIR to a folder that can be written.")
    # beside other people's packages, where one folder serves all
    names = {path.name for path in folder.rglob("*.nbi")}
    modules = [path.stem for path in SOURCE.glob("*.py") if "@compiled" in path.read_text("utf-8")]
    if all(any(name.startswith(f"{module}.") for name in names) for module in modules):
        return good(f"Compiled for this CPU, in {folder}.")
    return missing("Not compiled yet: the first training takes 20 s more, or "
                   f"`python -m mnist_core.training.compile_loops` does it now, into {folder}.")


def memory() -> Answer:
    from mnist_core.base.machine.machine_limits import free_bytes
    from mnist_core.training.memory import WORKER_BYTES

    free = free_bytes()
    words = f"{free / 1e9:.1f} GB is free; a run takes about {WORKER_BYTES / 1e9:.1f} GB or more."
    return good(words) if free > WORKER_BYTES else bad(f"{words} End other programs first.")
