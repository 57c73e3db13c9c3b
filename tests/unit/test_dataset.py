"""MNIST comes whole from the first source that has it; nothing damaged is ever trained on."""

import gzip
import json
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import torch

from mnist_core.dataset import fetch, inspect, load
from mnist_core.mirrors import FetchError
from mnist_core.mnist_files import FILES, DamagedFile, MnistFile, check
from mnist_core.settings import Settings

TRAIN_IMAGES = "train-images-idx3-ubyte.gz"
TEST_LABELS = "t10k-labels-idx1-ubyte.gz"
Serve = Callable[[Path], str]


@pytest.fixture(scope="session")
def mnist() -> Path:
    """A folder with the four real files, packed."""
    folder = os.environ.get("MNIST_DATA_DIR")
    if not folder or not (Path(folder) / TRAIN_IMAGES).is_file():
        pytest.skip("needs the real files: set MNIST_DATA_DIR to a folder with the four .gz")
    return Path(folder)


@pytest.fixture
def copy(mnist: Path, tmp_path: Path) -> Path:
    """A writable copy of that folder."""
    return copied(mnist, tmp_path / "copy")


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve a folder over HTTP; the address of the mirror."""
    servers = []

    def start(folder: Path) -> str:
        folder.mkdir(exist_ok=True)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any, **kwargs: Any) -> None:
        pass


@pytest.fixture
def refused() -> str:
    """The address of a mirror where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


