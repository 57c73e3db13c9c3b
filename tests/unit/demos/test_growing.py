"""Data that grow are made once, by whoever asks, and a mistake is told to all."""

from collections.abc import Generator
from typing import Any

import pytest

from mnist_core.demos.growing import Growing, once


def counted(done: list[int]) -> Generator[float, None, dict[str, Any]]:
    for number in range(1, 4):
        done.append(number)
        yield number / 4
    return {"sum": sum(done)}


def test_each_question_works_on_and_the_data_come_whole() -> None:
    done: list[int] = []
    growing = Growing(counted(done))
    assert growing.data is None and growing.share == 0 and not done
    growing.advance(0)
    assert growing.data is None and growing.share == 0.25 and done == [1]
    growing.advance()
    assert growing.share == 1
    growing.advance()
    assert growing.data == {"sum": 6} and done == [1, 2, 3]


def test_nobody_waits_for_another_thread() -> None:
    meanwhile: list[Growing] = []

    def asking() -> Generator[float, None, dict[str, Any]]:
        # as a second question would, while this thread is at work
        meanwhile[0].advance(0)
        yield 0.5
        return {}

    meanwhile.append(Growing(asking()))
    meanwhile[0].advance()
    assert meanwhile[0].data == {}


def test_a_mistake_is_told_to_whoever_asks() -> None:
    def mistaken() -> Generator[float, None, dict[str, Any]]:
        yield 0.5
        raise ValueError("The loss is flat there.")

    growing = Growing(mistaken())
    for _ in range(2):
        with pytest.raises(ValueError, match="flat"):
            growing.advance()


def test_what_was_measured_is_not_measured_again() -> None:
    done: list[int] = []
    key = ("test", id(done))
    for _ in range(2):
        growing = Growing(once(key, lambda: counted(done)))
        growing.advance()
        assert growing.data == {"sum": 6}
    assert done == [1, 2, 3]


def test_a_fault_of_ours_is_told_each_time_and_ends_the_work() -> None:
    def broken() -> Generator[float, None, dict[str, Any]]:
        yield 0.5
        raise RuntimeError("boom")

    growing = Growing(broken())
    growing.advance(0)
    for seconds in (0.1, None, 0.1):
        with pytest.raises(RuntimeError, match="boom"):
            growing.advance(seconds)
