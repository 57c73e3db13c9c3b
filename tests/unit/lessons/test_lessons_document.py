"""docs/LESSONS.md says of each block and field what the code takes, and nothing else."""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from mnist_core.base.source import ROOT
from mnist_core.demos.demos import DEMOS
from mnist_core.lessons.blocks.predictions import Choice
from mnist_core.lessons.blocks.training import LessonRun
from mnist_core.lessons.catalogue import chapters_from
from mnist_core.lessons.figures import Condition, Measure
from mnist_core.lessons.lesson import PARTS, Head
from mnist_core.lessons.lesson_file import MOST_BLOCKS, MOST_BYTES, block_kinds, read_lesson
from mnist_core.lessons.own_lessons import MOST_OWN

TEXT = (ROOT / "docs/LESSONS.md").read_text("utf-8")
KINDS = ROOT / "mnist_core/demos/kinds"
BOUNDS = ("minimum", "maximum", "maxItems", "maxLength")
MOST_OF_A_KEY = 40
Row = tuple[str, str, str]
MODELS: dict[str, type[BaseModel]] = {
    **{f"### `{name}`": kind for name, kind in block_kinds().items()}, "### The head": Head,
    "| a choice |": Choice, "| a run |": LessonRun, "## Conditions": Condition}


def rows_after(mark: str) -> list[Row]:
    """Those of the first table after it."""
    lines = TEXT[TEXT.index(mark):].split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith("|---"))
    return list(_rows(lines[first + 1:]))


def _rows(lines: list[str]) -> Iterator[Row]:
    for line in lines:
        if not line.startswith("|"):
            return
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        yield cells[0].strip("`"), cells[1], cells[-1]


@pytest.mark.parametrize(("mark", "model"), MODELS.items(), ids=list(MODELS))
def test_each_field_stands_there_with_its_default_and_its_limits(
        mark: str, model: type[BaseModel]) -> None:
    rows = {name: (default, words) for name, default, words in rows_after(mark)}
    assert rows.keys() == model.model_fields.keys()
    schema = model.model_json_schema(by_alias=False)
    for name, field in model.model_fields.items():
        default, words = rows[name]
        assert default == shown_default(field.is_required(), field.get_default(
            call_default_factory=True)), name
        for bound in bounds_of(schema, schema["properties"][name]):
            assert f"{bound:,}" in words, f"{name}: {bound:,}"


def shown_default(is_needed: bool, default: object) -> str:
    if is_needed:
        return "needed"
    return "–" if default in (None, "", (), {}) else f"`{json.dumps(default)}`"


def bounds_of(schema: dict[str, Any], node: dict[str, Any]) -> Iterator[int]:
    """Those of a value, and of the values in a list."""
    for option in (node, *node.get("anyOf", ())):
        # what a run is called is told where it gets its name; keys are those of what there is
        if "pattern" in option and schema["title"] not in ("LessonRun", "Choice"):
            continue
        for name in BOUNDS:
            if name in option and option[name] != MOST_OF_A_KEY:
                yield int(option[name])
        if "items" in option and "$ref" not in option["items"]:
            yield from bounds_of(schema, option["items"])


def test_parts_measures_and_demos_are_those_that_there_are() -> None:
    assert [name for name, *_ in rows_after("| part |")] == [*PARTS]
    assert [name for name, *_ in rows_after("| measure |")] == [*get_args(Measure)]
    told = {name: re.findall(r"`([a-z_]+)`", words) for name, _, words in rows_after("| kind |")}
    for name, kind in DEMOS.items():
        assert told[name] == [*kind.settings.model_fields], name
    assert {name.replace("-", "_") for name in told} == {
        path.stem for path in KINDS.glob("*.py")} - {"__init__"}
    for number in (MOST_BYTES, MOST_BLOCKS, MOST_OWN):
        assert f"{number:,}" in TEXT


def test_the_whole_lesson_in_it_is_right() -> None:
    text = re.search(r"````markdown\n(.+?)````", TEXT, re.DOTALL)
    assert text
    lesson = read_lesson(text[1].encode(), "batch-size", "en", "own", is_own=True)
    assert len(lesson.predictions) == 3 and len(lesson.claims) == 1
    chapters = re.search(r"```toml\n(.+?)```", TEXT, re.DOTALL)
    assert chapters and chapters_from(chapters[1].encode())[0].key == "own"
