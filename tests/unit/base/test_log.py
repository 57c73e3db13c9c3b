"""The log: one line an event, with the run and the visitor; nobody can forge or break a line."""

import io
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from mnist_core.base.log import RecurringFailure, asked_by, of_run, start_logging

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (?P<level>[A-Z]+) (?P<role>\w+)\[\d+\] "
                  r"(?:run=(?P<run>\d+) )?(?:from=(?P<visitor>\S+) )?(?P<message>.*) "
                  r"\((?P<module>\S+)\)")
LOG = logging.getLogger("mnist_core.runs.queue.queue")


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a process with role "server" and level info has logged."""
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    with monkeypatch.context() as stderr:
        stderr.setattr(sys, "stderr", stream)
        start_logging("server", "info")
    yield stream
    logging.captureWarnings(False)
    root.handlers[:], root.level = handlers, level
    for name in ("mnist_core", "dashboard", "pages", "__main__"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_an_event_is_one_line_with_its_run_and_its_visitor(lines: io.StringIO) -> None:
    visit = asked_by.set("10.0.0.8")
    LOG.info("queued: %s", "strategy-4", extra=of_run(5))
    asked_by.reset(visit)
    match = LINE.fullmatch(lines.getvalue().rstrip("\n"))
    assert match and match.groupdict() == {
        "level": "INFO", "role": "server", "run": "5", "visitor": "10.0.0.8",
        "message": "queued: strategy-4", "module": "mnist_core.runs.queue.queue"}


@pytest.mark.parametrize("name", [
    "one\n2026-11-28 21:00:00.000 INFO server[1] forged (mnist_core)",
    "\x1b[31mred\x1b[0m", "bell\a and\r return", "line\u2028separator"])
def test_no_name_can_write_a_line_of_the_log_or_colour_the_terminal(
        lines: io.StringIO, name: str) -> None:
    LOG.info("named %s", name)
    text = lines.getvalue()
    assert len(text.splitlines()) == 1
    assert text.rstrip("\n").isprintable()


def test_a_traceback_is_indented_below_its_line(lines: io.StringIO) -> None:
    try:
        raise RuntimeError("first\n2026 forged")
    except RuntimeError:
        LOG.exception("broke off")
    first, *rest = lines.getvalue().splitlines()
    assert LINE.fullmatch(first)
    assert rest and all(line.startswith("    ") for line in rest)
    assert "RuntimeError: first" in lines.getvalue()


def test_the_level_is_that_of_our_own_lines(lines: io.StringIO) -> None:
    LOG.debug("quiet")
    logging.getLogger("PIL").info("not ours")
    assert lines.getvalue() == ""
    logging.getLogger("PIL").warning("worth a line")
    assert "worth a line" in lines.getvalue()


def test_starting_again_changes_what_is_said_and_doubles_nothing(
        lines: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("worker", "debug", run_id=7)
    LOG.debug("heard")
    assert lines.getvalue() == ""
    match = LINE.fullmatch(capsys.readouterr().err.rstrip("\n"))
    assert match and (match["role"], match["run"]) == ("worker", "7")


def test_what_goes_on_failing_is_told_once_and_so_is_its_end(lines: io.StringIO) -> None:
    failure = RecurringFailure(LOG, "the run queue")
    failure.is_over()
    assert lines.getvalue() == ""
    for _ in range(3):
        failure.failed(OSError("disk full"))
    failure.failed(KeyError("other"))
    failure.is_over()
    failure.is_over()
    levels = [match["level"] for line in lines.getvalue().splitlines()
              if (match := LINE.fullmatch(line))]
    assert levels == ["WARNING", "WARNING", "INFO"]
    assert "works again; it failed 4 times" in lines.getvalue()


def test_what_is_known_to_be_wrong_is_told_without_a_traceback(lines: io.StringIO) -> None:
    try:
        raise OSError("disk full")
    except OSError as error:
        RecurringFailure(LOG, "the heartbeat").failed(error, is_known=True)
        assert "disk full" in lines.getvalue() and "Traceback" not in lines.getvalue()
        RecurringFailure(LOG, "the heartbeat").failed(error)
    assert "Traceback" in lines.getvalue()


@pytest.mark.parametrize("code", [
    "raise RuntimeError('lost')",
    "import threading; thread = threading.Thread(target=lambda: 1 / 0, name='fetch'); "
    "thread.start(); thread.join()",
    "import warnings; warnings.warn('old\\nstyle')"])
def test_whatever_nobody_caught_is_a_line_too(code: str) -> None:
    begin = "from mnist_core.base.log import start_logging; start_logging('worker', 'info'); "
    done = subprocess.run([sys.executable, "-c", begin + code], capture_output=True, text=True,
                          timeout=60)
    assert LINE.fullmatch(done.stderr.splitlines()[0]), done.stderr
    assert all(line.startswith("    ") for line in done.stderr.splitlines()[1:])
