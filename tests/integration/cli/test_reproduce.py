"""Reference runs are trained by the ordinary queue, go on when interrupted, and are written."""

from dataclasses import replace
from pathlib import Path

import pytest

from mnist_core.data.mnist import Dataset
from mnist_core.ladders import STEPS
from mnist_core.reference.records import reference_run
from mnist_core.reference.reproduce import Advanced, Job, Recorded, jobs_for, missing, reproduce
from tests.integration.runs_lab import Lab, recipe_of


def test_jobs_are_the_steps_with_their_variants_seed_by_seed() -> None:
    jobs = jobs_for([], (0, 1))
    num_variants = sum(len(step.variants) for step in STEPS.values())
    assert len(jobs) == 2 * (len(STEPS) + num_variants)
    assert {job.recipe.seed for job in jobs[:len(jobs) // 2]} == {0}
    assert [job.key for job in jobs_for(["drilldown-1-stepped", "nets-2"], (7,))] == [
        "drilldown-1-stepped@7", "nets-2@7"]
    with pytest.raises(ValueError, match="did you mean `nets-2`"):
        jobs_for(["nets-22"], (1,))


@pytest.mark.slow
def test_an_interrupted_job_goes_on_and_is_recorded(lab: Lab, dataset: Dataset, tmp_path: Path
                                                    ) -> None:
    if dataset.source.is_sample:
        pytest.skip("needs the full set: set MNIST_DATA_DIR")
    # epochs of some seconds, since news of them are looked for each second
    recipe = recipe_of(num_train=12_000)
    job, root = Job("strategy-4", None, recipe), tmp_path / "reference"

    def train() -> list[Recorded | Advanced]:
        news = []
        for told in reproduce(lab.store, lab.settings, dataset, [job], num_jobs=1, threads=1,
                              root=root):
            news.append(told)
            if isinstance(told, Advanced) and told.run.epochs_done == 1:
                break
        return news

    assert missing([job], root) == (job,)
    assert isinstance(train()[-1], Advanced)
    [interrupted] = lab.store.runs()
    assert interrupted.state == "interrupted" and missing([job], root) == (job,)

    recorded = train()[-1]
    assert isinstance(recorded, Recorded)
    [run] = lab.store.runs()
    assert run.state == "finished" and missing([job], root) == ()
    found = reference_run(root / "strategy-4@1")
    assert found == recorded.reference
    assert [replace(epoch, seconds=0) for epoch in found.epochs()] == [
        replace(epoch, seconds=0) for epoch in lab.store.epochs(run.id)]
    assert found.best_test_accuracy == run.best_test_accuracy
    assert found.network("best")(dataset.test.images[:2, None].float()).shape == (2, 10)

    # what a run of the lab has done already is not done again
    assert [type(told) for told in reproduce(
        lab.store, lab.settings, dataset, [job], num_jobs=1, threads=1, root=root)] == [Recorded]


def test_the_offline_sample_is_refused(lab: Lab, dataset: Dataset) -> None:
    sample = replace(dataset, source=replace(dataset.source, kind="sample"))
    with pytest.raises(ValueError, match="need the full MNIST"):
        next(reproduce(lab.store, lab.settings, sample, [], num_jobs=1, threads=1))
