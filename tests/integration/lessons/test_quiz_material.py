"""Questions are made of the own run and drawings of whoever takes the quiz."""

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dashboard.quiz.material import own_material
from mnist_core.data.mnist import Dataset
from mnist_core.quiz.kinds.all_kinds import KINDS
from mnist_core.quiz.quiz import make_quiz
from mnist_core.runs.database.tables.saved import DrawingRow
from mnist_core.runs.own_runs.own_run import OwnRun
from tests.integration.drawing_lab import own_lab, train_strategy_2


@pytest.mark.long
def test_own_runs_and_the_digits_that_they_misread_come_first(tmp_path: Path, dataset: Dataset
                                                              ) -> None:
    with own_lab(tmp_path / "home") as store:
        run = train_strategy_2(store, dataset)
        found = own_material()
        assert [(one.name, one.is_own) for one in found.runs[:2]] == [
            (f"Run {run}", True), (found.runs[1].name, False)]
        predictions = OwnRun(store, store.run(run)).predictions()
        assert predictions is not None
        wrong = np.flatnonzero(~predictions.correct)
        assert [digit.origin for digit in found.digits[:2]] == [
            f"test digit {index:,}, which Run {run} read wrong" for index in wrong[:2].tolist()]
        assert np.array_equal(found.digits[0].pixels, dataset.test.images[wrong[0]].numpy())
        asked = make_quiz(found, 1)[list(KINDS).index("new-digits")]
        assert asked.picture.caption == f"Run {run} at its last epoch."

        # one's own drawing goes before all test digits
        with Session(store.engine) as session:
            session.add(DrawingRow(created=0.0, digit=3, pixels=bytes(range(256)) * 3 + bytes(16)))
            session.commit()
        assert [(digit.label, digit.origin) for digit in own_material().digits] == [
            (3, "one that you drew")]
