"""Which store of artifacts the settings name."""

from typing import TYPE_CHECKING

from mnist_core.base.settings import Settings, shared_folder
from mnist_core.runs.artifacts.artifacts import ArtifactStore
from mnist_core.runs.artifacts.folder_artifacts import FolderArtifacts

if TYPE_CHECKING:
    from mnist_core.runs.artifacts.bucket import Bucket

RUNS = "runs"


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
    if folder := shared_folder(settings):
        if not folder.is_dir():
            raise ValueError(f"MNIST_ARTIFACTS_URL names the folder {folder}, which is not there: "
                             "mount it, or make it.")
        return FolderArtifacts(folder / RUNS, is_shared=True)
    # imported here: who needs no bucket need not wait for it
    from mnist_core.runs.artifacts.object_artifacts import ObjectArtifacts

    return ObjectArtifacts(open_bucket(url, is_worker=is_worker), settings.home)


def artifacts_place(settings: Settings) -> str:
    """Where the files of all runs lie, without anybody's password."""
    url = settings.artifacts_url
    return str(settings.home / RUNS if url is None else
               shared_folder(settings) or url.partition("?")[0])


def open_bucket(url: str, *, is_worker: bool) -> "Bucket":
    """The bucket of an address; nothing is asked of its server yet.

    Raises:
        ValueError: the address lacks something, or the library is not installed.
    """
    from mnist_core.runs.artifacts.bucket import READER_SECONDS, WRITER_SECONDS, Bucket
    from mnist_core.runs.artifacts.bucket_address import bucket_address

    return Bucket(bucket_address(url), WRITER_SECONDS if is_worker else READER_SECONDS)
