"""The disputed labels are what was published, of digits that are what the table says."""

import pytest

from mnist_core.data.label_errors import LABEL_ERRORS, MAJORITY, NUM_VOTERS
from mnist_core.data.mnist import Dataset


def test_every_listed_label_lost_the_vote() -> None:
    for index, error in LABEL_ERRORS.items():
        assert error.index == index and 0 <= index < 10_000
        assert error.label != error.guess
        assert error.label_votes < MAJORITY
        assert 0 <= error.neither_votes <= NUM_VOTERS


def test_the_labels_are_those_of_the_real_test_set(dataset: Dataset) -> None:
    if dataset.source.is_sample:
        pytest.skip("the indices count places in the full test set; MNIST_DATA_DIR names none")
    labels = dataset.test.labels
    assert all(int(labels[index]) == error.label for index, error in LABEL_ERRORS.items())


@pytest.mark.parametrize(("index", "badge"), [
    (947, "people read 9"), (2130, "4 or 9"), (3520, "no clear digit")])
def test_a_badge_says_what_people_read(index: int, badge: str) -> None:
    assert LABEL_ERRORS[index].badge == badge


def test_the_text_tells_every_vote() -> None:
    assert LABEL_ERRORS[947].text == "Five people voted: 5 for 9."
    assert LABEL_ERRORS[2130].text == (
        "Five people voted: 2 for 9; 2 for 4, the label; 1 for neither.")
