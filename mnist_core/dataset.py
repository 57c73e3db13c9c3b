"""MNIST as plain tensors, from the first of its sources that has it whole.

The sources in order: the folder MNIST_DATA_DIR, the copy below MNIST_HOME, torchvision's mirrors
(only where a fetch is asked for; they fill the copy), the offline sample. No damaged byte is ever
trained on: a damaged file is moved aside, and the next source must supply an intact one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

from mnist_core.mirrors import TIMEOUT, FetchError, Progress, fetch_files
from mnist_core.mnist_files import (
    FILES,
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    Bytes,
    DamagedFile,
    MnistFile,
    candidates,
    damaged_copies,
    move_aside,
    read,
)
from mnist_core.offline_sample import sample
from mnist_core.settings import Settings

HOW_TO_GET_MNIST = ("For the full set run `python -m mnist_core data` with internet access, or set "
                    "MNIST_DATA_DIR to a folder that holds its four files.")


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Digits and what they are: images uint8 [N, 28, 28] (white ink 255), labels int64 [N]."""

    images: Tensor
    labels: Tensor

    def __post_init__(self) -> None:
        assert self.images.dtype == torch.uint8 and self.images.shape[1:] == (28, 28)
        assert self.labels.dtype == torch.int64 and self.labels.shape == self.images.shape[:1]

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, slots=True)
class Source:
    """Where digits came from, to be shown wherever a number made from them is shown."""

    kind: Literal["folder", "home", "sample"]
    description: str
    folder: Path | None
    """Of the training images; None for the sample."""
    notice: str
    """What a reader must know, in whole sentences; empty where all is as it should be."""

    @property
    def is_sample(self) -> bool:
        return self.kind == "sample"


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    train: Split
    test: Split
    source: Source


