"""A backup holds a whole lab as it stood at one moment, and brings it back or changes nothing."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from mnist_core.base.settings import Settings
from mnist_core.runs.artifacts.artifacts import BEST_WEIGHTS, CHECKPOINT, LAST_PREDICTIONS
from mnist_core.runs.backup.backup import MANIFEST, write_backup
from mnist_core.runs.backup.restore import Restored, restore
from mnist_core.runs.saved.own_recipes import OwnRecipes
from tests.integration.runs_lab import (
    NUM_BATCHES,
    Lab,
    Result,
    assert_same_bits,
    open_lab,
    recipe_of,
    result_of,
)


def quiet(_: str, __: float) -> None:
    pass


def saved(lab: Lab, file: Path) -> Path:
    write_backup(lab.settings, file, quiet)
    return file


def brought_back(file: Path, home: Path, *, replace: bool = False) -> Restored:
    return restore(settings_of(home), file, replace=replace, progress=quiet)


def settings_of(home: Path) -> Settings:
    return Settings(home=home, database_url=f"sqlite:///{home}/lab.db", _env_file=None)


def content(folder: Path) -> dict[str, bytes]:
    """Every file, but SQLite's log and the memory that it shares: opening a database makes them."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))}


@pytest.fixture
def filled(lab: Lab) -> Lab:
    """A lab with two runs, one of which has files, an own recipe and an own lesson."""
    first, _ = lab.create(), lab.create()
    for name in (CHECKPOINT, LAST_PREDICTIONS, BEST_WEIGHTS):
        lab.store.artifacts.write(first, name, f"the {name} of run {first}".encode())
    OwnRecipes(lab.store.engine).add("mine", "strategy-4", recipe_of())
    lesson = lab.settings.home / "lessons/en/seeing/mine.md"
    lesson.parent.mkdir(parents=True)
    lesson.write_bytes(b"a lesson")
    return lab


