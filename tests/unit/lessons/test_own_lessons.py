"""A teacher's own lessons: all that is imported is kept, or nothing; hostile ones are refused."""

import io
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from mnist_core.base.not_found import NotFound
from mnist_core.importing.lesson_files import lesson_files
from mnist_core.lessons.own_lessons import MOST_OWN, OwnLessons

DROPOUT = (Path(__file__).parent / "example.md").read_bytes()
BRACKETS = b"[" * 5_000


def own_lesson(title: str = "Mine") -> bytes:
    return DROPOUT.replace(b"Dropout: is it worth it?", title.encode())


def zipped(files: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def imported(name: str, data: bytes) -> Mapping[str, bytes]:
    return lesson_files(data, name, "en", "mine")


@pytest.fixture
def own(tmp_path: Path) -> OwnLessons:
    return OwnLessons(tmp_path / "lessons")


def test_a_file_is_imported_seen_taken_home_and_deleted(own: OwnLessons) -> None:
    kept = own.keep(imported("edges.md", own_lesson("Edges")))
    assert not kept.mistakes and [lesson.head.title for lesson in kept.lessons] == ["Edges"]
    assert own.catalogue().find("edges").is_own
    assert own.places() == ["en/mine/edges.md"]
    other = OwnLessons(own.folder.parent / "at home")
    assert not other.keep(imported("lessons.zip", own.packed())).mistakes
    assert other.source(other.catalogue().find("edges")) == own_lesson("Edges")
    own.delete("en/mine/edges.md")
    assert own.places() == [] and list(own.folder.rglob("*")) == []
    with pytest.raises(NotFound):
        own.delete("../../edges.md")


def test_a_file_of_the_same_name_is_named_before_it_is_replaced(own: OwnLessons) -> None:
    own.keep(imported("edges.md", own_lesson("Edges")))
    assert own.check(imported("edges.md", own_lesson("Again"))).replaced == ("en/mine/edges.md",)
    assert own.check(imported("edges.md", own_lesson("Edges"))).replaced == ()


def test_one_mistake_keeps_all_out(own: OwnLessons) -> None:
    kept = own.keep(imported("x.zip", zipped({
        "lessons/en/mine/edges.md": own_lesson(), "lessons/en/mine/dropout.md": DROPOUT,
        "lessons/en/mine/bad.md": own_lesson().replace(b"```digits", b"```digitz")})))
    assert set(kept.mistakes) == {"en/mine/dropout.md", "en/mine/bad.md"}
    assert "unknown block `digitz`; did you mean `digits`?" in kept.mistakes["en/mine/bad.md"][0]
    assert kept.mistakes["en/mine/bad.md"][0].startswith("Line ")
    assert "There is a lesson dropout already" in kept.mistakes["en/mine/dropout.md"][0]
    assert not own.folder.exists()


def test_what_cannot_be_written_leaves_nothing(own: OwnLessons) -> None:
    own.folder.mkdir()
    (own.folder / "de").write_text("in the way")
    with pytest.raises(OSError):
        own.keep({"en/mine/one.md": own_lesson(), "de/mine/two.md": own_lesson()})
    assert own.places() == [] and list(own.folder.rglob(".*")) == []


def test_chapters_come_along_and_have_their_title(own: OwnLessons) -> None:
    chapters = b'[[chapter]]\nkey = "mine"\ntitle = "Our own"\n'
    assert not own.keep(imported("x.zip", zipped({
        "en/chapters.toml": chapters, "en/mine/edges.md": own_lesson()}))).mistakes
    assert own.catalogue().chapters["en"][-1].title == "Our own"
    wrong = own.check(imported("x.zip", zipped({"fr/chapters.toml": b"chapter = 1"})))
    assert "The chapters cannot be read" in wrong.mistakes["fr/chapters.toml"][0]


@pytest.mark.parametrize(("name", "data", "sentence"), [
    ("a.md", own_lesson().replace(b"Look at", b"<script>alert(1)</script> Look"), "HTML is not"),
    ("a.md", own_lesson().replace(b"Look at", b"[a](//evil.example) Look"), "a link leads"),
    ("a.md", own_lesson() + b"x" * 64_000, "a lesson has at most 64,000"),
    ("a.md", own_lesson().replace(b"```digits", b"```exec"), "unknown block `exec`"),
    ("a.md", own_lesson().replace(b"order = 1", b'after = ["a"]'), "would come after itself"),
    ("a.md", own_lesson().replace(b"minutes = 5", b"minutes = " + BRACKETS), "Line 1"),
    ("a.md", b"\xff\xfe\x00", "not UTF-8 text"),
    ("My Lesson.md", own_lesson(), "`My Lesson` is not a name for a lesson"),
    ("x.zip", zipped({"klingon/mine/a.md": own_lesson()}), "`klingon` is not a language"),
    ("x.zip", zipped({"EN/mine/a.md": own_lesson()}), "`EN` is not a language"),
    ("x.zip", zipped({f"en/mine/a{number}.md": own_lesson() for number in range(MOST_OWN)} | {
        "en/mine/chapters.toml": b""}), "holds 201 files"),
])
def test_hostile_lessons_get_a_sentence_and_leave_nothing(
        own: OwnLessons, name: str, data: bytes, sentence: str) -> None:
    try:
        told = [one for those in own.keep(imported(name, data)).mistakes.values() for one in those]
    except ValueError as error:
        told = [str(error)]
    assert any(sentence in one for one in told), told
    assert not own.folder.exists()


def link() -> bytes:
    info = ZipInfo("en/mine/passwords.md")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    return file.getvalue()


@pytest.mark.parametrize(("data", "sentence"), [
    (zipped({"../../../en/mine/a.md": own_lesson()}), "leads out of its folder"),
    (zipped({"/en/mine/a.md": own_lesson()}), "leads out of its folder"),
    (link(), "which is a link"),
    (zipped({"en/mine/a.md": b"0" * 9_000_000}), "may take 64,000"),
    (zipped({"en/mine/a.md": b"0" * 90_000_000}), "would unpack to 90,000,000 bytes"),
    (zipped({"en/mine/a.exe": b"MZ"}), "a.exe is not a lesson; the name of one ends in .md"),
    (zipped({"x/en/mine/a.md": own_lesson(), "y/en/mine/a.md": own_lesson()}), "two of its files"),
    (zipped({}), "there is no file in it"),
    (zipped({"en/mine/a.md": own_lesson()})[:-30], "not a whole ZIP file"),
])
def test_hostile_zip_files_get_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        imported("x.zip", data)
    assert sentence in str(caught.value)


def test_a_link_in_the_folder_is_not_followed(own: OwnLessons, tmp_path: Path) -> None:
    (own.folder / "en/mine").mkdir(parents=True)
    (tmp_path / "secret.md").write_bytes(own_lesson("Secret"))
    os.symlink(tmp_path / "secret.md", own.folder / "en/mine/stolen.md")
    os.symlink(tmp_path, own.folder / "en/whole")
    os.symlink("loop.md", own.folder / "en/mine/loop.md")
    mistakes = own.catalogue().mistakes
    assert "leads out of the folder" in mistakes["en/mine/stolen.md"][0]
    assert "leads out of the folder" in mistakes["en/whole/secret.md"][0]
    assert own.places() == [] and b"Secret" not in own.packed()


def test_there_is_an_end_to_how_many(own: OwnLessons) -> None:
    own.keep({f"en/mine/a{number}.md": own_lesson() for number in range(MOST_OWN)})
    assert len(own.places()) == MOST_OWN
    kept = own.keep({"en/mine/one-more.md": own_lesson()})
    assert "there may be 200" in kept.mistakes["en/mine/one-more.md"][0]
