"""All checks, one after the other, within a minute."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from mnist_core.doctor import mode, processors, serving, software, storage
from mnist_core.doctor.check import Answer, Check, checked

ALL_SECONDS = 55.0
# importing PyTorch on a busy machine is what takes longest
CHECK_SECONDS = 30.0

QUESTIONS: dict[str, Callable[[], Answer]] = {
    "settings": software.settings,
    "Python": software.python,
    "packages": software.packages,
    "PyTorch": software.pytorch,
    "GPU": processors.gpu,
    "cores": processors.cores,
    "bfloat16": processors.bfloat16,
    "compiled loops": processors.compiled_loops,
    "memory": processors.memory,
    "data": storage.data,
    "home": storage.home,
    "disk": storage.disk,
    "database": storage.database,
    "artifacts": storage.artifacts,
    "mode": mode.mode,
    "port": serving.port,
    "base path": serving.base_path,
    "browser for tests": serving.browser,
}


def examination(all_seconds: float = ALL_SECONDS) -> Iterator[Check]:
    """Every check as soon as it is answered; never raises."""
    end = time.monotonic() + all_seconds
    wrong_settings = ""
    for name, question in QUESTIONS.items():
        check = checked(name, question, min(CHECK_SECONDS, end - time.monotonic()))
        if check.words == wrong_settings:
            check = replace(check, words="It follows from the settings, which are wrong.")
        elif name == "settings" and check.state == "bad":
            wrong_settings = check.words
        yield check
