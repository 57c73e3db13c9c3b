"""What a newer version of the lab recorded costs only itself: one sentence, and the rest works."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.recipe.recipe import NewerVersion
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.saved.own_recipes import OwnRecipes

STEP = find_step("strategy-4")


@pytest.fixture
def store(tmp_path: Path, database_url: str) -> Store:
    """Two runs and two own recipes, of which a newer version has written the second."""
    store = open_store(Settings(home=tmp_path, database_url=database_url))
    recipes = OwnRecipes(store.engine)
    for number in (1, 2):
        store.ask(store.create(STEP.recipe, step_id=STEP.id).id, "pause")
        recipes.add(f"recipe {number}", STEP.id, STEP.recipe)
    newer = json.dumps({**json.loads(STEP.recipe.to_json()), "focal_gamma": 0.1})
    with store.engine.begin() as connection:
        for table in ("runs", "recipes"):
            connection.execute(text(f"UPDATE {table} SET recipe = :newer WHERE id = 2"),
                               {"newer": newer})
    return store


def test_such_a_run_is_listed_and_neither_opened_nor_resumed(store: Store) -> None:
    assert [run.id for run in store.runs()] == [2, 1]
    newer = store.run(2)
    said = (r"^A newer version of the lab wrote run 2: update this one to go on with it\. What it "
            r"does not know: unknown key `focal_gamma`")
    with pytest.raises(NewerVersion, match=said):
        _ = newer.recipe
    with pytest.raises(ValueError, match=said):
        store.ask(2, "resume")
    assert store.run(2).state == "paused"
    assert OwnRun(store, newer).label == "Run 2 · strategy-4 · epoch 0, paused"
    assert store.ask(1, "resume").state == "queued"


def test_the_other_own_recipes_can_be_used(store: Store) -> None:
    recipes = OwnRecipes(store.engine)
    assert [own.name for own in recipes.all()] == ["recipe 1"]
    with pytest.raises(NewerVersion, match=r"wrote the recipe recipe 2: update"):
        recipes.find(2)
    # its name is taken still
    with pytest.raises(ValueError, match="already a recipe named recipe 2"):
        recipes.add("Recipe 2", STEP.id, STEP.recipe)
