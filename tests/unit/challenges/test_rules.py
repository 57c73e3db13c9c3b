"""Rules are told, and a run is held against each of them, in words."""

import pytest

from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.base.validation import checked
from mnist_core.challenges.rules import Facts, Rules, judge
from mnist_core.ladders import find_step

RECIPE = find_step("strategy-4").recipe
PLAIN = {**RECIPE.model_dump(), **dict.fromkeys(AUGMENTATIONS)}


def facts(**changed: object) -> Facts:
    given = {"recipe": RECIPE, "parameters": 7_832, "seconds": 59.96, "is_quick_try": False,
             "finished": 1_000.0}
    return Facts(**{**given, **changed})  # type: ignore[arg-type]


def broken(rules: Rules, run: Facts) -> list[str]:
    return [finding.words for finding in judge(rules, run) if not finding.fits]


def test_a_rule_that_is_left_out_is_open() -> None:
    rules = Rules(title="Anything goes")
    assert judge(rules, facts()) == () and rules.words() == ()


def test_every_rule_holds_at_its_limit_and_breaks_beyond_it() -> None:
    rules = Rules(title="All", most_parameters=7_832, most_epochs=RECIPE.epochs, most_seconds=60,
                  ends=1_000.0)
    assert broken(rules, facts()) == []
    beyond = facts(parameters=7_833, seconds=60.2, finished=1_090.0,
                   recipe=RECIPE.model_copy(update={"epochs": RECIPE.epochs + 1}))
    assert broken(rules, beyond) == [
        "7,833 parameters, at most 7,832", f"{RECIPE.epochs + 1} epochs, at most {RECIPE.epochs}",
        "60.2 s of training, at most 60 s",
        "finished 1 min 30 s after the end"]


def test_a_quick_try_counts_only_where_the_rules_say_so() -> None:
    quick = facts(is_quick_try=True)
    assert broken(Rules(title="x"), quick) == [
        "a quick try: fewer epochs or digits than its step has"]
    assert broken(Rules(title="x", quick_tries=True), quick) == []


@pytest.mark.parametrize(("allowed", "wrong"), [
    (None, []), (("rotation", "affine"), []), (("affine",), ["augmented by rotation, allowed: "
                                                            "affine"]),
    ((), ["augmented by rotation, none is allowed"])])
def test_augmentations_are_allowed_by_name(allowed: tuple[str, ...] | None, wrong: list[str]
                                           ) -> None:
    recipe = checked(type(RECIPE), {**PLAIN, "rotation": {"degrees": 7}})
    assert broken(Rules(title="x", augmentations=allowed), facts(recipe=recipe)) == wrong


def test_an_augmentation_of_nothing_is_none() -> None:
    recipe = checked(type(RECIPE), {**PLAIN, "rotation": {"degrees": 0}})
    assert broken(Rules(title="x", augmentations=()), facts(recipe=recipe)) == []


def test_rules_in_words() -> None:
    rules = Rules(title=" Small \n and quick ", most_parameters=8_000, most_epochs=1,
                  most_seconds=90, augmentations=("affine", "rotation"), num_seeds=3,
                  quick_tries=True)
    assert rules.title == "Small and quick"
    assert rules.words() == (
        "at most 8,000 parameters", "at most 1 epoch", "at most 1 min 30 s of training",
        "augmentations: rotation, affine", "the mean of 3 seeds counts", "quick tries count, too")
    assert Rules(title="x", augmentations=()).words() == ("no augmentation",)


@pytest.mark.parametrize("wrong", [
    {"title": " \n "}, {"title": "x" * 81}, {"title": "x", "most_parameters": 0},
    {"title": "x", "augmentations": ["rotatoin"]}, {"title": "x", "num_seeds": 11},
    {"title": "x", "ends": float("inf")}, {"title": "x", "most": 3}])
def test_what_is_no_rule_is_refused_in_a_sentence(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^.+[.?]$"):
        checked(Rules, wrong)
