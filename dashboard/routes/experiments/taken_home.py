"""What leaves the lab with an experiment: a page, the same as Markdown, and its runs as a table."""

from starlette.responses import Response
from starlette.routing import Route

from dashboard.routes.answers import answering, to_be_saved
from dashboard.routes.contract import Media
from dashboard.routes.experiments.shown import looked_at
from dashboard.routes.people.class_report import CSV, HTML, POLICY
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.summary import summary, trials_csv
from mnist_core.export.experiment_page import experiment_html

MARKDOWN = "text/markdown"


def show_page(sweep: str) -> Response:
    """What an experiment found, its trials and comparisons, as a page to print."""
    found = looked_at(sweep)
    return Response(experiment_html(found.experiment, found.findings), media_type=HTML, headers={
        "Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


def save_summary(sweep: str) -> Response:
    """What an experiment found, in short, as Markdown."""
    found = looked_at(sweep)
    return _file(found.experiment, "md", summary(found.experiment, found.findings), MARKDOWN)


def save_trials(sweep: str) -> Response:
    """Every run of an experiment, with its settings, its seed and what it came to; figures of the
    test set only of those that were asked on it."""
    experiment = looked_at(sweep).experiment
    return _file(experiment, "csv", trials_csv(experiment), CSV)


def _file(experiment: Experiment, ending: str, text: str, kind: str) -> Response:
    return Response(text, media_type=kind, headers={
        **to_be_saved(f"experiment-{experiment.id}.{ending}"), "Cache-Control": "no-store"})


SWEEP_FILE_ROUTES = [
    Route("/api/sweeps/{sweep}/report.html", answering(show_page, "heavy", answer=Media(
        HTML, "A page that asks nobody for anything, in a sandbox; A4 when it is printed."))),
    Route("/api/sweeps/{sweep}/summary.md", answering(save_summary, "heavy", answer=Media(
        MARKDOWN, "The answer, the best trials, and all else that may be said."))),
    Route("/api/sweeps/{sweep}/trials.csv", answering(save_trials, "heavy", answer=Media(
        CSV, "A row a run."))),
]
