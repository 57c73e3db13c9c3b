"""MNIST comes whole from the first source that has it; nothing else is trained on or changed."""

import gzip
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from mnist_core.data.mirrors import FetchError
from mnist_core.data.mnist import fetch, fingerprint, inspect, load
from mnist_core.data.mnist_files import FILES
from mnist_core.data.sample import sample
from tests.unit.conftest import Serve
from tests.unit.mnist_folders import (
    TEST_LABELS,
    TRAIN_IMAGES,
    contents,
    copied,
    other_set,
    settings,
    truncate,
    unpacked,
)

pytestmark = pytest.mark.long

# --- whole files -----------------------------------------------------------------------------


def test_the_full_set_from_a_folder(mnist: Path, tmp_path: Path) -> None:
    data = load(settings(tmp_path, mnist))
    assert data.train.images.shape == (60_000, 28, 28) and data.train.images.dtype == torch.uint8
    assert data.test.labels.shape == (10_000,) and data.test.labels.dtype == torch.int64
    assert data.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert data.test.labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert data.train.images.double().mean() / 255 == pytest.approx(0.1307, abs=1e-4)
    assert (data.source.kind, data.source.folder, data.source.notice) == ("folder", mnist, "")
    assert data.source.description == "MNIST 60,000 + 10,000"
    assert not data.source.is_sample


@pytest.mark.parametrize("layout", ["", "raw", "MNIST/raw"])
@pytest.mark.parametrize("pack", [copied, unpacked])
def test_packed_or_not_directly_or_as_torchvision_lays_it_out(
        mnist: Path, tmp_path: Path, layout: str, pack: Callable[[Path, Path], Path]) -> None:
    root = tmp_path / "data"
    pack(mnist, root / layout)
    data = load(settings(tmp_path, root))
    assert data.source.kind == "folder"
    assert data.test.labels[:5].tolist() == [7, 2, 1, 0, 4]


def dotted(source: Path, folder: Path) -> Path:
    unpacked(source, folder)
    for file in FILES:
        (folder / file.name).rename(folder / file.name.replace("-idx", ".idx"))
    return folder


def in_folders_of_their_own(source: Path, folder: Path) -> Path:
    unpacked(source, folder)
    for file in FILES:
        path = (folder / file.name).rename(folder / "moved")
        (folder / file.name).mkdir()
        path.rename(folder / file.name / file.name)
    return folder


def as_kaggle_has_them(source: Path, folder: Path) -> Path:
    in_folders_of_their_own(source, folder)
    for file in FILES:
        os.link(folder / file.name / file.name, folder / file.name.replace("-idx", ".idx"))
    return folder


def zipped(source: Path, folder: Path) -> Path:
    folder.mkdir()
    for file in FILES:
        with zipfile.ZipFile(folder / f"{file.name}.zip", "w") as archive:
            archive.write(source / file.packed_name, file.packed_name)
    return folder


def without_gz(source: Path, folder: Path) -> Path:
    copied(source, folder)
    for file in FILES:
        (folder / file.packed_name).rename(folder / file.name)
    return folder


def wrongly_with_gz(source: Path, folder: Path) -> Path:
    unpacked(source, folder)
    for file in FILES:
        (folder / file.name).rename(folder / file.packed_name)
    return folder


def downloaded_twice(source: Path, folder: Path) -> Path:
    copied(source, folder)
    for file in FILES:
        (folder / file.packed_name).rename(folder / f"{file.name} (1).gz")
    return folder


def renamed_by_earlier_versions(source: Path, folder: Path) -> Path:
    copied(source, folder)
    for file in FILES:
        (folder / file.packed_name).rename(folder / f"{file.packed_name}.damaged")
    return folder


def under_each_others_names(source: Path, folder: Path) -> Path:
    copied(source, folder)
    first, last = folder / FILES[0].packed_name, folder / FILES[-1].packed_name
    first.rename(folder / "moved")
    last.rename(first)
    (folder / "moved").rename(last)
    return folder


