"""Files of runs in a bucket of a real S3 server: cut in mid-write, killed, and refused."""

import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from mnist_core.base.settings import Settings
from mnist_core.runs.artifacts.artifacts import BEST_WEIGHTS, CHECKPOINT, WORKER_LOG, ArtifactStore
from mnist_core.runs.artifacts.bucket_errors import Unreachable
from mnist_core.runs.artifacts.open_artifacts import open_artifacts
from mnist_core.runs.database.failures import ArtifactsError
from tests.servers.cut_upload import Cut, CutUpload
from tests.servers.s3_server import S3Server, running_s3_server
from tests.waiting import wait_until

OLD, NEW = b"old" * 700_000, b"new" * 800_000


@pytest.fixture
def line(s3: S3Server) -> Iterator[CutUpload]:
    line = CutUpload(s3.port)
    yield line
    line.close()


def opened(home: Path, url: str, *, is_worker: bool = False) -> ArtifactStore:
    return open_artifacts(Settings(home=home, artifacts_url=url), is_worker=is_worker)


@pytest.mark.parametrize("num_bytes", [0, 100, 70_000, 2_399_000])
def test_a_write_that_breaks_off_leaves_the_old_file(
        s3: S3Server, bucket: str, line: CutUpload, tmp_path: Path, num_bytes: int) -> None:
    writer = opened(tmp_path / "a", s3.url(bucket, port=line.port))
    reader = opened(tmp_path / "b", s3.url(bucket))
    writer.write(1, CHECKPOINT, OLD, 1)
    line.arm("upload", num_bytes, stays_down=True)
    with pytest.raises(Unreachable, match=r"cannot be reached .* try again once it does\.$"):
        writer.write(1, CHECKPOINT, NEW, 1)
    assert line.num_cut == 1
    assert reader.read(1, CHECKPOINT) == OLD
    assert reader.names(1) == [CHECKPOINT]


@pytest.mark.parametrize("cut", ["upload", "answer", "download"])
def test_a_worker_tries_again_until_it_is_written_and_read(
        s3: S3Server, bucket: str, line: CutUpload, tmp_path: Path, cut: Cut) -> None:
    worker = opened(tmp_path / "a", s3.url(bucket, port=line.port), is_worker=True)
    worker.write(1, CHECKPOINT, OLD, 1)
    line.arm(cut, 0 if cut == "answer" else 70_000)
    worker.write(1, CHECKPOINT, NEW, 1)
    assert worker.read(1, CHECKPOINT) == NEW
    assert line.num_cut == 1
    assert opened(tmp_path / "b", s3.url(bucket)).read(1, CHECKPOINT) == NEW


@pytest.mark.slow
def test_a_server_that_is_killed_in_the_midst_of_writes_has_whole_files(tmp_path: Path) -> None:
    with running_s3_server() as server:
        url = server.url(server.create_bucket())
        worker = opened(tmp_path / "a", url, is_worker=True)
        written, ended = [0], threading.Event()

        def write() -> None:
            while not ended.is_set():
                worker.write(1, CHECKPOINT, bytes([written[0] % 256]) * 3_000_000, 1)
                written[0] += 1

        def has_written(num: int) -> bool:
            return written[0] >= num
        writer = threading.Thread(target=write)
        writer.start()
        for _ in range(3):
            wait_until(partial(has_written, written[0] + 3), "it writes")
            server.stop(signal.SIGKILL)
            server.start()
            data = wait_until(lambda: opened(tmp_path / "b", url, is_worker=True).read(
                1, CHECKPOINT), "it is there")
            assert len(data) == 3_000_000 and len(set(data)) == 1
        ended.set()
        writer.join()


def test_what_is_wrong_with_a_bucket_is_told_in_one_sentence(
        s3: S3Server, bucket: str, tmp_path: Path) -> None:
    opened(tmp_path, s3.url(bucket)).write(1, CHECKPOINT, OLD, 1)
    wrong = {
        s3.url("no-such-bucket"): r"^There is no bucket no-such-bucket at http://127\S+: make it",
        s3.url(bucket, secret="wrong"): r"refuses the key .*SignatureDoesNotMatch.*AWS_ACCESS_KEY",
        s3.url(bucket, key="nobody", secret="x"): r"refuses the key .*InvalidAccessKeyId",
        s3.url(bucket, port=1): r"cannot be reached \(http://127.0.0.1:1 does not answer\)"}
    for url, sentence in wrong.items():
        artifacts = opened(tmp_path / "other", url)
        asked: list[Callable[[], object]] = [
            partial(artifacts.version, 1, CHECKPOINT), partial(artifacts.read, 1, CHECKPOINT),
            partial(artifacts.write, 1, CHECKPOINT, NEW, 1), partial(artifacts.adopt, 1, 2)]
        for ask in asked:
            with pytest.raises(ArtifactsError, match=sentence) as told:
                ask()
            assert str(told.value).count(". ") == 0 and "secret" not in str(told.value)
    reader = opened(tmp_path / "reader", s3.url(bucket, key="reader"))
    assert reader.read(1, CHECKPOINT) == OLD
    writes: list[Callable[[], object]] = [partial(reader.adopt, 1, 2), partial(reader.delete, 1)]
    for write in writes:
        with pytest.raises(ArtifactsError, match="cannot be written with this key"):
            write()
    assert opened(tmp_path, s3.url(bucket)).read(1, CHECKPOINT) == OLD


def test_what_one_machine_says_of_a_run_others_read(s3: S3Server, bucket: str,
                                                    tmp_path: Path) -> None:
    homes = [opened(tmp_path / name, s3.url(bucket)) for name in "ab"]
    for name in "ab":
        (tmp_path / name).mkdir()
    for writer, reader in (homes, homes[::-1]):
        text = f"said in {homes.index(writer)}\n".encode()
        with writer.open_log(1) as log:
            log.write(text)
        wait_until(partial(_is_read, reader, text), "the other one reads it")
    with homes[0].open_log(2) as log:
        log.write(b"x" * 1_000_000 + b"the last words")
    # by the worker itself, whose launcher may be gone
    opened(tmp_path / "a", s3.url(bucket), is_worker=True).publish_log(2)
    there = homes[1].read(2, WORKER_LOG)
    assert there and there.endswith(b"the last words") and len(there) <= 256_000
    homes[0].delete(2)
    assert homes[0].read(1, WORKER_LOG) == b"said in 0\nsaid in 1\n"
    homes[1].write(1, BEST_WEIGHTS, b"best", 1)
    assert homes[0].place(1) == homes[1].place(1) == f"s3://{bucket}/runs/1"
    homes[0].delete(1)
    assert s3.keys(bucket) == []


def _is_read(artifacts: ArtifactStore, text: bytes) -> bool:
    return text in (artifacts.read(1, WORKER_LOG) or b"")
