"""What a browser gets of a lesson: enough to draw it, and nothing of what is asked."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from mnist_core.data.mnist import Dataset
from mnist_core.lessons.catalogue import read_catalogue
from mnist_core.lessons.lesson import PARTS, Lesson
from mnist_core.lessons.lesson_file import read_lesson
from mnist_core.lessons.shown.shown import ShownLesson, as_html, shown_lesson
from mnist_core.lessons.shown.shown_blocks import ShownBlock

DROPOUT = (Path(__file__).parent / "example.md").read_text("utf-8")
LAYERS = """
```layers
step = "strategy-4"
caption = "The network."
```
"""
FIELD = """
```predict-field
question = "How wide is what it sees?"
step = "strategy-4"
layer = 5
```
"""


def shown(text: str, dataset: Dataset | None = None) -> ShownLesson:
    return shown_lesson(read_lesson(text.encode(), "dropout", "en", "fitting"), dataset)


def blocks(lesson: ShownLesson, name: str) -> list[ShownBlock]:
    return [block for part in lesson["parts"] for block in part["blocks"]
            if block["block"] == name]


@pytest.mark.parametrize("lesson", read_catalogue().lessons.values(), ids=lambda one: one.key)
def test_every_lesson_is_shown_without_its_answers(lesson: Lesson) -> None:
    found = shown_lesson(lesson)
    assert [part["name"] for part in found["parts"]] == [*PARTS]
    text = json.dumps(found)
    assert '"when"' not in text
    assert not [claim for claim in lesson.claims if json.dumps(claim.text) in text]


def test_what_a_layer_sees_is_not_told_before_it_is_predicted() -> None:
    text = DROPOUT.replace("# train\n", f"{FIELD}{LAYERS}# train\n{LAYERS}", 1)
    before, after = blocks(shown(text), "layers")
    field, = blocks(shown(text), "predict-field")
    assert before["block"] == after["block"] == "layers" and field["block"] == "predict-field"
    assert {layer["receptive_field"] for layer in (*before["layers"], *field["layers"])} == {None}
    assert len(field["layers"]) == 5
    assert after["layers"][0]["receptive_field"] == 3


def test_digits_come_with_their_pixels_as_far_as_the_set_has_them(dataset: Dataset) -> None:
    text = DROPOUT.replace("indices = [321,", "indices = [3, 9999,")
    digits, = blocks(shown(text, dataset), "digits")
    assert digits["block"] == "digits"
    there = [index for index in (3, 9999, 445, 582, 659) if index < len(dataset.test)]
    assert [digit["index"] for digit in digits["digits"]] == there
    assert b64decode(digits["digits"][0]["pixels"]) == dataset.test.images[3].numpy().tobytes()


def test_markdown_becomes_text_and_never_markup() -> None:
    assert as_html("# A\n\n<b>x</b> *y* [z](/network)") == (
        '<h2>A</h2>\n<p>&lt;b&gt;x&lt;/b&gt; <em>y</em> <a href="/network">z</a></p>\n')
    assert "javascript" not in as_html("[z](javascript:alert)").partition("href")[2]