def test_a_backup_made_while_a_run_trains_goes_on_elsewhere_with_the_same_bits(
        lab: Lab, undisturbed: Result, tmp_path_factory: pytest.TempPathFactory,
        monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    run_id, queue = lab.create(), lab.queue()
    queue.start()
    try:
        lab.wait_for_position(run_id, NUM_BATCHES + 20)
        backup = saved(lab, elsewhere / "lab.zip")
    finally:
        queue.stop()
    assert brought_back(backup, elsewhere).runs == 1
    other = open_lab(elsewhere, monkeypatch)
    run = other.store.run(run_id)
    assert (run.state, run.epochs_done) == ("interrupted", 1)
    assert other.moment(run_id).position <= run.position < run.total_batches
    queue = other.queue()
    queue.start()
    try:
        other.store.ask(run_id, "resume")
        other.wait_for_state(run_id, "finished")
    finally:
        queue.stop()
    assert_same_bits(result_of(other, run_id), undisturbed)


def test_a_backup_of_a_resting_lab_has_the_same_bytes_every_time(
        filled: Lab, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("backups")
    first, second = (saved(filled, folder / name).read_bytes() for name in ("one.zip", "two.zip"))
    assert first == second
    assert sorted(os.listdir(folder)) == ["one.zip", "two.zip"], "nothing half is left"
    assert not list(filled.settings.home.glob(".backup-*"))


def test_everything_comes_back(filled: Lab, tmp_path_factory: pytest.TempPathFactory,
                               monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("backups")
    home = folder / "home"
    restored = brought_back(saved(filled, folder / "lab.zip"), home)
    assert (restored.runs, restored.files, restored.aside) == (2, 4, None)
    back = open_lab(home, monkeypatch)
    assert back.store.runs() == filled.store.runs()
    assert [own.name for own in OwnRecipes(back.store.engine).all()] == ["mine"]
    for name in ("runs", "lessons"):
        assert content(home / name) == content(filled.settings.home / name)


def test_a_home_that_holds_runs_is_left_alone_unless_told(
        filled: Lab, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("backups")
    backup = saved(filled, folder / "lab.zip")
    home = folder / "home"
    brought_back(backup, home)
    (home / "runs" / "1" / CHECKPOINT).write_bytes(b"trained on")
    before = content(home)
    with pytest.raises(ValueError, match="holds runs or own lessons already: restore into"):
        brought_back(backup, home)
    assert content(home) == before

    restored = brought_back(backup, home, replace=True)
    assert restored.aside
    assert content(restored.aside)["runs/1/checkpoint.pt"] == b"trained on"
    assert content(restored.aside).keys() == before.keys()
    assert content(home)["runs/1/checkpoint.pt"] == b"the checkpoint.pt of run 1"


def test_a_damaged_database_is_put_aside_for_a_backup(
        filled: Lab, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("backups")
    backup = saved(filled, folder / "lab.zip")
    (folder / "lab.db").write_bytes(b"not a database at all" * 1000)
    with pytest.raises(ValueError, match="--replace"):
        brought_back(backup, folder)
    restored = brought_back(backup, folder, replace=True)
    assert restored.aside
    assert (restored.aside / "lab.db").read_bytes() == b"not a database at all" * 1000


def test_nothing_is_restored_below_a_lab_that_runs(
        filled: Lab, tmp_path_factory: pytest.TempPathFactory) -> None:
    backup = saved(filled, tmp_path_factory.mktemp("backups") / "lab.zip")
    filled.store.runs()
    before = content(filled.settings.home)
    with pytest.raises(ValueError, match=r"A lab runs in .*: stop it first"):
        brought_back(backup, filled.settings.home, replace=True)
    assert content(filled.settings.home) == before


def flipped(file: Path) -> None:
    with ZipFile(file) as archive:
        entry = archive.getinfo("runs/1/checkpoint.pt")
    data = bytearray(file.read_bytes())
    header = data[entry.header_offset:entry.header_offset + 30]
    lengths = sum(int.from_bytes(header[place:place + 2], "little") for place in (26, 28))
    data[entry.header_offset + 30 + lengths + 5] ^= 1
    file.write_bytes(data)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def of_something_else(file: Path) -> None:
    with ZipFile(file, "w") as archive:
        archive.writestr("holiday.txt", "by the sea")


def rewritten(file: Path, **changed: bytes | None) -> None:
    """With other files, and a manifest that is true of them but for what is changed."""
    with ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files |= {name: data for name, data in changed.items() if data is not None}
    with ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def with_a_file_outside(file: Path) -> None:
    with ZipFile(file) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    manifest["files"]["runs/1/../../../outside"] = {"bytes": 4, "blake2b": ""}
    rewritten(file, **{"runs/1/../../../outside": b"evil", MANIFEST: json.dumps(manifest).encode()})


def of_a_later_version(file: Path) -> None:
    with ZipFile(file) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    rewritten(file, **{MANIFEST: json.dumps({**manifest, "format": 99}).encode()})


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("damage", "said"), [
    (flipped, "is damaged"), (cut_short, "or only a part of one"),
    (of_something_else, "is not a backup of a lab"), (with_a_file_outside, "is damaged"),
    (of_a_later_version, "another version of the lab"),
    (lambda file: file.write_bytes(b""), "is not a backup"), (Path.unlink, "There is no file"),
])
def test_what_is_no_whole_backup_restores_nothing(
        filled: Lab, tmp_path_factory: pytest.TempPathFactory, damage: object,
        said: str) -> None:
    folder = tmp_path_factory.mktemp("backups")
    backup, home = saved(filled, folder / "lab.zip"), folder / "home"
    damage(backup)  # type: ignore[operator]
    with pytest.raises(ValueError, match=said):
        brought_back(backup, home)
    assert not home.exists() or not list(home.iterdir())
    assert not (folder.parent / "outside").exists()


def test_a_damaged_database_is_not_saved_as_if_it_were_whole(
        filled: Lab, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("backups")
    filled.store.close()
    database = filled.settings.home / "lab.db"
    data = bytearray(database.read_bytes())
    data[8192:] = os.urandom(len(data) - 8192)
    database.write_bytes(data)
    with pytest.raises(sqlite3.DatabaseError):
        saved(filled, folder / "lab.zip")
    assert not list(folder.iterdir())
    assert database.read_bytes() == data


def test_a_file_that_is_there_is_not_written_over(
        filled: Lab, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("backups") / "lab.zip"
    file.write_text("somebody's")
    with pytest.raises(ValueError, match="is there already"):
        saved(filled, file)
    assert file.read_text() == "somebody's"


def test_a_database_on_a_server_is_saved_by_its_own_means(
        filled: Lab, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(home=filled.settings.home, _env_file=None,
                        database_url="postgresql+psycopg://me:secret@db.school/lab")
    file = tmp_path_factory.mktemp("backups") / "lab.zip"
    with pytest.raises(ValueError, match=r"lab on db\.school.*pg_dump") as refusal:
        write_backup(settings, file, quiet)
    assert "secret" not in str(refusal.value)
    with pytest.raises(ValueError, match="pg_dump"):
        restore(settings, file, replace=False, progress=quiet)


def test_a_backup_taken_in_the_midst_of_writing_is_whole(
        filled: Lab, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("backups")
    half = filled.settings.home / "runs" / "1" / ".checkpoint.pt.abc"
    half.write_bytes(b"half")
    with ZipFile(saved(filled, folder / "lab.zip")) as archive:
        assert not [name for name in archive.namelist() if ".abc" in name]
        (folder / "lab.db").write_bytes(archive.read("lab.db"))
    with closing(sqlite3.connect(folder / "lab.db")) as copy:
        assert copy.execute("SELECT count(*) FROM runs").fetchone() == (2,)
