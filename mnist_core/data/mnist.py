"""MNIST as plain tensors, from the first of its sources that has it whole.

The sources in order: the folder MNIST_DATA_DIR, the copy below MNIST_HOME, what several machines
share and torchvision's mirrors (only where they are asked for; they fill the copy), the offline
sample. ``load`` alone decides what is trained on; the command ``data``, health and the pages repeat
what it says. No byte is ever trained on that is not MNIST's, and no file is ever changed but the
copy below MNIST_HOME.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

from mnist_core.base.settings import Settings
from mnist_core.data.folders import clauses_of, folders_of, home_folder, lacks_of
from mnist_core.data.mirrors import FetchError, Limits, Progress, fetch_files
from mnist_core.data.mnist_files import (
    FILES,
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    MnistFile,
)
from mnist_core.data.sample import sample
from mnist_core.data.search import Search, search, state_of
from mnist_core.data.shared import SharedFiles, share, take
from mnist_core.recipe.recipe import NUM_TEST, NUM_TRAIN

HOW_TO_GET_MNIST = ("For the full set run `python -m mnist_core data` with internet access, or set "
                    "MNIST_DATA_DIR to a folder that holds its four files.")
FULL_MNIST = f"MNIST {NUM_TRAIN:,} + {NUM_TEST:,}"
"""How the source of all of MNIST's digits is described, whatever folder they lie in."""


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
    detail: str = ""
    """The last sentence of the notice where it tells at length why a fetch failed."""

    @property
    def is_sample(self) -> bool:
        return self.kind == "sample"


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """``added`` are a class's own digits, for recipes that train on them, too."""

    train: Split
    test: Split
    source: Source
    added: Split | None = None


class NoDigits(ValueError):
    """Nothing can be trained on; ``detail`` is as a source's."""

    def __init__(self, text: str, detail: str = "") -> None:
        super().__init__(f"{text} {detail}".rstrip())
        self.detail = detail


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
    """Where MNIST is, and what is trained on; ``dataclasses.asdict`` makes it JSON."""

    files: tuple[FileReport, ...]
    data_dir: str
    """MNIST_DATA_DIR, or empty."""
    fetch_folder: str
    """Where a fetch puts what is missing."""
    complete: bool
    trains_on: str
    """What ``load`` gives, without a fetch; empty where it refuses."""
    notice: str
    """What a reader must know about that, or why it refuses, in whole sentences."""


def load(settings: Settings, *, fetch: bool = False, progress: Progress | None = None,
         mirrors: Sequence[str] | None = None, limits: Limits | None = None,
         shared: SharedFiles | None = None) -> Dataset:
    """MNIST, or the offline sample where no source has all four files.

    What the folders lack is taken from ``shared``. ``fetch`` allows the mirrors (torchvision's
    unless given) to supply it; where they fail, the sample's notice says why.

    Raises:
        OSError: ``shared`` cannot be read, and something is missing.
        NoDigits: MNIST_DATA_DIR holds a file that is not MNIST's and no other source has it. One
            sentence: which file, what it is, what to do; and why a fetch failed.
        ValueError: the sample is missing too.
    """
    there = search(folders_of(settings))
    failure = ""
    if there.missing and shared:
        _refuse_foreign(settings, there.missing)
        take(shared, there.missing, home_folder(settings))
        there = search(folders_of(settings))
    if there.missing and fetch:
        try:
            _fetch(settings, there.missing, progress, mirrors, limits)
        except FetchError as error:
            failure = str(error)
        there = search(folders_of(settings))
    return _dataset(settings, there, failure)


def at_hand(settings: Settings) -> Dataset | None:
    """What would be trained on, without a fetch; None where there are no digits at all."""
    try:
        return load(settings)
    except NoDigits:
        return None


def fetch(settings: Settings, progress: Progress | None = None,
          mirrors: Sequence[str] | None = None, limits: Limits | None = None) -> list[Path]:
    """Fetch what no folder has intact into the copy below MNIST_HOME; the paths that are new.

    Raises:
        FetchError: one sentence that names the addresses that failed.
    """
    missing = search(folders_of(settings)).missing
    return _fetch(settings, missing, progress, mirrors, limits) if missing else []


