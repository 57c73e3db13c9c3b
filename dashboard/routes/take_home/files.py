"""``export.zip`` and each file of a bundle: what leaves the lab with one run."""

from collections.abc import Callable
from typing import Annotated

from pydantic import Field
from starlette.responses import Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.people.identity import is_allowed
from dashboard.routes.answers import answering, to_be_saved
from dashboard.routes.contract import Media
from dashboard.routes.runs.runs import existing_run
from dashboard.routes.trained.trained import existing_trained
from dashboard.server.one_thread import one_thread
from dashboard.server.resources import data_state, settings
from mnist_core.base.format import comma_parts, shortened
from mnist_core.base.frozen import Frozen
from mnist_core.base.not_found import NotFound
from mnist_core.export.all_files import FILES
from mnist_core.export.archive import zip_bytes
from mnist_core.export.bundle import bundle, missing
from mnist_core.export.exported_run import ExportedRun, exported_run
from mnist_core.lessons.record import LessonRecord
from mnist_core.library.lesson_records import lesson_records
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.trained.trained import Trained

ZIP = "application/zip"
ANY_FILE = "application/octet-stream"
PAGES = tuple(file for file in FILES if file.name.endswith(".html"))
SANDBOX = ("sandbox allow-scripts allow-downloads allow-modals; default-src 'none'; "
           "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
           "font-src data:; frame-ancestors 'none'")
"""For a page of a bundle, which has its script in itself and asks nobody: it gets an origin of its
own, so that it can neither read nor ask this lab."""


class Wanted(Frozen):
    """Which files of a bundle."""

    only: Annotated[str, Field(max_length=1000)] = ""
    """Their names, with commas between; all without it."""
    parquet: bool = False
    """The tables also as Parquet."""

    @property
    def names(self) -> list[str]:
        return comma_parts(self.only)


class BundleFile(TypedDict):
    """``missing`` is why this run has no such file; empty where it has."""

    name: str
    words: str
    missing: str


class BundleFiles(TypedDict):
    """``name`` is what the files are called after: ``run-12-strategy-4``."""

    name: str
    files: list[BundleFile]


def exported(key: str) -> ExportedRun:
    """Raises:
        NotFound: there is no such run.
        ValueError: it has no measured epoch yet.
    """
    one_thread()
    trained = existing_trained(key)
    return exported_run(trained, data_state().dataset, predicted(trained))


def predicted(trained: Trained) -> tuple[LessonRecord, ...]:
    """What its owner predicted in lessons, if whoever asks is the owner or the teacher."""
    if isinstance(trained, OwnRun) and is_allowed("read what was predicted", trained.run.owner):
        return lesson_records(trained, settings().home)
    return ()


def list_files(key: str) -> BundleFiles:
    """The files that can be taken home of a trained network, and what each is."""
    run = exported(key)
    left_out = missing(run)
    return {"name": run.name, "files": [
        {"name": file.name, "words": file.words, "missing": left_out.get(file.name, "")}
        for file in FILES]}


def export_trained(key: str, query: Wanted) -> Response:
    """Everything of a trained network in one ZIP file: weights, figures, and what reads them."""
    run = exported(key)
    return Response(zip_bytes(bundle(run, query.names, parquet=query.parquet)),
                    media_type=ZIP, headers=to_be_saved(f"{run.name}.zip"))


def export_run(run: str, query: Wanted) -> Response:
    """Everything of a run in one ZIP file: weights, figures, and what reads them."""
    return export_trained(str(existing_run(run).id), query)


def show_file(key: str, file: str) -> Response:
    """One file of the bundle, to be saved."""
    run, content = _file(key, file)
    return Response(content, media_type=ANY_FILE, headers=to_be_saved(f"{run.name}-{file}"))


def _file(key: str, name: str) -> tuple[ExportedRun, bytes]:
    """Raises:
        NotFound: a bundle has no such file, or this run has not.
    """
    if name not in {file.name for file in FILES}:
        raise NotFound(f"There is no file {shortened(name)!r} in a bundle; it has "
                       f"{', '.join(file.name for file in FILES)}.")
    run = exported(key)
    if why := missing(run).get(name):
        raise NotFound(f"There is no {name} of {run.title}: {why}.")
    (_, content), = bundle(run, [name])
    return run, content


def _page(name: str, words: str) -> tuple[Callable[[str], Response], Callable[[str], Response]]:
    """What shows this page of a trained network, and of a run."""
    def of_trained(key: str) -> Response:
        run, content = _file(key, name)
        return Response(content, media_type="text/html", headers={
            "Content-Security-Policy": SANDBOX,
            "Content-Disposition": f'inline; filename="{run.name}-{name}"'})

    def of_run(run: str) -> Response:
        return of_trained(str(existing_run(run).id))
    for function in (of_trained, of_run):
        function.__doc__ = words
    return of_trained, of_run


def _page_routes() -> list[Route]:
    routes = []
    for page in PAGES:
        answer = Media("text/html", "A page that asks nobody for anything, in a sandbox.")
        for path, work in zip(("trained/{key}", "runs/{run}"), _page(page.name, page.words),
                              strict=True):
            routes.append(Route(f"/api/{path}/{page.name}",
                                answering(work, "heavy", answer=answer)))
    return routes


_WHOLE = Media(ZIP, "A README.md that says what each file is, and the files.")
TAKE_HOME_ROUTES = [
    Route("/api/trained/{key}/export.zip",
          answering(export_trained, "heavy", query=Wanted, answer=_WHOLE)),
    Route("/api/runs/{run}/export.zip",
          answering(export_run, "heavy", query=Wanted, answer=_WHOLE)),
    Route("/api/trained/{key}/files", answering(list_files, "heavy"), methods=["POST"]),
    Route("/api/trained/{key}/files/{file}",
          answering(show_file, "heavy", answer=Media(ANY_FILE, "The file."))),
    *_page_routes(),
]
