"""Which store of artifacts the settings name."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_core.base.settings import Settings, shared_folder
from mnist_core.runs.artifacts.artifacts import ArtifactStore
from mnist_core.runs.artifacts.folder_artifacts import FolderArtifacts

if TYPE_CHECKING:
    from mnist_core.runs.artifacts.bucket import Bucket

RUNS = "runs"
_FOLDER = re.compile(r"file:///[^?#\s]*[^?#/\s]/?")
# its name, a prefix, and a query that is read where the bucket is opened
_BUCKET = re.compile(
    r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.*'()-]+)*/?(\?[^#\s]*)?")


def open_artifacts(settings: Settings, *, is_worker: bool = False) -> ArtifactStore:
    """The one in which all runs have their files.

    Args:
        is_worker: who trains waits for a store that is away; who shows something says so.

    Raises:
        ValueError: the settings name none that there can be.
    """
    url = settings.artifacts_url
    if url is None:
        return FolderArtifacts(settings.home / RUNS)
    if _FOLDER.fullmatch(url):
        folder = shared_folder(settings)
        assert folder, url
        return _open_shared(folder)
    if _BUCKET.fullmatch(url):
        # imported here: who needs no bucket need not wait for it
        from mnist_core.runs.artifacts.object_artifacts import ObjectArtifacts

        return ObjectArtifacts(_open_bucket(url, is_worker=is_worker), settings.home)
    # it may hold a password
    raise ValueError(
        "MNIST_ARTIFACTS_URL is not an address of an artifact store, but must be an address such "
        "as file:///shared/folder or s3://bucket/prefix, with a bucket's name as S3 has it, after "
        "which ?endpoint=https://host may stand.")


def artifacts_place(settings: Settings) -> str:
    """Where the files of all runs lie, without anybody's password."""
    url = settings.artifacts_url
    return str(settings.home / RUNS if url is None else
               shared_folder(settings) or url.partition("?")[0])


def _open_shared(folder: Path) -> FolderArtifacts:
    if not folder.is_dir():
        raise ValueError(f"MNIST_ARTIFACTS_URL names the folder {folder}, which is not there: "
                         "mount it, or make it.")
    return FolderArtifacts(folder / RUNS, is_shared=True)


def _open_bucket(url: str, *, is_worker: bool) -> "Bucket":
    """Nothing is asked of its server yet."""
    from mnist_core.runs.artifacts.bucket import READER_SECONDS, WRITER_SECONDS, Bucket
    from mnist_core.runs.artifacts.bucket_address import bucket_address

    return Bucket(bucket_address(url), WRITER_SECONDS if is_worker else READER_SECONDS)