def share_with(settings: Settings, shared: SharedFiles) -> list[str]:
    """Put what the folders have where other machines take it; the names that are new there.

    Raises:
        OSError: it cannot be read or written.
    """
    return share(shared, folders_of(settings))


def inspect(settings: Settings) -> Report:
    """Look at every copy of the four files, and at what ``load`` makes of them."""
    there = search(folders_of(settings))
    reports = []
    for file in FILES:
        damaged = tuple(unusable.clause for unusable in there.of(file))
        path = str(there.found[file][0]) if file in there.found else ""
        reports.append(FileReport(file.packed_name,
                                  "found" if path else "damaged" if damaged else "missing",
                                  path, damaged))
    try:
        source = _dataset(settings, there).source
        trains_on, notice = source.description, source.notice
    except ValueError as error:
        trains_on, notice = "", str(error)
    return Report(tuple(reports), str(settings.data_dir or ""), str(home_folder(settings)),
                  not there.missing, trains_on, notice)


def fingerprint(settings: Settings) -> object:
    """Unequal to an earlier one where ``load`` may give something else by now."""
    return state_of(folders_of(settings))


def _dataset(settings: Settings, there: Search, failure: str = "") -> Dataset:
    """What is trained on, where this is all there is of MNIST."""
    if not there.missing:
        return _full_set(settings, there)
    refused = [unusable for file in there.missing for unusable in there.of(file)
               if unusable.folder == settings.data_dir]
    if refused:
        # whoever names a folder wants its digits: a sample in their place would mislead
        raise NoDigits(f"{clauses_of(refused, settings)}; put MNIST's own there, run `python -m "
                       "mnist_core data` to fetch it, or unset MNIST_DATA_DIR.", failure)
    return _sample(settings, there, failure)


def _full_set(settings: Settings, there: Search) -> Dataset:
    content = {file: torch.from_numpy(array) for file, (_, array) in there.found.items()}
    train = Split(content[TRAIN_IMAGES], content[TRAIN_LABELS].long())
    test = Split(content[TEST_IMAGES], content[TEST_LABELS].long())
    folder = there.found[TRAIN_IMAGES][0].parent
    from_home = folder.is_relative_to(home_folder(settings))
    notice = ""
    if there.unusable:
        notice = f"{clauses_of(there.unusable, settings)}; an intact copy is used instead."
    elif from_home and settings.data_dir and folder != settings.data_dir:
        notice = f"{lacks_of(settings)}; the copy in {folder} is used."
    return Dataset(train, test, Source("home" if from_home else "folder",
                                       FULL_MNIST, folder, notice))


def _sample(settings: Settings, there: Search, failure: str) -> Dataset:
    train_images, train_labels, test_images, test_labels = map(torch.from_numpy, sample())
    train, test = Split(train_images, train_labels.long()), Split(test_images, test_labels.long())
    notices = ["Offline sample: numbers do not compare with the published ones."]
    if lacks := lacks_of(settings):
        notices.append(f"{lacks}.")
    if there.unusable:
        notices.append(f"{clauses_of(there.unusable, settings)}.")
    notices.append(failure or HOW_TO_GET_MNIST)
    return Dataset(train, test, Source("sample", f"Offline sample {len(train):,} + {len(test):,}",
                                       None, " ".join(notices), failure))


def _fetch(settings: Settings, missing: Iterable[MnistFile], progress: Progress | None,
           mirrors: Sequence[str] | None, limits: Limits | None) -> list[Path]:
    _refuse_foreign(settings, missing)
    return fetch_files(missing, home_folder(settings), progress, mirrors, limits or Limits())


def _refuse_foreign(settings: Settings, missing: Iterable[MnistFile]) -> None:
    """Raises:
        FetchError: storing the files would replace some of the user's own.
    """
    folder = home_folder(settings)
    if _is_foreign(folder, settings):
        for file in missing:
            if (path := folder / file.packed_name).exists():
                raise FetchError(f"{path} is not MNIST's and lies in a folder of your own, so the "
                                 "lab does not replace it; move it away, then fetch again.")


def _is_foreign(folder: Path, settings: Settings) -> bool:
    """Whether the folder of the copy is a link to elsewhere, or the user's own data folder."""
    real = folder.resolve()
    return (not real.is_relative_to(settings.home.resolve())
            or (settings.data_dir is not None and settings.data_dir.resolve() == real))
