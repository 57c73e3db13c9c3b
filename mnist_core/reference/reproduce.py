"""Training every published step anew, and the runs of lessons: what is missing, and what was
interrupted."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mnist_core.base.settings import Settings
from mnist_core.base.source import REFERENCE
from mnist_core.base.validation import one_of
from mnist_core.data.mnist import Dataset
from mnist_core.ladders import STEPS
from mnist_core.lessons.lesson import Lesson
from mnist_core.recipe.recipe import Recipe
from mnist_core.reference.lesson_tries import recorded_runs, write_tries
from mnist_core.reference.records import RECORD, ReferenceRun, reference_id
from mnist_core.reference.writing import write_reference
from mnist_core.runs.database.run import Run
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.queue.queue import RunQueue
from mnist_core.runs.records.asked import RESUMABLE
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store

LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """One reference run to be: a step or a variant of it, with one seed."""

    step_id: str
    variant: str | None
    recipe: Recipe

    @property
    def reference_id(self) -> str:
        return reference_id(self.step_id, self.variant)

    @property
    def key(self) -> str:
        return f"{self.reference_id}@{self.recipe.seed}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A job is done and written down."""

    job: Job
    reference: ReferenceRun


@dataclass(frozen=True, slots=True)
class RecordedLesson:
    """All runs of a lesson are done and written down."""

    lesson: Lesson


@dataclass(frozen=True, slots=True)
class Advanced:
    """A job has measured another epoch, or its run has ended."""

    job: Job
    run: Run


def jobs_for(reference_ids: Sequence[str], seeds: Sequence[int]) -> tuple[Job, ...]:
    """All seeds of these steps and variants; of all there are where none are named.

    Raises:
        ValueError: there is no such step or variant.
    """
    there = {job.reference_id: job for job in _published()}
    for wanted in reference_ids:
        if wanted not in there:
            raise ValueError(one_of("step", wanted, list(there)))
    chosen = [there[wanted] for wanted in dict.fromkeys(reference_ids)] or list(there.values())
    # seed by seed, so that whoever stops early has all steps once
    return tuple(Job(job.step_id, job.variant, job.recipe.model_copy(update={"seed": seed}))
                 for seed in seeds for job in chosen)


def missing(jobs: Sequence[Job], root: Path = REFERENCE) -> tuple[Job, ...]:
    """Those of which nothing is recorded yet."""
    return tuple(job for job in jobs if not (root / job.key / RECORD).exists())


def reproduce(store: Store, settings: Settings, data: Dataset, jobs: Sequence[Job], *,
              num_jobs: int, threads: int, root: Path = REFERENCE
              ) -> Iterator[Recorded | Advanced]:
    """Train these jobs, ``num_jobs`` at a time, and write each down when it is finished.

    Raises:
        ValueError: the digits are only the offline sample.
    """
    for news in _trained(store, settings, data, jobs, num_jobs, threads):
        if news.run.state == "finished":
            yield Recorded(news.job, write_reference(OwnRun(store, news.run), news.job.variant,
                                                     data, root))
        else:
            yield news


def unrecorded(lessons: Iterable[Lesson], root: Path = REFERENCE) -> tuple[Lesson, ...]:
    """Those whose runs are not recorded as they are now."""
    return tuple(lesson for lesson in lessons if not recorded_runs(lesson, root))


def record_lessons(store: Store, settings: Settings, data: Dataset, lessons: Sequence[Lesson], *,
                   num_jobs: int, threads: int, root: Path = REFERENCE
                   ) -> Iterator[RecordedLesson | Advanced]:
    """Train the runs of these lessons, and write each lesson down when all of its are finished.

    Raises:
        ValueError: the digits are only the offline sample.
    """
    of_lesson = {lesson.key: {run.name: Job(run.step, None, lesson.train.recipe_of(run))
                              for run in lesson.train.run} for lesson in lessons}
    jobs = dict.fromkeys(job for those in of_lesson.values() for job in those.values())
    done: dict[Job, OwnRun] = {}
    for news in _trained(store, settings, data, list(jobs), num_jobs, threads):
        yield news
        if news.run.state != "finished":
            continue
        done[news.job] = OwnRun(store, news.run)
        for lesson in lessons:
            those = of_lesson[lesson.key]
            if news.job in those.values() and done.keys() >= {*those.values()}:
                write_tries(lesson, {name: done[job] for name, job in those.items()}, root)
                yield RecordedLesson(lesson)


def _trained(store: Store, settings: Settings, data: Dataset, jobs: Sequence[Job], num_jobs: int,
             threads: int) -> Iterator[Advanced]:
    """Train them, ``num_jobs`` at a time.

    They are ordinary runs of the lab: a finished one with the same recipe on the same digits is
    taken as it is, an interrupted one goes on. Closing the iterator interrupts those in progress.

    Raises:
        ValueError: the digits are only the offline sample.
    """
    if data.source.is_sample:
        raise ValueError("Reference runs need the full MNIST; `python -m mnist_core data` says "
                         "how to get it.")
    queue = RunQueue(store, settings.model_copy(update={"slots": num_jobs}))
    waiting, running = list(jobs), dict[Job, Run]()
    queue.start()
    try:
        while waiting or running:
            # no more are queued than can run: whoever opens the dashboard later finds no backlog
            while waiting and len(running) < num_jobs:
                job = waiting.pop(0)
                running[job] = _run_of(store, data, job, threads)
            for job, before in list(running.items()):
                run = running[job] = store.run(before.id)
                if run.state == "finished" or run.state in RESUMABLE:
                    del running[job]
                    yield Advanced(job, run)
                elif run.epochs_done > before.epochs_done:
                    yield Advanced(job, run)
            time.sleep(LOOK_SECONDS)
    finally:
        queue.stop()


def _published() -> Iterator[Job]:
    for step in STEPS.values():
        yield Job(step.id, None, step.recipe)
        for variant in step.variants:
            yield Job(step.id, variant.id, variant.recipe)


def _run_of(store: Store, data: Dataset, job: Job, threads: int) -> Run:
    """The run that has done most of this job, queued again if need be; else a new one."""
    query = RunQuery(step=job.step_id, num_epochs=job.recipe.epochs)
    runs = [run for run in store.runs(query)
            if run.recipe == job.recipe and run.state != "failed"
            and run.source in (None, data.source.description)]
    if not runs:
        return store.create(job.recipe, step_id=job.step_id, threads=threads)
    run = max(runs, key=lambda run: (run.state == "finished", run.position))
    if run.state in RESUMABLE:
        store.requeue(run.id)
    return run
