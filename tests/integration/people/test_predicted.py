"""What somebody predicted in a lesson stands in the report of its run for them and the teacher."""

from pathlib import Path

import pytest

from dashboard.people import mode
from dashboard.people.identity import asking
from dashboard.routes.take_home.files import predicted
from mnist_core.lessons.place import Place
from mnist_core.runs.lessons.places import Places
from mnist_core.runs.own_runs.own_run import OwnRun
from tests.integration.drawing_lab import own_lab
from tests.made_runs import made_run

WROTE = "Since <b>half</b> is off."


def place(**runs: str) -> Place:
    return Place(predictions={"0": "level", "1": (90.0, 96.0, 98.0)}, runs=runs,
                 explanation=WROTE)


def test_alone_it_is_always_told(tmp_path: Path) -> None:
    with own_lab(tmp_path / "home") as store:
        run, other = made_run(store, None, [3, 5]), made_run(store, None, [7])
        Places(store.engine).keep("strategy-4", place(large=str(run.id), small="strategy-3@1"))
        Places(store.engine).keep("gone", place(large=str(run.id)))
        record, = predicted(OwnRun(store, run))
        assert record.explanation == WROTE and len(record.predictions) == 2
        assert record.predictions[1].curve and len(record.predictions[1].curve.measured) == 1
        assert predicted(OwnRun(store, other)) == ()


def test_in_a_class_the_owner_and_the_teacher_read_it(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_MODE", "class")
    monkeypatch.setenv("MNIST_CLASS_CODE", "7B-2026")
    with own_lab(tmp_path / "home") as store:
        people, classroom = mode.people(), mode.classroom()
        anna, ben = (people.join(classroom, name)[0] for name in ("Anna", "Ben"))
        hers = made_run(store, anna.id, [3])
        Places(store.engine, anna.id).keep("strategy-4", place(large=str(hers.id)))
        # whoever names a run of somebody else's learns nothing of it, and adds nothing to it
        Places(store.engine, ben.id).keep("strategy-4", place(large=str(hers.id)))
        told = {}
        for who in (anna, ben, people.teacher(classroom), None):
            token = asking.set(who)
            try:
                told[who.nickname if who else None] = len(predicted(OwnRun(store, hers)))
            finally:
                asking.reset(token)
        assert sorted(told.values()) == [0, 0, 1, 1]
        assert told[anna.nickname] == 1 and told[ben.nickname] == told[None] == 0
