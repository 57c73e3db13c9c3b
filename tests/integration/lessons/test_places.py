"""Where people are in lessons, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import event

from mnist_core.lessons.place import Place
from mnist_core.runs.lessons.places import Places, places_in_class, places_of
from mnist_core.runs.people.classrooms import open_classroom
from mnist_core.runs.people.people import People
from mnist_core.runs.people.removal import remove_people
from tests.integration.runs_lab import Lab, either_database

pytestmark = either_database


def test_a_place_is_kept_and_its_end_is_noted_once(lab: Lab) -> None:
    places = Places(lab.store.engine)
    assert places.find("dropout") is None
    place = Place(part="train", predictions={"0": (91.0, None, 96.5), "1": "with", "2": 14.0},
                  runs={"with": "strategy-4@1"}, explanation="Since <b>half</b> is off.")
    places.keep("dropout", place)
    found = places.find("dropout")
    assert found and found.place == place and found.finished is None
    done = places.keep("dropout", place.model_copy(update={"is_finished": True}))
    assert done.finished is not None
    again = places.keep("dropout", place)
    assert again.finished == done.finished
    assert places.all().keys() == {"dropout"}


def test_two_tabs_at_once_leave_one_place(lab: Lab) -> None:
    places = Places(lab.store.engine)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: places.keep("rate", Place(num_hints=number % 5)), range(16)))
    assert places.all().keys() == {"rate"}


def test_each_has_places_of_ones_own_which_go_with_them(lab: Lab) -> None:
    engine = lab.store.engine
    people, classroom = People(engine), open_classroom(engine, "LESSONS")
    anna, ben = people.join(classroom, "Anna")[0], people.join(classroom, "Ben")[0]
    Places(engine, anna.id).keep("dropout", Place(part="predict"))
    Places(engine, ben.id).keep("dropout", Place(part="explain"))
    Places(engine, ben.id).keep("rate", Place())
    assert Places(engine).all() == {}
    here = places_of(engine, [anna.id, ben.id], "dropout")
    assert {kept.owner: kept.place.part for kept in here} == {anna.id: "predict",
                                                             ben.id: "explain"}
    remove_people(lab.store, [ben.id])
    assert [kept.owner for kept in places_of(engine, [anna.id, ben.id])] == [anna.id]


def test_a_class_is_read_by_one_query_and_no_other_class_with_it(lab: Lab) -> None:
    engine = lab.store.engine
    people = People(engine)
    ours, others = open_classroom(engine, "OURS"), open_classroom(engine, "OTHERS")
    anna, ben = people.join(ours, "Anna")[0], people.join(others, "Ben")[0]
    for person in anna, ben:
        Places(engine, person.id).keep("dropout", Place(part="train"))
    Places(engine, anna.id).keep("rate", Place(part="explain"))
    Places(engine).keep("dropout", Place())
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    found = places_in_class(engine, ours.id, "dropout")
    assert {person: kept.place.part for person, kept in found.items()} == {anna.id: "train"}
    assert len([one for one in asked if "lesson_places" in one]) == len(asked) == 1
