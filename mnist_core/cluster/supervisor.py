"""Services as processes: started one after the other, started again when they die, ended together.
"""

import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from mnist_core.base.machine.parent_death import end_with_parent

READY_SECONDS = 90.0
GOODBYE_SECONDS = 20.0
LOOK_SECONDS = 0.2
# a service that dies so often within a minute will not live
MOST_DEATHS, DEATHS_SECONDS = 3, 60.0


class ServiceFailed(OSError):
    """A service did not start, or died again and again; in one sentence."""


@dataclass(frozen=True, slots=True)
class Service:
    """A program that runs as long as the cluster does.

    Attributes:
        is_ready: whether it does its work by now.
        log: the file for its output; None leaves it to the terminal.
        end_signal: what asks it to end in good order.
        goodbye_seconds: how long it may take for that.
        before: what is done before each start.
    """

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    folder: Path
    log: Path | None
    is_ready: Callable[[], bool]
    end_signal: int = signal.SIGTERM
    goodbye_seconds: float = GOODBYE_SECONDS
    before: Callable[[], None] = lambda: None


@dataclass(eq=False)
class _Running:
    service: Service
    process: subprocess.Popen[bytes]
    deaths: list[float] = field(default_factory=list)


class Supervisor:
    """Runs services in their order, until it is asked to end or one of them will not live."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._running: list[_Running] = []
        self._is_ended = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)

    def start(self, service: Service) -> None:
        """Start it and wait until it is ready.

        Raises:
            ServiceFailed: it ended again, or was not ready in time.
        """
        if self._is_ended:
            return
        running = _Running(service, _start(service))
        self._running.append(running)
        self._wait_until_ready(running)

    def run(self) -> None:
        """Look after them until the cluster is to end.

        Raises:
            ServiceFailed: one died again and again.
        """
        while not self._is_ended:
            for running in self._running:
                if running.process.poll() is not None and not self._is_ended:
                    self._again(running)
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """End all of them, the last one first."""
        self._is_ended = True
        for running in reversed(self._running):
            _stop(running)
        self._running.clear()

    def _end(self, *_: object) -> None:
        self._is_ended = True

    def _again(self, running: _Running) -> None:
        name, code = running.service.name, running.process.returncode
        now = time.monotonic()
        running.deaths = [at for at in running.deaths if now - at < DEATHS_SECONDS] + [now]
        if len(running.deaths) >= MOST_DEATHS:
            raise ServiceFailed(f"{name} died {MOST_DEATHS} times within a minute, at last with "
                                f"code {code}{_last_words(running.service)}")
        self._say(f"{name} ended with code {code} and is started again")
        running.process = _start(running.service)
        self._wait_until_ready(running)

    def _wait_until_ready(self, running: _Running) -> None:
        service, deadline = running.service, time.monotonic() + READY_SECONDS
        while not self._is_ended and not service.is_ready():
            if running.process.poll() is not None:
                raise ServiceFailed(f"{service.name} ended at once with code "
                                    f"{running.process.returncode}{_last_words(service)}")
            if time.monotonic() > deadline:
                raise ServiceFailed(f"{service.name} was not ready after {READY_SECONDS:.0f} s"
                                    f"{_last_words(service)}")
            time.sleep(LOOK_SECONDS)


def _start(service: Service) -> subprocess.Popen[bytes]:
    service.before()
    log = open(service.log, "ab") if service.log else None  # noqa: SIM115
    try:
        # Ctrl-C is ours to pass on, in order
        return subprocess.Popen(service.command, cwd=service.folder, env=service.environment,
                                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                start_new_session=True,
                                # however this process ends, the services do, too
                                preexec_fn=lambda: end_with_parent(service.end_signal))
    except OSError as error:
        raise ServiceFailed(f"{service.name} cannot be started: {error}") from None
    finally:
        if log:
            log.close()


def _stop(running: _Running) -> None:
    with suppress(psutil.NoSuchProcess):
        family = psutil.Process(running.process.pid).children(recursive=True)
        running.process.send_signal(running.service.end_signal)
        with suppress(subprocess.TimeoutExpired):
            running.process.wait(running.service.goodbye_seconds)
        for process in family:
            # such as what Ray left
            with suppress(psutil.NoSuchProcess):
                process.kill()
    with suppress(ProcessLookupError):
        running.process.kill()
    running.process.wait()


def _last_words(service: Service) -> str:
    if service.log is None or not service.log.exists():
        return "."
    lines = service.log.read_text(errors="replace").strip().splitlines()
    return f"; the end of {service.log}: {lines[-1] if lines else 'it is empty'}"