@pytest.mark.parametrize("pack", [
    dotted, in_folders_of_their_own, as_kaggle_has_them, zipped, without_gz, wrongly_with_gz,
    downloaded_twice, renamed_by_earlier_versions, under_each_others_names])
def test_whatever_the_files_are_called_they_are_found(
        mnist: Path, tmp_path: Path, pack: Callable[[Path, Path], Path]) -> None:
    source = load(settings(tmp_path, pack(mnist, tmp_path / "data"))).source
    assert (source.description, source.notice) == ("MNIST 60,000 + 10,000", "")


def test_however_a_file_is_packed_its_content_counts(copy: Path, tmp_path: Path) -> None:
    path = copy / TEST_LABELS
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), compresslevel=1))
    assert not load(settings(tmp_path, copy)).source.is_sample


def test_the_copy_in_the_home_stands_in_for_the_folder(mnist: Path, tmp_path: Path) -> None:
    copied(mnist, tmp_path / "home" / "mnist")
    assert load(settings(tmp_path)).source.kind == "home"
    source = load(settings(tmp_path, tmp_path / "nowhere")).source
    assert source.kind == "home"
    assert "nowhere holds no MNIST files" in source.notice


def test_tensors_can_be_written_to(mnist: Path, tmp_path: Path) -> None:
    images = load(settings(tmp_path, mnist)).test.images
    images[0] = 7
    assert torch.equal(images[0], torch.full((28, 28), 7, dtype=torch.uint8))


# --- files that are not MNIST's --------------------------------------------------------------


