"""All files of the site, one after the other."""

from collections.abc import Iterator

from mnist_core.data.mnist import Dataset
from mnist_core.export.bundle import FILES
from mnist_core.export.exported_run import exported_run
from mnist_core.ladders import STEPS
from mnist_core.reference.records import typical_run
from mnist_core.site.overview import overview_page
from mnist_core.site.step_page import DOORS, step_page

NOT_MEASURED = "the step was not trained again"


def site_files(data: Dataset | None) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each, the first page first; the same runs and digits give the same bytes.

    ``data`` are the digits at hand, whose pictures the reports show.
    """
    yield "index.html", overview_page()
    for step in STEPS.values():
        folder, run = f"steps/{step.id}", typical_run(step.id)
        exported = exported_run(run, data) if run else None
        doors = {file: file.missing(exported) if exported else NOT_MEASURED for file in FILES
                 if file.name in DOORS}
        yield f"{folder}/index.html", step_page(step, {file.name: why
                                                       for file, why in doors.items()})
        for file, why in doors.items():
            if exported and not why:
                yield f"{folder}/{file.name}", file.write(exported)
