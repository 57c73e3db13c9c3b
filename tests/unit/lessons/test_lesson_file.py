"""Lessons are read from their files, and each mistake in one is told with its line."""

from pathlib import Path

import pytest

from mnist_core.lessons.catalogue import read_catalogue
from mnist_core.lessons.lesson import PARTS
from mnist_core.lessons.lesson_file import MOST_BYTES, WrongLesson, read_lesson

DROPOUT = (Path(__file__).parent / "example.md").read_text("utf-8")


def read(text: str) -> None:
    read_lesson(text.encode(), "dropout", "en", "fitting")


def test_every_lesson_of_ours_is_right() -> None:
    catalogue = read_catalogue()
    assert not catalogue.mistakes
    for lesson in catalogue.lessons.values():
        assert [part.name for part in lesson.parts] == [*PARTS]
        assert lesson.predictions and lesson.claims


@pytest.mark.parametrize(("old", "new", "sentence"), [
    ('step = "nets-4"', 'step = "nets-44"', "unknown step `nets-44`; did you mean `nets-4`?"),
    ("# compare", "# comparee", "unknown part `comparee`; did you mean `compare`?"),
    ("Look at", "<b>Look</b> at", "HTML is not shown (<b>)"),
    ("Look at", "<script>alert(1)</script>", "HTML is not shown"),
    ("Look at", "![a](https://example.org/a.png)", "pictures from files are not shown"),
    ("Look at", "[a](ftp://example.org)", "a link leads to a page of the lab"),
    ("Look at", "[a](//example.org)", "a link leads to a page of the lab"),
    ('of = "with"', 'of = "wit"', "unknown run `wit`; did you mean `with`?"),
    ("```digits", "```digitz", "unknown block `digitz`; did you mean `digits`?"),
    ("[[choices]]", "[[choice", "this is not TOML"),
    ("minutes = 5", "minutes = 500", "minutes is 500; it must be at least 1 and at most 60."),
    ("minutes = 5", "minuts = 5", "`minutes` is missing"),
    ("+++\ntitle", "title", "a lesson begins with a line `+++`"),
    ("# train", "# explain", "there are two parts `explain`"),
    ("epochs = 2", "epochs = 0", "epochs is 0; it must be at least 1 and at most 20."),
    ("indices = [321", "indices = [10321", "it must be at least 0 and at most 9,999"),
])
def test_each_mistake_has_its_sentence(old: str, new: str, sentence: str) -> None:
    assert old in DROPOUT
    with pytest.raises(WrongLesson) as caught:
        read(DROPOUT.replace(old, new, 1))
    assert any(sentence in mistake for mistake in caught.value.mistakes), caught.value.mistakes


def test_a_mistake_is_told_with_the_line_in_the_file() -> None:
    with pytest.raises(WrongLesson) as caught:
        read(DROPOUT.replace("```digits", "```digitz"))
    line = next(number for number, text in enumerate(DROPOUT.split("\n"), 1)
                if text == "```digits")
    assert caught.value.mistakes[0].startswith(f"Line {line}: ")


def test_what_is_no_lesson_at_all_is_refused() -> None:
    for data, sentence in ((b"\xff\xfe\x00", "not UTF-8 text"), (b"", "a lesson begins with"),
                           (b"x" * (MOST_BYTES + 1), "at most 64,000"),
                           (b"+++\na = " + b"[" * 5000 + b"\n+++\n", "Line 1")):
        with pytest.raises(WrongLesson) as caught:
            read_lesson(data, "x", "en", "fitting")
        assert sentence in caught.value.mistakes[0]


def test_a_teachers_folder_is_read_beside_ours_and_again_when_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / "en/mine"
    folder.mkdir(parents=True)
    (folder / "own.md").write_text(DROPOUT.replace("Dropout: is it worth it?", "Mine"), "utf-8")
    (folder / "dropout.md").write_text(DROPOUT, "utf-8")
    (folder / "Ä b.md").write_text(DROPOUT, "utf-8")
    found = read_catalogue(tmp_path)
    assert found.find("own").head.title == "Mine" and found.find("own").is_own
    assert found.chapters["en"][-1].title == "Mine"
    assert "there is a lesson dropout already" in found.mistakes["en/mine/dropout.md"][0].lower()
    assert "is not a name for a lesson" in found.mistakes["en/mine/Ä b.md"][0]
    (folder / "own.md").write_text(DROPOUT.replace("Dropout: is it worth it?", "Again mine"),
                                   "utf-8")
    assert read_catalogue(tmp_path).find("own").head.title == "Again mine"


def test_lessons_in_a_circle_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "en/mine"
    folder.mkdir(parents=True)
    for key, after in ("one", "two"), ("two", "one"), ("three", "four"):
        (folder / f"{key}.md").write_text(
            DROPOUT.replace("order = 1", f'after = ["{after}"]'), "utf-8")
    mistakes = read_catalogue(tmp_path).mistakes
    assert "would come after itself" in mistakes["en/mine/one.md"][0]
    assert "there is no lesson four" in mistakes["en/mine/three.md"][0]


def test_a_translation_stands_for_the_lesson_in_its_language(tmp_path: Path) -> None:
    folder = tmp_path / "de/fitting"
    folder.mkdir(parents=True)
    (folder / "dropout.md").write_text(DROPOUT.replace("Dropout: is it worth it?", "Lohnt es?"),
                                       "utf-8")
    found = read_catalogue(tmp_path)
    assert found.find("dropout", "de").head.title == "Lohnt es?"
    assert found.find("dropout").head.title == found.find("dropout", "fr").head.title
    assert found.keys().count("dropout") == 1
