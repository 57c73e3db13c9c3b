"""The key of the run that a box says."""

from dashboard.navigation.run_choice import chosen_key


def test_a_label_of_a_moment_ago_still_names_its_run() -> None:
    assert chosen_key("3") == "3"
    assert chosen_key("strategy-4@1") == "strategy-4@1"
    assert chosen_key("Reference · drilldown-1-stepped · seed 2 · 98.01 %"
                      ) == "drilldown-1-stepped@2"
    assert chosen_key("Run 31 · strategy-2 · interrupted") == "31"


def test_new_run_and_nothing_name_none() -> None:
    assert chosen_key("New run") is None
    assert chosen_key(None) is None
