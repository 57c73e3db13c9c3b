"""What pages offer to whom: the actions of each page x who looks x whose it is.

The script of a page reads who looks from the cookie of its tab; here it is told.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import page_list
from dashboard.navigation.page_list import RUNS, TRAIN
from dashboard.people import identity, mode
from dashboard.server import resources
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.rights import NotAllowed
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal
from tests.integration.drawing_lab import own_lab
from tests.integration.page_script import as_read, open_script

STEP = find_step("strategy-4")
Look = Callable[[str | None], None]
MAY_CHANGE = [("owner", True), ("teacher", True), ("student", False)]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("MNIST_MODE", "class")
    monkeypatch.setenv("MNIST_CLASS_CODE", "7B-2026")
    with own_lab(tmp_path / "home") as store:
        yield store


@pytest.fixture
def everybody(store: Store) -> dict[str, Person]:
    known, classroom = mode.people(), mode.classroom()
    return {"teacher": known.teacher(classroom),
            **{name: known.join(classroom, name)[0] for name in ("owner", "student")}}


@pytest.fixture
def looks(everybody: dict[str, Person], monkeypatch: pytest.MonkeyPatch) -> Look:
    """Who looks at the pages from now on; None for somebody who was removed."""
    def look(who: str | None) -> None:
        monkeypatch.setattr(identity, "person_of",
                            lambda cookies: everybody[who] if who else None)
    return look


@pytest.fixture
def run(store: Store, everybody: dict[str, Person]) -> int:
    """A run of the owner's that was stopped."""
    run_id = queued(store, everybody["owner"])
    store.ask(run_id, "stop")
    return run_id


def queued(store: Store, person: Person) -> int:
    return store.create(apply(STEP.recipe, {"epochs": 1}), step_id=STEP.id, owner=person.id).id


def interrupted(store: Store, person: Person) -> int:
    run_id = queued(store, person)
    lease = store.claim(run_id, "a worker")
    assert lease
    Journal(store, lease).leave("interrupted")
    return run_id


def button(app: AppTest, label: str) -> bool:
    return any(one.label == label for one in app.button)


@pytest.mark.parametrize("who, may", MAY_CHANGE)
def test_a_run_is_deleted_by_its_owner_and_the_teacher(
        who: str, may: bool, store: Store, run: int, looks: Look) -> None:
    looks(who)
    app = open_script(TRAIN, run=str(run))
    assert not app.exception
    assert button(app, "Delete this run") is may


def test_a_button_of_before_deletes_nothing_for_somebody_else(
        store: Store, run: int, looks: Look) -> None:
    looks("owner")
    app = open_script(TRAIN, run=str(run))
    delete = next(one for one in app.button if one.label == "Delete this run")
    looks("student")
    delete.click().run()
    assert store.run(run).state == "stopped"


@pytest.mark.parametrize("who, may", MAY_CHANGE)
def test_interrupted_runs_are_offered_to_those_who_may_resume_them(
        who: str, may: bool, store: Store, everybody: dict[str, Person], looks: Look) -> None:
    interrupted(store, everybody["owner"])
    looks(who)
    assert button(open_script(page_list.DRAW), "Dismiss") is may


def test_an_offer_of_before_stops_nothing_for_somebody_else(
        store: Store, everybody: dict[str, Person], looks: Look) -> None:
    run_id = interrupted(store, everybody["owner"])
    looks("owner")
    app = open_script(page_list.DRAW)
    dismiss = next(one for one in app.button if one.label == "Dismiss")
    looks("student")
    dismiss.click().run()
    assert store.run(run_id).state == "interrupted"


def test_somebody_elses_run_is_named_as_theirs_and_ones_own_is_not(
        run: int, looks: Look) -> None:
    for who, names in (("student", True), ("teacher", True), ("owner", False)):
        looks(who)
        app = open_script(TRAIN, run=str(run))
        box = next(one for one in app.selectbox if one.label == "Run")
        label = next(option for option in box.options if option.startswith(f"Run {run} "))
        assert label.endswith("· owner") is names


def test_nothing_falls_on_somebody_elses_run_by_itself(
        store: Store, everybody: dict[str, Person], looks: Look) -> None:
    run_id = queued(store, everybody["owner"])
    assert store.claim(run_id, "a worker")
    for who, offered in (("student", False), ("teacher", False), ("owner", True)):
        looks(who)
        app = open_script(TRAIN)
        told = [as_read(one.value) for one in app.markdown]
        assert any("is training" in text for text in told) is offered


@pytest.mark.parametrize("who, sees", MAY_CHANGE)
def test_where_looking_is_closed_students_find_only_their_own_runs(
        who: str, sees: bool, run: int, looks: Look) -> None:
    looks(who)
    mode.only_own_runs(True)
    app = open_script(TRAIN, run=str(run))
    box = next(one for one in app.selectbox if one.label == "Run")
    assert any(option.startswith(f"Run {run} ") for option in box.options) is sees
    assert any("somebody else's" in error.value for error in app.error) is not sees
    for page in (page_list.ERRORS, page_list.DRAW, page_list.NETWORK, page_list.COMPARE):
        assert not open_script(page, run=str(run), runs=str(run)).exception


def test_the_teacher_alone_closes_looking_on_the_page(looks: Look, everybody: dict[str, Person]
                                                      ) -> None:
    looks("teacher")
    app = open_script(RUNS)
    app.toggle(key="own runs only").set_value(True).run()
    assert mode.is_looking_closed()
    looks("student")
    assert not open_script(RUNS).toggle
    app.toggle(key="own runs only").set_value(False).run()
    assert mode.is_looking_closed()


def test_whoever_was_removed_changes_nothing(everybody: dict[str, Person], looks: Look) -> None:
    looks(None)
    with pytest.raises(NotAllowed):
        identity.own_recipes()
    assert resources.settings().mode == "class"
