"""The offer of interrupted runs, in words and on a page without a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation.interrupted import sentence, summary
from dashboard.server import resources
from mnist_core.base.source import ROOT
from mnist_core.ladders import find_step
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.events import Batches, Started
from tests.checkpoints import checkpoint_at

pytestmark = pytest.mark.long

FRAME = ROOT / "dashboard" / "frame.py"
Cut = Callable[..., Run]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("MNIST_HOME", str(tmp_path))
    monkeypatch.delenv("MNIST_DATABASE_URL", raising=False)
    resources.forget()
    yield resources.store()
    resources.forget()


@pytest.fixture
def cut(store: Store) -> Cut:
    """Makes a run of strategy-4 that was interrupted after so many batches of 100 an epoch."""
    def make(position: int, name: str = "") -> Run:
        run = store.create(find_step("strategy-4").recipe, step_id="strategy-4", worker="w",
                           name=name)
        journal = Journal(store, run.lease)
        if position:
            journal.append(Started("cpu", "reference", 25_600, 100, 0, 0))
            journal.append(Batches(0, *((1.0,) * position,) * 3))
            journal.append(checkpoint_at(position))
        journal.leave("interrupted")
        return store.run(run.id)
    return make


@pytest.mark.parametrize(("position", "place"), [
    (0, "before its first batch"), (1, "at epoch 1 of 15"), (99, "at epoch 1 of 15"),
    (100, "at epoch 2 of 15"), (250, "at epoch 3 of 15"), (1500, "at epoch 15 of 15")])
def test_the_sentence_says_which_run_and_where(cut: Cut, position: int, place: str) -> None:
    assert sentence(cut(position)) == f"Run 1 · strategy-4 was interrupted {place}"


def test_a_name_is_told_too(cut: Cut) -> None:
    assert sentence(cut(250, "hot")) == ("Run 1 · strategy-4 · hot was interrupted at epoch 3 "
                                         "of 15")


def test_many_runs_are_counted_and_three_of_them_named(cut: Cut) -> None:
    runs = [cut(1).id for _ in range(12)]
    assert summary(runs[:2]) == "2 runs were interrupted: 1 and 2"
    assert summary(runs[:3]) == "3 runs were interrupted: 1, 2 and 3"
    assert summary(runs) == "12 runs were interrupted: 1, 2, 3 and 9 more"


def opened() -> AppTest:
    app = AppTest.from_file(str(FRAME), default_timeout=60).run()
    assert not app.exception
    return app


def offered(app: AppTest) -> list[str]:
    return [text.value for text in app.markdown if "interrupted" in text.value]


def test_nothing_is_drawn_where_nothing_was_interrupted(store: Store) -> None:
    store.create(find_step("strategy-4").recipe, step_id="strategy-4")
    assert offered(opened()) == []


def test_all_of_several_are_resumed_at_once(cut: Cut, store: Store) -> None:
    for _ in range(12):
        cut(250)
    app = opened()
    assert offered(app) == [
        ":material/power_off: 12 runs were interrupted: 12, 11, 10 and 9 more"]
    next(button for button in app.button if button.label == "Resume all").click().run()
    assert offered(app) == []
    assert {run.state for run in store.runs()} == {"queued"}


def test_a_dismissed_run_is_stopped(cut: Cut, store: Store) -> None:
    run = cut(250)
    app = opened()
    assert offered(app) == [f":material/power_off: {sentence(run)}"]
    app.button(key=f"dismiss-{run.id}").click().run()
    assert offered(app) == []
    assert store.run(run.id).state == "stopped"


def test_a_run_that_somebody_else_resumed_meanwhile_is_left_alone(cut: Cut, store: Store) -> None:
    run = cut(250)
    app = opened()
    store.ask(run.id, "resume")
    lease = store.claim(run.id, "quicker")
    assert lease
    Journal(store, lease).leave("finished")
    app.button(key=f"dismiss-{run.id}").click().run()
    assert app.toast[0].value == f"Run {run.id} is finished; it cannot stop."
    assert store.run(run.id).state == "finished"
