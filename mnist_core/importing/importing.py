"""Bundles of other labs become runs of this one: all of a file, or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

from mnist_core.base.settings import Settings
from mnist_core.data.mnist import Dataset
from mnist_core.export.lab_file import LAB
from mnist_core.export.records import EVIDENCE, RECIPE
from mnist_core.export.tables import EPOCHS
from mnist_core.export.weights import WEIGHTS
from mnist_core.importing.bundle_parts import (
    RunPart,
    answers_from,
    check_format,
    checked_weights,
    curve_from,
    labels_from,
    read_epochs,
    read_lab_arrays,
    read_recipe_part,
    read_run_part,
    weights_limit,
)
from mnist_core.importing.zip_file import Member, members, opened, read
from mnist_core.ladders import STEPS
from mnist_core.runs.database.run import Run
from mnist_core.runs.fair_queue.caps import caps_of, check_disk_each, is_capped
from mnist_core.runs.records.capacity import check_disk
from mnist_core.runs.records.imported import ImportedRun, keep_imported, run_like
from mnist_core.runs.records.store import Store
from mnist_core.training.epoch_record import EpochRecord, best_epoch
from mnist_core.training.evaluate import Evaluation

MAX_RUNS = 50
# a thousand epochs of 60,000 batches would be more; then nobody waits for its page either
MAX_READ_BYTES = 400_000_000
LIMITS = {EVIDENCE: 100_000, RECIPE: 100_000, EPOCHS: 1_000_000, LAB: 100_000_000}


@dataclass(frozen=True, slots=True)
class Imported:
    """A run of the file as it is here; ``was_here``: it was before, and no copy was made."""

    run: Run
    was_here: bool


def import_runs(store: Store, settings: Settings, file: BinaryIO, called: str,
                data: Dataset | None, owner: int | None = None) -> tuple[Imported, ...]:
    """Record every run of a bundle, or of several bundles in one file.

    ``called`` is the file in sentences; ``data`` are the digits that the lab has at hand, whose
    labels those of a run on the same digits must be; ``owner`` is the person who imports them,
    where the lab knows people.

    Raises:
        ValueError: one sentence: it is not such a file, or something in it cannot be. Nothing is
            left.
        OSError: the home cannot be written.
    """
    try:
        with opened(file) as archive:
            runs = [_read(archive, found, data) for found in _bundles(archive)]
    except ValueError as error:
        raise ValueError(f"{called} was not imported: {str(error).rstrip('.')}.") from None
    num_bytes = sum(run.num_bytes for run in runs)
    check_disk(settings.home, num_bytes)
    if owner is not None and is_capped(store.engine, owner):
        check_disk_each(store.engine, caps_of(settings), owner, num_bytes)
    return tuple(_imported(store, run, owner) for run in runs)


def _imported(store: Store, run: ImportedRun, owner: int | None) -> Imported:
    same = run_like(store, run)
    return Imported(same or keep_imported(store, run, owner), same is not None)


def _bundles(archive: ZipFile) -> Iterator[Mapping[str, Member]]:
    """The files of each bundle by name: one at the top, or one in each folder."""
    found: dict[str, dict[str, Member]] = {}
    for member in members(archive):
        found.setdefault(member.folder, {})[member.name] = member
    # what a tracker was told of a run lies below it, and may have files of the same names
    bundles = {folder: files for folder, files in found.items() if EVIDENCE in files and not any(
        EVIDENCE in found.get(above, {}) for above in _folders_above(folder))}
    if not bundles:
        raise ValueError(f"it is not a run that a lab exported, which has a file {EVIDENCE}")
    if len(bundles) > MAX_RUNS:
        raise ValueError(f"it holds {len(bundles):,} runs, and at most {MAX_RUNS} can be imported "
                         "at once")
    num_bytes = sum(files[name].info.file_size for files in bundles.values()
                    for name in (*LIMITS, WEIGHTS) if name in files)
    if num_bytes > MAX_READ_BYTES:
        raise ValueError(f"its runs take more than {MAX_READ_BYTES / 1e6:.0f} MB, so import fewer "
                         "at once")
    for folder, files in bundles.items():
        if len(PurePosixPath(folder).parts) > 2:
            raise ValueError("its runs lie too deep in folders")
        yield files


def _folders_above(folder: str) -> list[str]:
    """Those that it lies in, and the top; nothing lies above the top itself."""
    return ["" if str(above) == "." else str(above) for above in PurePosixPath(folder).parents]


def _read(archive: ZipFile, found: Mapping[str, Member], data: Dataset | None) -> ImportedRun:
    told = read(archive, found, {EVIDENCE: LIMITS[EVIDENCE]})
    part = read_run_part(told[EVIDENCE])
    check_format(part)
    if "@" in part.run:
        raise ValueError(f"{part.run} is a reference run, which comes with every lab")
    files = read(archive, found, {name: LIMITS[name] for name in (RECIPE, EPOCHS, LAB)})
    recipe = read_recipe_part(files[RECIPE])
    parameters = recipe.describe().parameters
    if part.parameters != parameters:
        raise ValueError(f"{EVIDENCE} tells of {part.parameters:,} parameters, and the network of "
                         f"the recipe has {parameters:,}")
    epochs = read_epochs(files[EPOCHS], recipe)
    arrays = read_lab_arrays(files[LAB])
    best, last = _answers(part, arrays, epochs, data)
    kept = read(archive, found, {WEIGHTS: weights_limit(recipe)}, optional=(WEIGHTS,))
    is_of_best = part.weights_of == "best"
    if is_of_best and WEIGHTS not in kept:
        raise ValueError(f"it has no {WEIGHTS}")
    return ImportedRun(
        step_id=part.step if part.step in STEPS else None, name=part.name, note=part.note,
        recipe=recipe, parameters=parameters, num_batches=part.batches_per_epoch, epochs=epochs,
        curve=curve_from(arrays, part.batches_per_epoch, len(epochs), recipe),
        source=part.digits, evidence=part.evidence_value(),
        weights=checked_weights(kept[WEIGHTS], recipe) if is_of_best else None,
        best=best, last=last)


def _answers(part: RunPart, arrays: Mapping[str, NDArray[np.generic]],
             epochs: tuple[EpochRecord, ...], data: Dataset | None
             ) -> tuple[Evaluation | None, Evaluation | None]:
    """The answers at the best and at the last epoch, as far as the figures agree with them."""
    highest = best_epoch(epochs)
    assert highest
    labels = labels_from(arrays)
    if labels is not None and data and data.source.description == part.digits and not (
            np.array_equal(labels, data.test.labels.numpy())):
        raise ValueError(f"{LAB}: its labels are not those of {part.digits}")
    is_last_best = highest == epochs[-1]
    found: list[Evaluation | None] = []
    for moment, epoch in (("best", highest), ("last", epochs[-1])):
        answers = answers_from(arrays, moment, labels)
        if answers is None or labels is None:
            found.append(None)
            continue
        evaluation = Evaluation(answers, labels.astype(np.int64))
        if evaluation.accuracy != epoch.test_accuracy:
            raise ValueError(f"{LAB}: its answers are right for {evaluation.accuracy:.2f} % of the "
                             f"digits, and {EPOCHS} tells {epoch.test_accuracy:.2f} %")
        found.append(evaluation)
    best, last = found
    return best, best if is_last_best else last
