"""The number of the run that a box says."""

from dashboard.run_choice import chosen_number


def test_a_label_of_a_moment_ago_still_names_its_run() -> None:
    assert chosen_number(3) == 3
    assert chosen_number("Run 31 · strategy-2 · interrupted") == 31


def test_new_run_and_nothing_name_none() -> None:
    assert chosen_number("New run") is None
    assert chosen_number(None) is None
