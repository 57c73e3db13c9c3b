"""``people``: who is in the class, the teacher's link, and removing."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mnist_core.base.settings import read_settings
from mnist_core.cli import app
from mnist_core.runs.people import removal
from mnist_core.runs.people.classrooms import open_classroom
from mnist_core.runs.people.people import People
from mnist_core.runs.people.person import Person
from mnist_core.runs.records.store import Store, open_store
from tests.integration.runs_lab import recipe_of


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    for name, value in {"MNIST_HOME": str(tmp_path), "MNIST_DATABASE_URL": "",
                        "MNIST_MODE": "class", "MNIST_CLASS_CODE": "7B-2026",
                        "MNIST_TEACHER_KEY": "a-key-of-the-teacher"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(removal, "LATE_SECONDS", 0.0)
    return open_store(read_settings())


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["people", *words], input=typed)


def join(store: Store, nickname: str) -> Person:
    return People(store.engine).join(open_classroom(store.engine, "7B-2026"), nickname)[0]


def test_people_are_listed_and_removed(store: Store) -> None:
    assert run("list").stderr == "Nobody has joined yet.\n"
    anna, bo = join(store, "Anna"), join(store, "Bo")
    kept, _ = (store.create(recipe_of(), owner=person.id).id for person in (bo, anna))
    listed = json.loads(run("list", "--json").stdout)
    assert [(entry["nickname"], entry["class"], entry["runs"]) for entry in listed] == [
        ("Anna", "7B2026", 1), ("Bo", "7B2026", 1)]
    assert "Anna" in run("list").stdout

    refused = run("remove", "anna", typed="n\n")
    assert refused.exit_code == 1 and "Nothing was removed" in refused.stderr
    assert "Anna (student) with 1 run" in refused.stderr, "the question is not a result"
    unknown = run("remove", "Zoe", "--yes")
    assert unknown.exit_code == 2 and "nobody called Zoe" in unknown.stderr

    removed = run("remove", "anna", "--yes")
    assert (removed.exit_code, removed.stdout) == (0, "Removed Anna, with 1 run.\n")
    assert [one.id for one in store.runs()] == [kept]
    whole = run("remove-class", "7b 2026", "--yes", "--json")
    assert json.loads(whole.stdout) == {"people": 1, "runs": 1, "drawings": 0, "recipes": 0}
    assert run("remove-class", "--yes").exit_code == 2


def test_the_teachers_link_is_told_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_HOSTS", "lab.school.edu")
    told = json.loads(run("teacher", "--json", "--port", "9000", "--base-path", "lab").stdout)
    assert told["code"] == "7B2026"
    assert told["addresses"][0] == "http://lab.school.edu:9000/lab/join"
    assert told["teacher"] == "http://lab.school.edu:9000/lab/join#teacher=a-key-of-the-teacher"
    assert "Class code          7B2026" in run("teacher").stdout
    monkeypatch.setenv("MNIST_MODE", "login")
    refused = run("teacher")
    assert refused.exit_code == 2 and "MNIST_TEACHERS" in refused.stderr
