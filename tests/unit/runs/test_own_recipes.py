"""Own recipes are kept under names, and their database too."""

from pathlib import Path

import pytest

from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.runs.records.store import open_store
from mnist_core.runs.saved.own_recipes import MAX_NAME, OwnRecipes

STEP = find_step("strategy-4")
CHANGED = apply(STEP.recipe, {"dropout": 0.05})


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(home=tmp_path, database_url=database_url)


@pytest.fixture
def recipes(settings: Settings) -> OwnRecipes:
    return OwnRecipes(open_store(settings).engine)


def test_what_was_kept_is_there_again(recipes: OwnRecipes, settings: Settings) -> None:
    kept = recipes.add("  less   dropout ", STEP.id, CHANGED)
    again = OwnRecipes(open_store(settings).engine).find(kept.id)
    assert again == kept
    assert (kept.name, kept.step_id, kept.recipe) == ("less dropout", STEP.id, CHANGED)


def test_they_are_listed_by_name(recipes: OwnRecipes) -> None:
    for name in ("wide", "Narrow", "deep"):
        recipes.add(name, STEP.id, CHANGED)
    assert [own.name for own in recipes.all()] == ["deep", "Narrow", "wide"]


def test_a_name_is_given_once(recipes: OwnRecipes) -> None:
    own = recipes.add("Wide", STEP.id, CHANGED)
    with pytest.raises(ValueError, match="already a recipe named Wide"):
        recipes.add("wide", STEP.id, CHANGED)
    # its own name is not an obstacle
    assert recipes.change(own, "wide", STEP.recipe).recipe == STEP.recipe


@pytest.mark.parametrize(("name", "problem"), [
    ("", "Give the recipe a name"), ("   ", "Give the recipe a name"),
    ("x" * (MAX_NAME + 1), f"at most {MAX_NAME}")])
def test_a_name_that_cannot_be_is_refused(recipes: OwnRecipes, name: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        recipes.add(name, STEP.id, CHANGED)
    assert recipes.all() == []


def test_copies_get_names_of_their_own(recipes: OwnRecipes) -> None:
    own = recipes.add("y" * MAX_NAME, STEP.id, CHANGED)
    copies = [recipes.duplicate(own) for _ in range(3)]
    assert len({own.name, *(copy.name for copy in copies)}) == 4
    assert [copy.name[-6:] for copy in copies] == ["y copy", "copy 2", "copy 3"]
    assert all(copy.recipe == CHANGED for copy in copies)


def test_a_deleted_one_never_comes_back_under_its_number(recipes: OwnRecipes) -> None:
    own = recipes.add("wide", STEP.id, CHANGED)
    assert recipes.delete(own)
    assert not recipes.delete(own)
    assert recipes.find(own.id) is None
    assert recipes.add("wide", STEP.id, CHANGED).id > own.id
    with pytest.raises(ValueError, match="wide was deleted"):
        recipes.change(own, "wider", CHANGED)
