"""Each of the published steps has a lesson, and what lessons name is there."""

import pytest

from mnist_core.ladders import STEPS
from mnist_core.lessons.catalogue import FIRST_LANGUAGE, Catalogue, read_catalogue
from mnist_core.reference.records import reference_runs


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


def test_every_step_has_exactly_one_lesson_in_ladder_order(catalogue: Catalogue) -> None:
    lessons = catalogue.of_chapter("steps")
    assert [lesson.head.step for lesson in lessons] == [*STEPS]
    assert all(lesson.head.step is None for (_, key), lesson in catalogue.lessons.items()
               if key not in STEPS)


def test_a_steps_lesson_trains_the_step_itself(catalogue: Catalogue) -> None:
    for step_id in STEPS:
        lesson = catalogue.of_step(step_id)
        assert lesson and lesson.key == step_id
        assert step_id in {run.step for run in lesson.train.run}


def test_whatever_lessons_replay_was_recorded(catalogue: Catalogue) -> None:
    recorded = {run.key: run for run in reference_runs()}
    for lesson in catalogue.lessons.values():
        for run in lesson.train.run:
            if run.replay is not None:
                assert run.replay in recorded, (lesson.key, run.name)
                assert recorded[run.replay].step_id == run.step, (lesson.key, run.name)


def test_the_published_training_can_be_replayed_where_it_was_recorded(catalogue: Catalogue
                                                                      ) -> None:
    recorded = {run.step_id for run in reference_runs()}
    for lesson in catalogue.of_chapter("steps", FIRST_LANGUAGE):
        step_id = lesson.head.step
        replayed = {run.step for run in lesson.train.run if run.replay}
        assert step_id in replayed or step_id not in recorded, lesson.key
