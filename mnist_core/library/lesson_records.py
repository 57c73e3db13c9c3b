"""In which lessons a run was trained, and what its owner predicted there."""

from contextlib import suppress
from pathlib import Path

from mnist_core.base.not_found import NotFound
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.outcome.outcome import outcome
from mnist_core.lessons.own_lessons import FOLDER, OwnLessons
from mnist_core.lessons.place import Place
from mnist_core.lessons.record import LessonRecord, lesson_record
from mnist_core.library.library import Library
from mnist_core.runs.lessons.places import Places
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.trained.trained import Trained


def lesson_records(trained: Trained, home: Path) -> tuple[LessonRecord, ...]:
    """Of the places of the run's owner that name it; none of a reference run.

    ``home`` holds a teacher's own lessons. Whoever shows it asks for the right to first.
    """
    if not isinstance(trained, OwnRun):
        return ()
    library = Library(trained.store)
    places = [kept for kept in Places(library.store.engine, trained.run.owner).all().values()
              if trained.key in kept.place.runs.values()]
    if not places:
        return ()
    catalogue = OwnLessons(home / FOLDER).catalogue()
    found = []
    for kept in sorted(places, key=lambda kept: kept.begun):
        # a teacher's lesson may be gone
        with suppress(NotFound):
            found.append(_record(library, catalogue.find(kept.lesson), kept.place,
                                 trained.run.owner))
    return tuple(record for record in found if record.predictions or record.explanation)


def _record(library: Library, lesson: Lesson, place: Place, owner: int | None) -> LessonRecord:
    runs: dict[str, Trained] = {}
    for name, key in place.runs.items():
        # a run may be deleted; a place is written by whoever it is of, and tells of no others' runs
        with suppress(ValueError, NotFound):
            run = library.find(key)
            if run.is_reference or (isinstance(run, OwnRun) and run.run.owner == owner):
                runs[name] = run
    return lesson_record(lesson, place, outcome(lesson, runs))