@dataclass(frozen=True, slots=True)
class FileReport:
    """One of the four files as it is now; ``path`` is empty unless the state is found."""

    name: str
    state: Literal["found", "damaged", "missing"]
    path: str
    damaged: tuple[str, ...]
    """A clause for each copy that cannot be used: which, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Report:
    """Where MNIST is; ``dataclasses.asdict`` makes it JSON."""

    files: tuple[FileReport, ...]
    data_dir: str
    """MNIST_DATA_DIR, or empty."""
    fetch_folder: str
    """Where a fetch puts what is missing."""
    complete: bool


@dataclass(frozen=True, slots=True)
class _Search:
    """What the folders hold of the four files."""

    found: dict[MnistFile, tuple[Path, Bytes]]
    damaged: dict[MnistFile, tuple[str, ...]]

    @property
    def missing(self) -> tuple[MnistFile, ...]:
        return tuple(file for file in FILES if file not in self.found)

    @property
    def damage(self) -> str:
        return " and ".join(clause for clauses in self.damaged.values() for clause in clauses)


def load(settings: Settings, *, fetch: bool = False, progress: Progress | None = None,
         mirrors: Sequence[str] | None = None, timeout: float = TIMEOUT) -> Dataset:
    """MNIST, or the offline sample where no source has all four files.

    ``fetch`` allows the mirrors (torchvision's unless given) to supply what the folders lack;
    where they fail, the sample's notice says why.

    Raises:
        ValueError: a file is damaged and no other source has an intact one; or the sample is
            missing too. One sentence: which file, what is wrong, where it is now, what to do.
    """
    search = _search(settings, dispose=_moved)
    failure = ""
    if search.missing and fetch:
        try:
            fetch_files(search.missing, home_folder(settings), progress, mirrors, timeout)
        except FetchError as error:
            failure = str(error)
        search = _Search(_search(settings, dispose=_moved).found, search.damaged)
    if not search.missing:
        return _full_set(settings, search)
    if any(file in search.damaged for file in search.missing):
        raise ValueError(f"{search.damage}; put an intact copy in its place, or run "
                         "`python -m mnist_core data` to fetch it."
                         + (f" {failure}" if failure else ""))
    return _sample(settings, failure)


def fetch(settings: Settings, progress: Progress | None = None,
          mirrors: Sequence[str] | None = None, timeout: float = TIMEOUT) -> list[Path]:
    """Fetch what no folder has intact into the copy below MNIST_HOME; the paths that are new.

    Raises:
        FetchError: one sentence that names the addresses that failed.
    """
    missing = _search(settings, dispose=_moved).missing
    if not missing:
        return []
    return fetch_files(missing, home_folder(settings), progress, mirrors, timeout)


def inspect(settings: Settings) -> Report:
    """Look at every copy of the four files and change nothing."""
    search = _search(settings, dispose=lambda path: "")
    files = []
    for file in FILES:
        damaged = search.damaged.get(file, ())
        path = str(search.found[file][0]) if file in search.found else ""
        files.append(FileReport(file.packed_name,
                                "found" if path else "damaged" if damaged else "missing",
                                path, damaged))
    return Report(tuple(files), str(settings.data_dir or ""), str(home_folder(settings)),
                  complete=not search.missing)


def home_folder(settings: Settings) -> Path:
    """Where fetched files are kept."""
    return settings.home / "mnist"


def _search(settings: Settings, dispose: Callable[[Path], str]) -> _Search:
    """Read the first intact copy of each file; ``dispose`` of the damaged ones before it."""
    found: dict[MnistFile, tuple[Path, Bytes]] = {}
    damaged: dict[MnistFile, tuple[str, ...]] = {}
    for file in FILES:
        for path in (path for folder in _folders(settings)
                     for path in candidates(folder, file)):
            try:
                found[file] = path, read(path, file)
                break
            except DamagedFile as error:
                clause = f"{path} {error}{dispose(path)}"
            except OSError as error:
                clause = f"{path} cannot be read ({error.strerror})"
            damaged[file] = (*damaged.get(file, ()), clause)
    return _Search(found, damaged)


def _moved(path: Path) -> str:
    aside = move_aside(path)
    return f" and was moved aside to {aside.name}" if aside else " and could not be moved aside"


def _full_set(settings: Settings, search: _Search) -> Dataset:
    content = {file: torch.from_numpy(array) for file, (_, array) in search.found.items()}
    train = Split(content[TRAIN_IMAGES], content[TRAIN_LABELS].long())
    test = Split(content[TEST_IMAGES], content[TEST_LABELS].long())
    folder = search.found[TRAIN_IMAGES][0].parent
    from_home = folder.is_relative_to(home_folder(settings))
    notice = ""
    if search.damaged:
        notice = f"{search.damage}; an intact copy is used instead."
    elif from_home and settings.data_dir:
        notice = f"{_lacks(settings)}; the copy in {folder} is used."
    return Dataset(train, test, Source("home" if from_home else "folder",
                                       f"MNIST {len(train):,} + {len(test):,}", folder, notice))


def _sample(settings: Settings, failure: str) -> Dataset:
    train_images, train_labels, test_images, test_labels = map(torch.from_numpy, sample())
    train, test = Split(train_images, train_labels.long()), Split(test_images, test_labels.long())
    notices = ["Offline sample: numbers do not compare with the published ones."]
    if lacks := _lacks(settings):
        notices.append(f"{lacks}.")
    aside = [str(path) for folder in _folders(settings) for path in damaged_copies(folder)]
    if aside:
        notices.append(f"Moved aside because damaged: {', '.join(aside)}.")
    notices.append(failure or HOW_TO_GET_MNIST)
    return Dataset(train, test, Source("sample", f"Offline sample {len(train):,} + {len(test):,}",
                                       None, " ".join(notices)))


def _folders(settings: Settings) -> list[Path]:
    return [folder for folder in (settings.data_dir, home_folder(settings)) if folder]


def _lacks(settings: Settings) -> str:
    """What the folder that the user chose, or has begun to fill, is short of; empty if neither."""
    folder = settings.data_dir or home_folder(settings)
    name = f"MNIST_DATA_DIR={folder}" if settings.data_dir else str(folder)
    missing = [file.packed_name for file in FILES if not any(candidates(folder, file))]
    if len(missing) < len(FILES):
        return f"{name} holds no {' and no '.join(missing)}"
    if not settings.data_dir:
        return ""
    return f"{name} holds no MNIST files" + ("" if folder.is_dir() else " (no such folder)")
