"""What a class predicted is put together without names, whatever it was sent."""

from pathlib import Path

from mnist_core.lessons.lesson_file import read_lesson
from mnist_core.lessons.outcome.everybody import (
    class_predictions,
    counted,
    explanations,
    part_reached,
)
from mnist_core.lessons.place import Place

EXAMPLE = (Path(__file__).parent / "example.md").read_bytes()
DROPOUT = read_lesson(EXAMPLE, "dropout", "en", "fitting")
ASKS = b"""
```predict-digits
question = "Which?"
run = "with"
indices = [321, 445, 582, 659]
```

```predict-number
question = "How many?"
run = "with"
measure = "num_wrong"
low = 0
high = 1000
```
"""


def test_curves_make_a_fan_and_choices_are_counted() -> None:
    curves, choices = class_predictions(DROPOUT, [
        Place(predictions={"0": (95.0, 99.0), "1": "with"}),
        Place(predictions={"0": (90.0, 92.0), "1": "with"}),
        Place(predictions={"0": (None, 96.0), "1": "neither"}), Place()])
    assert curves["kind"] == "predict-curve" and curves["num"] == 3
    assert curves["curves"] == [[90.0, 92.0], [None, 96.0], [95.0, 99.0]]
    assert curves["median"] == [92.5, 96.0]
    assert choices["kind"] == "predict-choice"
    assert choices["picked"] == {"with": 2, "without": 0, "neither": 1}


def test_digits_are_counted_and_numbers_spread() -> None:
    lesson = read_lesson(EXAMPLE.replace(b"\n# train", ASKS + b"\n# train"), "x", "en", "own")
    _, _, digits, numbers = class_predictions(lesson, [
        Place(predictions={"2": (321.0, 445.0), "3": 100.0}),
        Place(predictions={"2": (445.0,), "3": 200.0}),
        Place(predictions={"2": (7.0,), "3": 400.0})])
    assert digits["kind"] == "predict-digits"
    assert digits["pointed"] == [(321, 1), (445, 2), (582, 0), (659, 0)]
    assert numbers["kind"] == "predict-number"
    assert (numbers["values"], numbers["median"]) == ([100.0, 200.0, 400.0], 200.0)
    assert (numbers["lower"], numbers["upper"]) == (150.0, 300.0)


def test_what_is_no_answer_to_a_question_is_left_out() -> None:
    curves, choices = class_predictions(DROPOUT, [
        Place(predictions={"0": "with", "1": "elsewhere"}),
        Place(predictions={"0": 5.0, "1": (1.0,)}),
        Place(predictions={"0": (None, None), "1": 3.0, "19": "with"})])
    assert (curves["num"], choices["num"]) == (0, 0)
    assert class_predictions(DROPOUT, [])[0]["num"] == 0


def test_the_order_of_explanations_tells_nobody() -> None:
    written = [Place(explanation=text) for text in ("one", " ", "two", "three", "two")]
    found = explanations(written, b"a")
    assert sorted(one["text"] for one in found) == ["one", "three", "two", "two"]
    assert found == explanations(reversed(written), b"a")
    assert len({one["key"] for one in found}) == 4
    assert any(explanations(written, bytes([number])) != found for number in range(9))


def test_everybody_is_counted_where_they_are() -> None:
    places = [part_reached(None), part_reached(Place()), part_reached(Place(part="train")),
              part_reached(Place(part="predict"), was_finished=True)]
    assert {part: num for part, num in counted(places).items() if num} == {
        "not-begun": 1, "question": 1, "train": 1, "done": 1}

