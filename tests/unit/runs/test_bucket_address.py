"""What an address of an artifact store may be; what it hides; and that nobody else pays for one."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mnist_core.base.settings import Settings, read_settings
from mnist_core.base.source import ROOT
from mnist_core.runs.artifacts.bucket_address import BucketAddress, bucket_address
from mnist_core.runs.artifacts.open_artifacts import open_artifacts
from mnist_core.runs.artifacts.reading_cache import ReadingCache

KEYS = {"AWS_ACCESS_KEY_ID": "ours", "AWS_SECRET_ACCESS_KEY": "hidden"}


def test_the_address_counts_more_than_the_variables() -> None:
    assert bucket_address("s3://lab", KEYS) == BucketAddress(
        "lab", "", access_key_id="ours", secret_access_key="hidden")
    url = ("s3://lab/a/b/?endpoint=https://s3.school.edu/&region=eu&access_key_id=mine"
           "&secret_access_key=a%2Fb+c")
    assert bucket_address(url, {**KEYS, "AWS_REGION": "us", "AWS_SESSION_TOKEN": "t"}
                          ) == BucketAddress("lab", "a/b", "https://s3.school.edu", "eu", "mine",
                                             "a/b+c", "t")
    assert str(bucket_address(url, {})) == "s3://lab/a/b"
    assert "a/b+c" not in repr(bucket_address(url, {}))


@pytest.mark.parametrize(("url", "environment", "sentence"), [
    ("s3://lab?password=x", KEYS, r"^MNIST_ARTIFACTS_URL has 'password' after its question mark"),
    ("s3://lab?endpoint=s3.school.edu", KEYS, r"must be http:// or https:// with a host"),
    ("s3://lab?endpoint=http://", KEYS, r"with a host after it"),
    ("s3://lab?endpoint=http://a%20b", KEYS, r"with a host after it"),
    ("s3://lab?endpoint=http://a:99999", KEYS, r"with a host after it"),
    ("s3://lab", {**KEYS, "AWS_SECRET_ACCESS_KEY": "hidden\n"}, r"^The secret_access_key .* has a "
     r"character that cannot be in one: copy it anew"),
    ("s3://lab?endpoint=http://s3", {}, r"without a key to it: set AWS_ACCESS_KEY_ID"),
    ("s3://lab?access_key_id=x", {}, r"without a key to it: set AWS_ACCESS_KEY_ID")])
def test_what_is_wrong_with_an_address(url: str, environment: dict[str, str],
                                       sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as told:
        bucket_address(url, environment)
    assert "hidden" not in str(told.value)


@pytest.mark.parametrize("url", [
    "s3://Bad_Bucket", "s3://b", "s3:///prefix", "s3://lab/a b", "s3://lab//a", "file://host/a",
    "file:///", "/shared", "https://bucket.s3.amazonaws.com"])
def test_names_that_cannot_be_are_refused_and_not_shown(
        url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_ARTIFACTS_URL", url)
    with pytest.raises(ValueError, match=r"^MNIST_ARTIFACTS_URL is not an address of an artifact "
                                         r"store, but must be an address such as file:///"):
        open_artifacts(read_settings())


def test_a_password_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MNIST_ARTIFACTS_URL", "s3://lab/x?secret_access_key=hidden#")
    with pytest.raises(ValueError, match="MNIST_ARTIFACTS_URL") as told:
        open_artifacts(read_settings())
    assert "hidden" not in str(told.value)
    url = "s3://lab/x?endpoint=http://127.0.0.1:1&access_key_id=a&secret_access_key=hidden"
    settings = Settings(home=tmp_path, artifacts_url=url)
    assert "hidden" not in f"{settings!r} {open_artifacts(settings).place(1)}"


def test_a_shared_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, artifacts_url=(tmp_path / "a folder").as_uri())
    with pytest.raises(ValueError, match=r"names the folder \S+/a folder, which is not there"):
        open_artifacts(settings)
    (tmp_path / "a folder").mkdir()
    assert open_artifacts(settings).place(7) == f"{tmp_path}/a folder/runs/7"


def test_a_lab_of_one_machine_imports_no_client(tmp_path: Path) -> None:
    script = ("import sys; from mnist_core.base.settings import read_settings\n"
              "from mnist_core.runs.records.store import open_store\n"
              "from mnist_core.runs.artifacts.shared_mnist import share_mnist\n"
              "settings = read_settings(); open_store(settings).close(); share_mnist(settings)\n"
              "assert not [name for name in sys.modules if 'obstore' in name or 'bucket' in name]")
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=120,
                   env={**os.environ, "MNIST_HOME": str(tmp_path), "MNIST_ARTIFACTS_URL": "",
                        "MNIST_DATABASE_URL": ""})


def test_what_was_read_long_ago_makes_room(tmp_path: Path) -> None:
    cache, now = ReadingCache(tmp_path / "cache", most_bytes=3000), time.time()
    for number in range(5):
        cache.keep(bytes([number]) * 1000, f"{number}")
        os.utime(cache.file(f"{number}"), (now - 100 + number,) * 2)
    cache.keep(b"new" * 300, "new")
    assert cache.read("0") is None and cache.read("4") == b"\4" * 1000
    assert cache.read("new") == b"new" * 300
    assert sum(file.stat().st_size for file in (tmp_path / "cache").iterdir()) <= 3000
    os.utime(cache.file("4"), (now - 8 * 86_400,) * 2)
    cache.keep(b"newer" * 200, "newer")
    assert cache.read("4") is None and cache.read("new"), "a week is enough"
