"""A process that has imported what takes seconds, and forks from there what tests start often.

Whatever is forked begins at once, and what it does is the same. Who asks and the process that forks
speak in lines of JSON: what is to be forked; then its pid, and how it ended.
"""

import faulthandler
import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Any

from mnist_core.base.source import ROOT
from mnist_core.runs.worker.process import worker_environment

LOOK_SECONDS = 0.05

Work = Callable[[dict[str, Any]], int]
"""What a forked process does with what was asked; its exit code."""


class ForkServer:
    """Such a process, which listens to one of these streams and answers with the other."""

    def __init__(self, to: IO[str], answers: IO[str]) -> None:
        self._to, self._answers = to, answers
        self._codes: dict[int, int] = {}
        self._forked: list[int] = []
        self._is_gone = False
        self._changed = threading.Condition()
        self._asking = threading.Lock()
        threading.Thread(target=self._hear, daemon=True).start()

    @classmethod
    def of_module(cls, module: str) -> "ForkServer":
        """``module`` imports what it wants to have, and calls ``fork_what_is_asked``."""
        # threads cannot be forked: no library may start any when it is imported
        process = subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   env=worker_environment(1))
        assert process.stdin and process.stdout
        return cls(process.stdin, process.stdout)

    def fork(self, **asked: Any) -> int:
        """The pid of a new process; the values of ``asked`` can be written as JSON."""
        with self._asking:
            self._to.write(json.dumps(asked) + "\n")
            self._to.flush()
            with self._changed:
                self._changed.wait_for(lambda: self._forked or self._is_gone)
                assert self._forked, "the process that forks is gone"
                return self._forked.pop()

    def code(self, pid: int) -> int | None:
        """With which it ended, as ``subprocess`` counts; None while it lives."""
        with self._changed:
            return self._codes.get(pid)

    def wait(self, pid: int, seconds: float | None = None) -> bool:
        """Until it has ended; whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: pid in self._codes or self._is_gone, seconds)

    def _hear(self) -> None:
        for line in self._answers:
            told = json.loads(line)
            with self._changed:
                if "code" in told:
                    self._codes[told["pid"]] = told["code"]
                else:
                    # pids come again
                    self._codes.pop(told["pid"], None)
                    self._forked.append(told["pid"])
                self._changed.notify_all()
        with self._changed:
            self._is_gone = True
            self._changed.notify_all()


def fork_what_is_asked(work: Work) -> None:
    """Until standard input ends; what was forked lives on."""
    children: set[int] = set()
    # read by hand: a buffer would hide lines from select
    rest = b""
    while True:
        if select.select([0], [], [], LOOK_SECONDS if children else None)[0]:
            data = os.read(0, 65_536)
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                children.add(_forked(work, json.loads(line)))
        for pid in [*children]:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                children.remove(pid)
                _tell(pid=pid, code=os.waitstatus_to_exitcode(status))


def _forked(work: Work, asked: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        _tell(pid=pid)
        return pid
    code = 1
    try:
        code = work(asked)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # at once: whoever has asked reads what this process would write as it unwinds
        os._exit(code)


def _tell(**told: int) -> None:
    print(json.dumps(told), flush=True)


def settle(cwd: str, environment: dict[str, str], log: str) -> None:
    """In a forked process: be where it is asked to be, and write to the end of ``log``."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for stream, target in enumerate((nothing, output, output)):
        os.dup2(target, stream)
    if environment.get("PYTHONFAULTHANDLER"):
        # which Python has read where it began, and the log is another now
        faulthandler.enable()