def copied(source: Path, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for file in FILES:
        # contents only: the source may be read-only, and a copied mode would be too
        shutil.copyfile(source / file.packed_name, folder / file.packed_name)
    return folder


def unpacked(source: Path, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for file in FILES:
        (folder / file.name).write_bytes(gzip.decompress((source / file.packed_name).read_bytes()))
    return folder


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def settings(tmp_path: Path, data_dir: Path | None = None) -> Settings:
    return Settings(data_dir=data_dir, home=tmp_path / "home")


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


@pytest.mark.parametrize("layout", ["", "MNIST/raw"])
@pytest.mark.parametrize("pack", [copied, unpacked])
def test_packed_or_not_directly_or_as_torchvision_lays_it_out(
        mnist: Path, tmp_path: Path, layout: str, pack: Callable[[Path, Path], Path]) -> None:
    root = tmp_path / "data"
    pack(mnist, root / layout)
    data = load(settings(tmp_path, root))
    assert data.source.kind == "folder"
    assert data.test.labels[:5].tolist() == [7, 2, 1, 0, 4]


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


# --- damaged files ---------------------------------------------------------------------------


def another_digit(path: Path) -> None:
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[-1] ^= 1
    path.write_bytes(gzip.compress(bytes(content)))


@pytest.mark.parametrize(("damage", "reason"), [
    (truncate, "cut short"),
    (lambda path: path.write_bytes(b""), "cut short|does not start"),
    (lambda path: path.write_bytes(b"<html>Not found</html>"), "no intact gzip"),
    (lambda path: path.write_bytes(gzip.compress(b"\0" * 10_008)), "does not start as an idx"),
    (another_digit, "another MD5"),
])
def test_a_damaged_file_is_named_and_moved_aside(
        copy: Path, tmp_path: Path, damage: Callable[[Path], None], reason: str) -> None:
    damage(copy / TEST_LABELS)
    with pytest.raises(ValueError, match=reason) as caught:
        load(settings(tmp_path, copy))
    message = str(caught.value)
    assert str(copy / TEST_LABELS) in message and "\n" not in message
    assert f"moved aside to {TEST_LABELS}.damaged" in message
    assert not (copy / TEST_LABELS).exists()
    assert (copy / f"{TEST_LABELS}.damaged").exists()


def test_a_truncated_unpacked_file_is_found_out(mnist: Path, tmp_path: Path) -> None:
    folder = unpacked(mnist, tmp_path / "plain")
    truncate(folder / "t10k-images-idx3-ubyte")
    with pytest.raises(ValueError, match=r"t10k-images-idx3-ubyte is not 7,840,016 bytes long"):
        load(settings(tmp_path, folder))


def test_a_file_that_cannot_be_moved_aside_is_still_not_used(copy: Path, tmp_path: Path) -> None:
    truncate(copy / TRAIN_IMAGES)
    # a folder of that name stops the renaming for every user, root too
    (copy / f"{TRAIN_IMAGES}.damaged" / "in the way").mkdir(parents=True)
    for _ in range(2):
        with pytest.raises(ValueError, match=r"cut short.*could not be moved aside"):
            load(settings(tmp_path, copy))


def test_an_intact_copy_elsewhere_stands_in_for_a_damaged_file(
        mnist: Path, copy: Path, tmp_path: Path) -> None:
    truncate(copy / TRAIN_IMAGES)
    copied(mnist, tmp_path / "home" / "mnist")
    data = load(settings(tmp_path, copy))
    assert len(data.train) == 60_000
    assert TRAIN_IMAGES in data.source.notice and "intact copy is used" in data.source.notice


def test_after_a_damaged_file_was_moved_the_sample_says_so(copy: Path, tmp_path: Path) -> None:
    truncate(copy / TRAIN_IMAGES)
    with pytest.raises(ValueError, match="cut short"):
        load(settings(tmp_path, copy))
    source = load(settings(tmp_path, copy)).source
    assert source.is_sample
    assert f"holds no {TRAIN_IMAGES}" in source.notice
    assert f"{TRAIN_IMAGES}.damaged" in source.notice


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_idx_headers_are_read_strictly(file: MnistFile) -> None:
    assert file.header[2:4] == bytes([8, len(file.shape)])
    with pytest.raises(DamagedFile, match="does not start"):
        check(b"\0\0\x0d" + file.header[3:] + b"\0" * 8, file)
    with pytest.raises(DamagedFile, match="bytes long"):
        check(file.header + b"\0" * 8, file)


# --- mirrors ---------------------------------------------------------------------------------


def test_a_fetch_fills_the_home_and_reports_progress(
        mnist: Path, tmp_path: Path, serve: Serve) -> None:
    progress: list[tuple[str, float]] = []
    wanted = settings(tmp_path)
    data = load(wanted, fetch=True, mirrors=[serve(mnist)],
                progress=lambda name, share: progress.append((name, share)))
    assert data.source.kind == "home" and len(data.train) == 60_000
    assert sorted(path.name for path in (tmp_path / "home" / "mnist").iterdir()) == sorted(
        file.packed_name for file in FILES)
    for file in FILES:
        shares = [share for name, share in progress if name == file.packed_name]
        assert shares == sorted(shares) and shares[-1] == 1
    assert load(wanted).source.kind == "home"


def test_nothing_is_fetched_unless_asked(mnist: Path, tmp_path: Path, serve: Serve) -> None:
    assert load(settings(tmp_path), mirrors=[serve(mnist)]).source.is_sample
    assert not (tmp_path / "home").exists()


def test_only_what_is_missing_is_fetched(copy: Path, mnist: Path, tmp_path: Path,
                                         serve: Serve) -> None:
    (copy / TEST_LABELS).unlink()
    paths = fetch(settings(tmp_path, copy), mirrors=[serve(mnist)])
    assert paths == [tmp_path / "home" / "mnist" / TEST_LABELS]
    assert fetch(settings(tmp_path, copy), mirrors=[serve(mnist)]) == []


def test_a_damaged_file_is_fetched_again(copy: Path, mnist: Path, tmp_path: Path,
                                         serve: Serve) -> None:
    truncate(copy / TEST_LABELS)
    data = load(settings(tmp_path, copy), fetch=True, mirrors=[serve(mnist)])
    assert len(data.test) == 10_000
    assert (copy / f"{TEST_LABELS}.damaged").exists()


def test_a_truncated_answer_is_not_stored_and_the_next_mirror_is_asked(
        mnist: Path, copy: Path, tmp_path: Path, serve: Serve) -> None:
    truncate(copy / TRAIN_IMAGES)
    wanted = settings(tmp_path)
    fetch(wanted, mirrors=[serve(copy), serve(mnist)])
    assert not load(wanted).source.is_sample


def test_every_address_that_failed_is_named(
        copy: Path, tmp_path: Path, serve: Serve, refused: str) -> None:
    truncate(copy / TRAIN_IMAGES)
    empty, cut = serve(tmp_path / "empty"), serve(copy)
    with pytest.raises(FetchError) as caught:
        fetch(settings(tmp_path), mirrors=[empty, refused, cut])
    message = str(caught.value)
    assert f"{empty}{TRAIN_IMAGES} (HTTP 404)" in message
    assert f"{refused}{TRAIN_IMAGES} (Connection refused)" in message
    assert f"{cut}{TRAIN_IMAGES} (is cut short" in message
    assert not list((tmp_path / "home").rglob("*.gz"))


def test_a_mirror_that_does_not_answer_is_asked_once(
        mnist: Path, tmp_path: Path, serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        fetch(settings(tmp_path), mirrors=[address, serve(mnist)], timeout=0.2)
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_without_any_mirror_the_sample_says_which_failed(tmp_path: Path, refused: str) -> None:
    source = load(settings(tmp_path), fetch=True, mirrors=[refused]).source
    assert source.is_sample
    assert refused in source.notice and "MNIST_DATA_DIR" in source.notice


def test_a_home_that_cannot_be_written_is_named(
        mnist: Path, tmp_path: Path, serve: Serve) -> None:
    (tmp_path / "home").write_text("a file, not a folder")
    with pytest.raises(FetchError, match=r"cannot be stored in .*MNIST_HOME"):
        fetch(settings(tmp_path), mirrors=[serve(mnist)])


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


def test_looking_changes_nothing(copy: Path, tmp_path: Path) -> None:
    truncate(copy / TEST_LABELS)
    before = sorted(copy.iterdir())
    inspect(settings(tmp_path, copy))
    assert sorted(copy.iterdir()) == before
