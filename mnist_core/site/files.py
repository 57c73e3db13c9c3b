"""All files of the site, one after the other."""

from collections.abc import Iterator

from mnist_core.data.mnist import Dataset
from mnist_core.export.all_files import FILES
from mnist_core.export.exported_run import exported_run
from mnist_core.ladders import STEPS, Step
from mnist_core.reference.records import typical_run
from mnist_core.site.lesson_page import lesson_list, lesson_page
from mnist_core.site.overview import overview_page
from mnist_core.site.recorded_lesson import recorded_lessons
from mnist_core.site.step_page import FILE_DOORS, Door, step_page

NOT_MEASURED = "the step was not trained again"
NO_LESSON = "its trainings were not recorded; the lab trains them"


def site_files(data: Dataset | None) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each, the first page first; the same runs and digits give the same bytes.

    ``data`` are the digits at hand, whose pictures the reports and the lessons show.
    """
    lessons = recorded_lessons()
    with_lesson = {recorded.step.id: recorded.lesson.key for recorded in lessons if recorded.step}
    yield "index.html", overview_page()
    for step in STEPS.values():
        yield from _step_files(step, with_lesson.get(step.id), data)
    yield "lessons/index.html", lesson_list(lessons)
    keys = [*(recorded.lesson.key for recorded in lessons), None]
    for recorded, following in zip(lessons, keys[1:], strict=True):
        yield f"lessons/{recorded.lesson.key}.html", lesson_page(recorded, data, following)


def _step_files(step: Step, lesson: str | None, data: Dataset | None
                ) -> Iterator[tuple[str, bytes]]:
    folder, run = f"steps/{step.id}", typical_run(step.id)
    exported = exported_run(run, data) if run else None
    missing = {file: file.missing(exported) if exported else NOT_MEASURED for file in FILES
               if file.name in FILE_DOORS}
    yield f"{folder}/index.html", step_page(step, [
        Door("The lesson of this step", f"../../lessons/{lesson}.html",
             "" if lesson else NO_LESSON),
        *(Door(FILE_DOORS[file.name], file.name, why) for file, why in missing.items())])
    for file, why in missing.items():
        if exported and not why:
            yield f"{folder}/{file.name}", file.write(exported)
