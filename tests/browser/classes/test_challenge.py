"""A challenge as a class meets it: set by the teacher, submitted to, decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from mnist_core.runs.people.classrooms import open_classroom
from mnist_core.runs.people.people import People
from tests.integration.drawing_lab import own_lab
from tests.made_runs import made_run
from tests.servers.class_server import CODE, KEY, class_server


@dataclass(frozen=True)
class Lesson:
    """The server of a class, and the words and the run of each student."""

    address: str
    browser: Browser
    words: dict[str, str]
    runs: dict[str, int]

    def page_of(self, body: dict[str, Any], **screen: Any) -> Page:
        """A tab of somebody's own browser."""
        context = self.browser.new_context(base_url=self.address, **screen)
        context.request.post("/api/join", data=body)
        return context.new_page()


@pytest.fixture
def lesson(browser: Browser, tmp_path: Path) -> Iterator[Lesson]:
    home = tmp_path / "home"
    with own_lab(home) as store:
        classroom, people = open_classroom(store.engine, CODE), People(store.engine)
        words, runs = {}, {}
        for number, name in enumerate(("Anna", "<b>Ben</b>"), start=1):
            person, words[name] = people.join(classroom, name)
            runs[name] = made_run(store, person.id, range(40 * number, 100 * number)).id
        store.close()
    with class_server(home) as address:
        yield Lesson(address, browser, words, runs)
        for context in browser.contexts:
            if context.pages and context.pages[0].url.startswith(address):
                context.close()


def test_a_lesson_with_a_challenge(lesson: Lesson) -> None:
    teacher = lesson.page_of({"teacher": KEY})
    teacher.goto("/challenge")
    teacher.get_by_label("Title").fill("Small & good")
    teacher.get_by_label("Most parameters").fill("10000")
    teacher.get_by_label("Most parameters").press("Tab")
    teacher.get_by_role("button", name="Set the challenge").click()
    expect(teacher.locator(".challenge .title")).to_have_text("Small & good")
    expect(teacher.locator(".challenge .rules li")).to_have_text(["at most 10,000 parameters"])

    # on a phone, from below the curves of the run
    anna = lesson.page_of({"words": lesson.words["Anna"]}, has_touch=True,
                          viewport={"width": 390, "height": 844})
    anna.goto(f"/train?run={lesson.runs['Anna']}")
    anna.get_by_role("button", name="Submit this run").click()
    expect(anna.get_by_text("submitted:")).to_be_visible()
    # and on the page, for the run that is chosen there
    ben = lesson.page_of({"words": lesson.words["<b>Ben</b>"]})
    ben.goto("/challenge")
    expect(ben.get_by_role("heading", name="Lead the challenge")).to_have_count(0)
    ben.get_by_role("button", name="Submit this run").click()
    expect(ben.get_by_text("this one counts")).to_be_visible()

    # the teacher's page follows by itself, and a name is text
    names = teacher.locator(".challenge .name bdi")
    expect(names).to_have_text(["Anna", "<b>Ben</b>"])
    expect(teacher.locator(".challenge thead")).not_to_contain_text("Second half")
    expect(ben.locator("tr.own .name bdi")).to_have_text("<b>Ben</b>")
    teacher.keyboard.press("f")
    expect(teacher.get_by_role("heading", name="Lead the challenge")).to_be_hidden()
    teacher.keyboard.press("Escape")
    teacher.get_by_role("button", name="Open the second half").click()
    teacher.get_by_role("button", name="Open it").click()
    for page in (teacher, ben):
        expect(page.locator(".challenge.opened thead")).to_contain_text("Second half")
    expect(ben.get_by_role("button", name="Submit this run")).to_have_count(0)
