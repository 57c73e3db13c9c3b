"""Whether there is room for one more run: in the queue, on the disk; and numbers of rows."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.library.library import Library
from mnist_core.recipe.overrides import apply
from mnist_core.runs.database.row_number import LARGEST, row_number
from mnist_core.runs.records.capacity import QueueFull, check_disk, check_queue, run_bytes
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.saved.own_recipes import OwnRecipes

RECIPE = find_step("strategy-4").recipe
LARGE = apply(find_step("strategy-1").recipe, {
    "layers": "flatten linear(4096) relu linear(3800) relu linear(10)", "dropout": None})
GIGABYTE = 10**9


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(home=tmp_path, database_url=database_url, max_queued=3)


@pytest.fixture
def store(settings: Settings) -> Store:
    return open_store(settings)


def free_disk(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def test_the_queue_takes_as_many_as_the_setting_says(store: Store, settings: Settings) -> None:
    for _ in range(3):
        check_queue(store, settings, RECIPE)
        store.create(RECIPE)
    with pytest.raises(QueueFull, match="3 runs wait in the queue, and MNIST_MAX_QUEUED"):
        check_queue(store, settings, RECIPE)
    store.ask(1, "stop")
    check_queue(store, settings, RECIPE)


def test_the_forecast_is_what_was_measured() -> None:
    assert 18_500_000 < LARGE.describe().parameters < 19_500_000
    assert 504e6 <= run_bytes(LARGE) < 560e6


def test_a_run_that_does_not_fit_the_disk_is_refused(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free_disk(monkeypatch, GIGABYTE // 2)
    check_disk(tmp_path, run_bytes(RECIPE))
    with pytest.raises(ValueError, match=r"up to 5\d\d MB, and the disk of .* has 500 MB free"):
        check_disk(tmp_path, run_bytes(LARGE))


def test_what_waiting_runs_will_take_is_not_given_away(
        store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    free_disk(monkeypatch, 6 * GIGABYTE // 5)
    check_queue(store, settings, LARGE)
    store.create(LARGE)
    with pytest.raises(ValueError, match="for the runs that wait"):
        check_queue(store, settings, LARGE)


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", " 1", "१", "²", "x", "9" * 23, "9" * 5000,
                                  str(LARGEST + 1)])
def test_what_no_row_has_as_its_number_is_none(text: str) -> None:
    assert row_number(text) is None


def test_a_number_of_a_row_is_read() -> None:
    assert row_number("7") == 7
    assert row_number(str(LARGEST)) == LARGEST


@pytest.mark.parametrize("number", [0, -1, LARGEST + 1, 10**23])
def test_numbers_that_no_database_holds_name_no_run(store: Store, number: int) -> None:
    with pytest.raises(ValueError, match="There is no run"):
        store.run(number)
    with pytest.raises(ValueError, match="There is no run"):
        store.ask(number, "stop")
    with pytest.raises(ValueError, match=r"no run|no step|unknown step|is no"):
        Library(store).find(str(number))
    assert OwnRecipes(store.engine).find(number) is None
