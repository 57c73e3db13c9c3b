"""Runs and steps by their names: what ``import mnist_core as lab`` finds."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from mnist_core.base.settings import Settings, read_settings
from mnist_core.lab.lab_run import LabRun
from mnist_core.ladders import STEPS, find_step
from mnist_core.ladders.step import Step
from mnist_core.library.library import Library
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.artifacts.open_artifacts import open_artifacts
from mnist_core.runs.database.failures import StoreError, is_outage, records_sentence
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store, open_store


def run(key: int | str) -> LabRun:
    """A run by its number (``12``), a reference run (``"strategy-4@1"``), or what stands for a step
    (``"strategy-4"``: its newest own run that has weights, else a reference run).

    Raises:
        ValueError: there is none, in one sentence.
    """
    return LabRun(Library(opened_store()).find(str(key)))


def all_runs(*, step: str = "", text: str = "") -> list[LabRun]:
    """Own runs, the newest first, then reference runs; all of them, or those of a ``step``, or own
    ones with all words of ``text`` in their number, name, note, step, changes or state.

    Raises:
        ValueError: there is no such step.
    """
    return list(_all_runs(find_step(step).id if step else "", text))


def _all_runs(step_id: str, text: str) -> Iterator[LabRun]:
    library = Library(opened_store())
    for own in library.own(RunQuery(step=step_id, text=text)):
        yield LabRun(own)
    if not text:
        yield from (LabRun(reference) for reference in library.references()
                    if step_id in ("", reference.step_id))


def steps() -> list[Step]:
    """The published steps, ladder by ladder."""
    return list(STEPS.values())


def step(step_id: str) -> Step:
    """A published step, such as ``"strategy-4"``.

    Raises:
        ValueError: there is none; the sentence has the nearest one.
    """
    return find_step(step_id)


def recipe_of(of: str | Step | Recipe, changes: Mapping[str, object] | None = None,
              **more: object) -> Recipe:
    """The recipe of a step, or another recipe, with some settings changed.

    ``recipe_of("strategy-4", dropout=0.05, lr=0.02)``; a name with a dot goes into the mapping, or
    behind two stars: ``recipe_of("strategy-4", {"rotation.degrees": 7})``.

    Raises:
        ValueError: no such step or setting, or a value that is not allowed, in one sentence.
    """
    twice = sorted(set(changes or {}) & set(more))
    if twice:
        raise ValueError(f"`{twice[0]}` is given twice; keep one.")
    return apply(base_recipe(of), {**(changes or {}), **more})


def base_recipe(of: str | Step | Recipe) -> Recipe:
    if isinstance(of, Recipe):
        return of
    return (find_step(of) if isinstance(of, str) else of).recipe


def opened_store(*, trains: bool = False) -> Store:
    """The store that the settings name now.

    Raises:
        ValueError: the folder or the address of the database is wrong.
        OSError: the database is full, locked, damaged or gone, in a sentence.
    """
    settings = read_settings()
    try:
        return _store(settings, trains)
    except StoreError as error:
        if not is_outage(error):
            raise
        raise OSError(records_sentence(settings, error)) from None


@lru_cache(maxsize=4)
def _store(settings: Settings, trains: bool) -> Store:
    """One for as long as this process lives: a notebook has no moment to close it."""
    return open_store(settings, open_artifacts(settings, is_worker=trains))
