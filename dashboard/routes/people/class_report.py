"""The class report: what was tried and learnt, to print and as tables."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict
from starlette.responses import Response
from starlette.routing import Route

from dashboard.me.class_report import learner_of, learners
from dashboard.people.identity import this_person
from dashboard.routes.answers import answering, to_be_saved
from dashboard.routes.contract import Media
from dashboard.routes.people.board import person_of_this_class
from mnist_core.base.frozen import Frozen
from mnist_core.base.not_found import NotFound
from mnist_core.export.class_report.page import class_page, learner_page
from mnist_core.export.class_report.tables import runs_csv, students_csv
from mnist_core.runs.people.person import Person

HTML, CSV = "text/html", "text/csv"
POLICY = ("sandbox allow-modals; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
          "frame-ancestors 'none'")
"""A page that is only read and printed."""


class Day(Frozen):
    """Only runs that were begun on this day, by the server's clock; all without it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"day": "2026-11-29"}]})

    day: date | None = None


class ClassTable(Day):
    """What a row is: a run, or a student."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"each": "student"}]})

    each: Literal["run", "student"] = "run"


def show_own(query: Day) -> Response:
    """What one tried and learnt, as a page to print."""
    return _page(learner_page(learner_of(_oneself(), query.day), query.day))


def save_own(query: Day) -> Response:
    """What one tried, as a table: a row a run."""
    return _table(runs_csv([learner_of(_oneself(), query.day)]), "my-report")


def show_person(person: str, query: Day) -> Response:
    """What somebody of the class tried and learnt, as a page to print."""
    return _page(learner_page(learner_of(person_of_this_class(person), query.day), query.day))


def show_everybody(query: Day) -> Response:
    """What the class tried and learnt, as pages to print: one of the class, then one of each."""
    return _page(class_page(learners(query.day), query.day))


def save_everybody(query: ClassTable) -> Response:
    """What the class tried, as a table: a row a run, or a row a student."""
    made = runs_csv if query.each == "run" else students_csv
    return _table(made(learners(query.day)), f"class-{query.each}s")


def _oneself() -> Person:
    if person := this_person():
        return person
    raise NotFound('Nobody has a name here: the lab runs in the mode "alone".')


def _page(html: bytes) -> Response:
    return Response(html, media_type=HTML, headers={
        "Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


def _table(text: str, name: str) -> Response:
    return Response(text, media_type=CSV, headers={
        **to_be_saved(f"{name}.csv"), "Cache-Control": "no-store"})


_PAGE = Media(HTML, "A page that asks nobody for anything, in a sandbox; A4 when it is printed.")
_RUNS = Media(CSV, "A row a run, or a student.")
CLASS_REPORT_ROUTES = [
    Route("/api/me/report.html", answering(show_own, "heavy", query=Day, answer=_PAGE)),
    Route("/api/me/report.csv", answering(save_own, "heavy", query=Day, answer=_RUNS)),
    Route("/api/class/report.html", answering(show_everybody, "heavy", query=Day, answer=_PAGE)),
    Route("/api/class/report.csv",
          answering(save_everybody, "heavy", query=ClassTable, answer=_RUNS)),
    Route("/api/people/{person}/report.html",
          answering(show_person, "heavy", query=Day, answer=_PAGE)),
]