def replaced(content: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.write_bytes(content)
    return change


def folder_in_its_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe_in_its_place(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def link_to_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("/nowhere/at/all")


@pytest.mark.parametrize(("change", "reason"), [
    (truncate, "is cut short"),
    (replaced(b""), "is empty"),
    (replaced(b"<html>Not found</html>"), "is a web page"),
    (folder_in_its_place, "is a folder and holds no t10k-labels-idx1-ubyte"),
    (pipe_in_its_place, "is a pipe or a device"),
    (link_to_nowhere, r"cannot be read \(No such file"),
])
def test_a_file_that_is_not_mnists_is_named_and_left_alone(
        copy: Path, tmp_path: Path, change: Callable[[Path], None], reason: str) -> None:
    change(copy / TEST_LABELS)
    before = contents(copy)
    for _ in range(2):
        with pytest.raises(ValueError, match=reason) as caught:
            load(settings(tmp_path, copy))
        message = str(caught.value)
        assert message.startswith(f"{copy / TEST_LABELS} ") and "\n" not in message
        assert "`python -m mnist_core data`" in message and "MNIST_DATA_DIR" in message
    assert contents(copy) == before
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(("fashion", "words"), [
    (True, "holds Fashion-MNIST, not MNIST"),
    (False, "holds four well-formed files, but not MNIST's"),
])
def test_another_data_set_is_named_once_and_left_alone(
        tmp_path: Path, serve: Serve, fashion: bool, words: str) -> None:
    folder = other_set(tmp_path / "other", fashion=fashion)
    before = contents(folder)
    for fetches in (False, True):
        with pytest.raises(ValueError, match=rf"^MNIST_DATA_DIR={folder} {words}; "):
            load(settings(tmp_path, folder), fetch=fetches, mirrors=[serve(tmp_path / "empty")])
    assert contents(folder) == before
    assert not (tmp_path / "home").exists()


def test_beside_another_data_set_a_fetch_fills_the_home(
        mnist: Path, tmp_path: Path, serve: Serve) -> None:
    folder = other_set(tmp_path / "other", fashion=True)
    before = contents(folder)
    source = load(settings(tmp_path, folder), fetch=True, mirrors=[serve(mnist)]).source
    assert source.kind == "home"
    assert source.notice == (f"MNIST_DATA_DIR={folder} holds Fashion-MNIST, not MNIST; an intact "
                             "copy is used instead.")
    assert contents(folder) == before


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may look into, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def as_nobody() -> Iterator[Callable[[], None]]:
    """Become a user whom permissions bind, for root is not; the user of before comes back."""
    before = os.geteuid()
    # reading it imports what nobody may not read where the interpreter lies in root's home
    sample()
    yield lambda: os.seteuid(65_534) if before == 0 else None
    os.seteuid(before)


def test_files_and_folders_that_may_not_be_read_are_named(
        mnist: Path, open_folder: Path, as_nobody: Callable[[], None]) -> None:
    folder = copied(mnist, open_folder / "copy")
    (folder / TEST_LABELS).chmod(0)
    wanted = settings(open_folder, folder)
    as_nobody()
    with pytest.raises(ValueError, match=rf"{TEST_LABELS} cannot be read \(Permission denied\)"):
        load(wanted)
    os.seteuid(os.getuid())
    folder.chmod(0)
    as_nobody()
    try:
        assert "(it cannot be looked into: Permission denied)" in load(wanted).source.notice
    finally:
        os.seteuid(os.getuid())
        folder.chmod(0o755)


def test_a_truncated_unpacked_file_is_found_out(mnist: Path, tmp_path: Path) -> None:
    folder = unpacked(mnist, tmp_path / "plain")
    truncate(folder / "t10k-images-idx3-ubyte")
    with pytest.raises(ValueError, match=r"t10k-images-idx3-ubyte is cut short: it ends after 7,"):
        load(settings(tmp_path, folder))


def test_an_intact_copy_elsewhere_stands_in_for_a_damaged_file(
        mnist: Path, copy: Path, tmp_path: Path) -> None:
    truncate(copy / TRAIN_IMAGES)
    copied(mnist, tmp_path / "home" / "mnist")
    data = load(settings(tmp_path, copy))
    assert len(data.train) == 60_000
    assert TRAIN_IMAGES in data.source.notice and "intact copy is used" in data.source.notice


def test_a_damaged_copy_in_the_home_leads_to_the_sample_and_is_named(
        mnist: Path, tmp_path: Path) -> None:
    home = copied(mnist, tmp_path / "home" / "mnist")
    truncate(home / TRAIN_IMAGES)
    source = load(settings(tmp_path)).source
    assert source.is_sample
    assert f"{home / TRAIN_IMAGES} is cut short" in source.notice


# --- what a fetch may replace ----------------------------------------------------------------


def test_a_damaged_copy_in_the_home_is_replaced(mnist: Path, tmp_path: Path,
                                                serve: Serve) -> None:
    home = copied(mnist, tmp_path / "home" / "mnist")
    truncate(home / TRAIN_IMAGES)
    source = load(settings(tmp_path), fetch=True, mirrors=[serve(mnist)]).source
    assert (source.kind, source.notice) == ("home", "")
    assert sorted(path.name for path in home.iterdir()) == sorted(
        file.packed_name for file in FILES)


def test_through_a_link_out_of_the_home_nothing_is_replaced(
        mnist: Path, copy: Path, tmp_path: Path, serve: Serve) -> None:
    truncate(copy / TRAIN_IMAGES)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "mnist").symlink_to(copy)
    before = contents(copy)
    with pytest.raises(FetchError, match="does not replace it; move it away"):
        fetch(settings(tmp_path), mirrors=[serve(mnist)])
    assert contents(copy) == before


def test_a_data_folder_in_the_place_of_the_copy_stays_the_users(
        mnist: Path, tmp_path: Path, serve: Serve) -> None:
    folder = copied(mnist, tmp_path / "home" / "mnist")
    truncate(folder / TRAIN_IMAGES)
    before = contents(folder)
    with pytest.raises(FetchError, match="does not replace it; move it away"):
        fetch(settings(tmp_path, folder), mirrors=[serve(mnist)])
    assert contents(folder) == before


def test_looking_again_is_worth_it_only_when_a_file_has_changed(copy: Path, tmp_path: Path) -> None:
    wanted = settings(tmp_path, copy)
    before = fingerprint(wanted)
    assert fingerprint(wanted) == before
    truncate(copy / TEST_LABELS)
    truncated = fingerprint(wanted)
    assert truncated != before
    (copy / TEST_LABELS).unlink()
    assert fingerprint(wanted) not in (before, truncated)
    shutil.copyfile(copy / TRAIN_IMAGES, copy / "notes.txt")
    assert len(fingerprint(wanted)) == 3  # type: ignore[arg-type]


# --- the offline sample ----------------------------------------------------------------------


def test_the_sample_is_balanced_and_says_what_it_is(tmp_path: Path) -> None:
    data = load(settings(tmp_path))
    assert data.train.images.shape == (4000, 28, 28) and data.test.images.shape == (1000, 28, 28)
    assert data.train.labels.bincount().tolist() == [400] * 10
    assert data.test.labels.bincount().tolist() == [100] * 10
    assert data.source.is_sample and data.source.folder is None
    assert data.source.description == "Offline sample 4,000 + 1,000"
    assert "do not compare with the published ones" in data.source.notice
    assert "MNIST_DATA_DIR" in data.source.notice


def test_the_sample_is_always_the_same_and_mixed(tmp_path: Path) -> None:
    first, second = load(settings(tmp_path)).train, load(settings(tmp_path)).train
    assert torch.equal(first.images, second.images)
    assert first.labels[:8].tolist() == [5, 7, 0, 1, 8, 1, 5, 5]
    assert first.labels[:200].bincount(minlength=10).min() >= 10


def test_no_digit_of_the_sample_is_in_both_parts(tmp_path: Path) -> None:
    data = load(settings(tmp_path))
    train = {image.numpy().tobytes() for image in data.train.images}
    assert len(train) == 4000
    assert not any(image.numpy().tobytes() in train for image in data.test.images)


def test_a_folder_without_the_files_leads_to_the_sample_and_is_named(tmp_path: Path) -> None:
    source = load(settings(tmp_path, tmp_path)).source
    assert source.is_sample
    assert f"MNIST_DATA_DIR={tmp_path} holds no MNIST files." in source.notice
    missing = load(settings(tmp_path, tmp_path / "typo")).source
    assert "typo holds no MNIST files (no such folder)" in missing.notice


# --- the report ------------------------------------------------------------------------------


def test_the_report_says_what_is_found_damaged_and_missing(copy: Path, tmp_path: Path) -> None:
    (copy / TRAIN_IMAGES).unlink()
    truncate(copy / TEST_LABELS)
    report = inspect(settings(tmp_path, copy))
    states = {file.name: file.state for file in report.files}
    assert states == {TRAIN_IMAGES: "missing", "train-labels-idx1-ubyte.gz": "found",
                      "t10k-images-idx3-ubyte.gz": "found", TEST_LABELS: "damaged"}
    assert not report.complete
    assert report.fetch_folder == str(tmp_path / "home" / "mnist")
    assert report.files[1].path == str(copy / "train-labels-idx1-ubyte.gz")
    assert "cut short" in report.files[3].damaged[0]
    assert json.loads(json.dumps(asdict(report)))["data_dir"] == str(copy)


def test_the_report_says_what_load_does(copy: Path, tmp_path: Path) -> None:
    report = inspect(settings(tmp_path, copy))
    assert (report.complete, report.trains_on) == (True, "MNIST 60,000 + 10,000")
    truncate(copy / TEST_LABELS)
    for _ in range(2):
        with pytest.raises(ValueError, match="cut short") as refused:
            load(settings(tmp_path, copy))
        report = inspect(settings(tmp_path, copy))
        assert (report.complete, report.trains_on, report.notice) == (False, "",
                                                                      str(refused.value))
    (copy / TEST_LABELS).unlink()
    source = load(settings(tmp_path, copy)).source
    report = inspect(settings(tmp_path, copy))
    assert (report.trains_on, report.notice) == (source.description, source.notice)


def test_looking_changes_nothing(copy: Path, tmp_path: Path) -> None:
    truncate(copy / TEST_LABELS)
    before = sorted(copy.iterdir())
    inspect(settings(tmp_path, copy))
    assert sorted(copy.iterdir()) == before
