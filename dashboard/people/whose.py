"""Whose a run is, as pages say it: what somebody else is called, nothing of one's own."""

from dashboard.people.identity import this_person
from dashboard.people.mode import knows_people
from dashboard.people.shown_name import shown_name
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.trained.trained import Trained


def whose(owner: int | None) -> str:
    """What whoever it belongs to is called; empty for one's own, nobody's, and alone."""
    if owner is None or not knows_people():
        return ""
    person = this_person()
    return "" if person and person.id == owner else shown_name(owner)


def label_of(trained: Trained) -> str:
    """``Run 12 · strategy-4 · Anna``: a label that says whose run it is, if it is somebody else's.
    """
    name = whose(trained.run.owner) if isinstance(trained, OwnRun) else ""
    return f"{trained.label} · {name}" if name else trained.label
