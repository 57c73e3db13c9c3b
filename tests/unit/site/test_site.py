"""The site is whole, small, always the same, and works from wherever it is put."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from html import unescape
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import urldefrag, urljoin
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner

from mnist_core.cli import app
from mnist_core.data.mnist import Dataset
from mnist_core.export.all_files import FILES
from mnist_core.export.archive import write_files
from mnist_core.ladders import STEPS
from mnist_core.lessons.catalogue import read_catalogue
from mnist_core.site.files import site_files
from mnist_core.site.recorded_lesson import recorded_lessons
from tests.unit.conftest import Listen, Quiet

MOST_BYTES = 25_000_000
MOST_LESSON_BYTES = 400_000
STEP_PAGES = {f"steps/{step_id}/index.html" for step_id in STEPS}


class Links(HTMLParser):
    """What a page leads to, and the ids that others may lead to."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: Counter[str] = Counter()
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "xlink:href") and value and not value.startswith("data:"):
                self.found.append(value)
            if name == "id" and value:
                self.ids[value] += 1


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    """Without digits, whose pictures alone are left out then."""
    return dict(site_files(None))


@pytest.fixture(scope="module")
def pages(site: Mapping[str, bytes]) -> dict[str, Links]:
    return {name: Links(page) for name, page in site.items()}


def test_every_link_leads_to_a_page_that_is_there(pages: Mapping[str, Links]) -> None:
    for name, links in pages.items():
        assert max(links.ids.values(), default=1) == 1, f"{name} has an id twice"
        for link in links.found:
            assert not re.match(r"/|[a-z]+:", link), f"{name} leads elsewhere: {link}"
            path, anchor = urldefrag(link)
            target = normpath(join(dirname(name), path)) if path else name
            assert target in pages and (not anchor or anchor in pages[target].ids), (name, link)


def test_nobody_is_asked_for_anything(site: Mapping[str, bytes]) -> None:
    for name, page in site.items():
        assert "default-src 'none'" in unescape(page.decode()), name
        # a namespace of SVG is a name, which nobody is asked for
        elsewhere = re.sub(rb"http://www\.w3\.org/\d+/\w+", b"", page)
        assert not re.search(rb"https?://|url\((?!data:)", elsewhere), name


def test_every_step_has_its_story_its_table_and_what_was_kept(site: Mapping[str, bytes]) -> None:
    assert set(site) >= STEP_PAGES
    assert b"Not measured" in site["steps/nets-1/index.html"]
    assert "steps/nets-1/report.html" not in site
    for step in STEPS.values():
        page = site[f"steps/{step.id}/index.html"].decode()
        assert step.title in page and page.count("<svg class=\"chart\"") == 2
        assert ">rout</th>" in page
    if "network.html" in {file.name for file in FILES}:
        assert "steps/strategy-4/network.html" in site
        assert "steps/finetune-0/network.html" not in site
        assert b"no weights were kept" in site["steps/finetune-0/index.html"]


def test_a_step_leads_to_its_lesson_or_says_why_there_is_none(site: Mapping[str, bytes]) -> None:
    for step_id in STEPS:
        assert f"../../lessons/{step_id}.html".encode() in site[f"steps/{step_id}/index.html"]
    assert b"Report of our training, to be printed: not here, since the step was not trained" in (
        site["steps/nets-1/index.html"])


def test_every_lesson_is_there_chapters_first(site: Mapping[str, bytes]) -> None:
    lessons = [name for name in site if name.startswith("lessons/")]
    catalogue = read_catalogue()
    of_chapters = [lesson.key for chapter in catalogue.chapters["en"]
                   for lesson in catalogue.of_chapter(chapter.key) if not lesson.head.step]
    assert lessons == ["lessons/index.html", *(
        f"lessons/{key}.html" for key in (*of_chapters, *STEPS))]
    for name in lessons:
        assert len(site[name]) <= MOST_LESSON_BYTES, name
    held = held_in(site["lessons/strategy-4.html"])
    assert [run["name"] for run in held["outcome"]["runs"]] == ["small", "large"]
    assert held["next"] == "drilldown-1" and held["demos"] == []
    assert held_in(site["lessons/pixels.html"])["next"] == "filter"
    assert held_in(site[lessons[-1]])["next"] is None


def test_a_lesson_whose_own_try_was_recorded_replays_it(site: Mapping[str, bytes]) -> None:
    held = held_in(site["lessons/filter.html"])
    assert [run["replay"] for run in held["lesson"]["runs"]] == ["filter/one", "filter/eight"]
    outcome = held["outcome"]
    assert [(run["key"], len(run["epochs"])) for run in outcome["runs"]] == [
        ("filter/one", 3), ("filter/eight", 3)]
    for run in outcome["runs"]:
        # what was read wrong was kept digit by digit
        assert run["num_wrong"] == round(100 * (100 - run["epochs"][-1]["test_accuracy"]))
        assert run["at"][-1] == 3 and len(run["accuracy"]) > 30
    assert outcome["claims"] and outcome["only_right"]["eight"]["num"] > 500


def held_in(page: bytes) -> Any:
    """What a page of a lesson holds."""
    start = page.index(b'id="data">') + len(b'id="data">')
    return json.loads(page[start:page.index(b"</script>", start)])


def test_things_to_touch_have_their_data_in_the_page_but_none_that_take_minutes(
        dataset: Dataset) -> None:
    by_step = {recorded.lesson.key: recorded for recorded in recorded_lessons()}
    held = by_step["nets-3"].held(dataset, None)
    assert [demo["kind"] for demo in held["demos"]] == ["batch-norm"]
    slow = by_step["strategy-3"].held(dataset, None)
    assert slow["demos"] == []
    blocks = [block for part in slow["lesson"]["parts"] for block in part["blocks"]]
    assert "demo" not in {block["block"] for block in blocks}
    assert [block for block in blocks if block["block"] == "text" and "only in the lab" in block[
        "html"]]


def test_it_is_small_and_always_the_same(site: Mapping[str, bytes]) -> None:
    assert sum(map(len, site.values())) <= MOST_BYTES
    again = dict(islice(site_files(None), 9))
    assert again == {name: site[name] for name in again}


def test_below_a_path_of_a_plain_server_every_step_is_found(
        site: Mapping[str, bytes], listen: Listen, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    write_files(site.items(), tmp_path / "x" / "y")
    start = f"{listen(partial(Quiet, directory=str(tmp_path)))}x/y/"
    seen = {url.removeprefix(start) for url in _walked(start)}
    assert seen - {""} == set(site)


def _walked(start: str) -> Iterator[str]:
    waiting, seen = [start], {start}
    while waiting:
        url = waiting.pop()
        with urlopen(url) as answer:
            page = answer.read()
        yield url
        for link in Links(page).found:
            target = urldefrag(urljoin(url, link)).url
            assert target.startswith(start)
            if target not in seen:
                seen.add(target)
                waiting.append(target)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    answer = CliRunner().invoke(app, ["site", str(tmp_path)])
    assert answer.exit_code == 2 and "is not empty; name a new folder" in answer.output
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_the_command_fills_an_empty_folder_with_everything(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["site", str(tmp_path), "--json"])
    assert answer.exit_code == 0, answer.output
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES
    report = (tmp_path / "steps" / "strategy-4" / "report.html").read_bytes()
    assert report.count(b'src="data:image/png;base64,') == 20
