"""The commands that make ``reference/`` and the page about it: reproduce and results."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mnist_core.base.source import IS_INSTALLED
from mnist_core.cli.errors import opened_store
from mnist_core.cli.output import AsJson, print_json, print_table
from mnist_core.foreground.failed import Failed
from mnist_core.foreground.notes import note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mnist_core.reference.reproduce import Advanced, Recorded, RecordedLesson

    News = Recorded | RecordedLesson | Advanced


def reproduce(
    steps: Annotated[list[str] | None, typer.Argument(
        metavar="[STEP]...", help="Steps or variants, such as nets-2 or drilldown-1-stepped; by "
        "default all.")] = None,
    seeds: Annotated[str, typer.Option(metavar="0-2", help="Which seeds.")] = "1",
    jobs: Annotated[int, typer.Option(metavar="N", min=1, max=64,
                                      help="How many runs at a time.")] = 1,
    lessons: Annotated[bool, typer.Option(
        "--lessons", help="The runs of the lessons instead of the steps.")] = False,
    list_only: Annotated[bool, typer.Option(
        "--list", help="Only list what is recorded and what is missing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Train the published steps anew and record them under reference/.

    What is recorded is left alone, what was interrupted goes on. Ctrl-C interrupts; the same
    command goes on.
    """
    if not list_only and IS_INSTALLED:
        raise ValueError("Reference runs are recorded into the source tree, which is not here; "
                         "train STEP records a run of your own.")
    keys, absent = (_lessons(jobs, list_only=list_only) if lessons
                    else _steps(steps or [], seeds, jobs, list_only=list_only))
    if as_json:
        print_json([{"key": key, "recorded": key not in absent} for key in keys])
    else:
        print_table(["lesson" if lessons else "reference run", "state"],
                    [(key, "missing" if key in absent else "recorded") for key in keys])
    if absent and not list_only:
        raise Failed(f"{len(absent)} of {len(keys)} {'lessons' if lessons else 'reference runs'} "
                     "are missing; the same command goes on.")


def results(
    check: Annotated[bool, typer.Option(
        "--check", help="Only say whether the page is up to date.")] = False,
) -> None:
    """Write docs/RESULTS.md from reference/."""
    from mnist_core.reference.results import PAGE, results_page

    if IS_INSTALLED:
        raise ValueError("docs/RESULTS.md is part of the source tree, which is not here; write "
                         "the page in a checkout.")
    text = results_page()
    if not check:
        PAGE.write_text(text, encoding="utf-8")
        note(f"Wrote {_short(PAGE)}.")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        raise Failed(f"{_short(PAGE)} is not up to date; run: python -m mnist_core results")


def _steps(steps: list[str], seeds: str, num_jobs: int, *, list_only: bool
           ) -> tuple[list[str], set[str]]:
    """All keys, and of these the ones that are missing."""
    from mnist_core.findings.seeds import parse_seeds
    from mnist_core.reference.reproduce import jobs_for, missing, reproduce

    wanted = jobs_for(steps, parse_seeds(seeds))
    if not list_only:
        todo = missing(wanted)
        _train(reproduce, todo, len(wanted) - len(todo), num_jobs)
    return [job.key for job in wanted], {job.key for job in missing(wanted)}


def _lessons(num_jobs: int, *, list_only: bool) -> tuple[list[str], set[str]]:
    """All keys, and of these the ones that are missing."""
    from mnist_core.lessons.catalogue import FIRST_LANGUAGE, read_catalogue
    from mnist_core.reference.reproduce import record_lessons, unrecorded

    wanted = [lesson for (language, _), lesson in read_catalogue().lessons.items()
              if language == FIRST_LANGUAGE]
    if not list_only:
        todo = unrecorded(wanted)
        _train(record_lessons, todo, len(wanted) - len(todo), num_jobs)
    return ([lesson.key for lesson in wanted],
            {lesson.key for lesson in unrecorded(wanted)})


def _train(train: "Callable[..., Iterator[News]]", todo: "Sequence[object]", num_recorded: int,
           num_jobs: int) -> None:
    from mnist_core.base.machine.machine_limits import num_cores
    from mnist_core.base.settings import read_settings
    from mnist_core.foreground.training import load_digits
    from mnist_core.reference.reproduce import Recorded, RecordedLesson

    settings = read_settings()
    threads = max(1, num_cores() // num_jobs)
    note(f"{num_recorded} recorded, {len(todo)} to train.")
    data = load_digits(settings)
    with opened_store(settings) as store:
        try:
            for news in train(store, settings, data, todo, num_jobs=num_jobs, threads=threads):
                if isinstance(news, RecordedLesson):
                    note(f"lesson {news.lesson.key}: recorded.")
                elif isinstance(news, Recorded):
                    note(f"{news.job.key}: recorded. {news.reference.record.verdict}")
                elif news.run.error:
                    note(f"{news.job.key}: {news.run.state}. {news.run.error}")
                else:
                    note(f"{news.job.key}: epoch {news.run.epochs_done} of "
                         f"{news.run.recipe.epochs}")
        except KeyboardInterrupt:
            note("Interrupted.")


def _short(path: Path) -> str:
    return "/".join(path.parts[-2:])
