"""Few pages are made at a time: turns are waited for, though not for ever, lent and given back."""

import threading
from collections.abc import Iterator

import pytest

from dashboard.admission.page_turns import PageTurns

SECONDS = 10.0


class Page:
    """A page in a thread of its own, which is made until ``finish``."""

    def __init__(self, turns: PageTurns) -> None:
        self.has_begun, self._may_end = threading.Event(), threading.Event()
        self._turns = turns
        self._thread = threading.Thread(target=self._make, daemon=True)
        self._thread.start()

    def _make(self) -> None:
        with self._turns.turn():
            self.has_begun.set()
            self._may_end.wait(SECONDS)

    def finish(self) -> None:
        self._may_end.set()
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()


@pytest.fixture
def pages() -> Iterator[list[Page]]:
    made: list[Page] = []
    yield made
    for page in made:
        page.finish()


def test_a_page_waits_until_another_is_made(pages: list[Page]) -> None:
    turns = PageTurns(2, SECONDS)
    pages += [Page(turns), Page(turns)]
    assert all(page.has_begun.wait(SECONDS) for page in pages)
    third = Page(turns)
    assert not third.has_begun.wait(0.1)
    pages[0].finish()
    assert third.has_begun.wait(SECONDS)
    pages.append(third)


def test_a_page_that_waits_for_something_else_lends_its_turn(pages: list[Page]) -> None:
    turns = PageTurns(1, SECONDS)
    with turns.turn():
        other = Page(turns)
        pages.append(other)
        with turns.aside():
            assert other.has_begun.wait(SECONDS)
            other.finish()
        # and has it back
        another = Page(turns)
        pages.append(another)
        assert not another.has_begun.wait(0.1)
    assert another.has_begun.wait(SECONDS)


def test_nobody_waits_for_ever_and_no_turn_is_given_back_twice(pages: list[Page]) -> None:
    turns = PageTurns(1, 0.05)
    pages += [Page(turns), Page(turns), Page(turns)]
    assert all(page.has_begun.wait(SECONDS) for page in pages)
    for page in pages:
        page.finish()
    # outside of a page there is none to lend
    with turns.aside():
        pass
    with pytest.raises(ValueError, match="broken"), turns.turn():
        raise ValueError("broken")
    pages.append(Page(turns))
    assert pages[-1].has_begun.wait(SECONDS)
