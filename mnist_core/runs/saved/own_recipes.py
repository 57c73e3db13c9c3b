"""Own recipes: what somebody made of a step, under a name, to train again or to hand on."""

import logging
import time
from dataclasses import dataclass

from sqlalchemy import Engine, Select, delete, select
from sqlalchemy.orm import Session

from mnist_core.recipe.recipe import NewerVersion, Recipe, read_recipe
from mnist_core.runs.database.row_number import is_row_number
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.saved import RecipeRow

MAX_NAME = 60

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OwnRecipe:
    """One of them; ``step_id`` names the step that it is compared with."""

    id: int
    name: str
    step_id: str
    recipe: Recipe
    owner: int | None = None


class OwnRecipes:
    """Those of one person, in the lab's database; all of them where the lab knows no people.

    Two of them never have the same name.
    """

    def __init__(self, engine: Engine, owner: int | None = None) -> None:
        self._engine, self._owner = engine, owner

    def all(self) -> list[OwnRecipe]:
        """By name; without those that only a newer version of the lab can read."""
        with Session(self._engine) as session:
            rows = session.scalars(self._mine()).all()
            found = []
            for row in rows:
                try:
                    found.append(_from_row(row))
                except NewerVersion as error:
                    _log.warning("%s", error)
            return sorted(found, key=lambda own: own.name.casefold())

    def find(self, recipe_id: int) -> OwnRecipe | None:
        """The one of this number, whosever it is: a link to it can be handed on."""
        with Session(self._engine) as session:
            row = session.get(RecipeRow, recipe_id) if is_row_number(recipe_id) else None
            return _from_row(row) if row else None

    def add(self, name: str, step_id: str, recipe: Recipe) -> OwnRecipe:
        """Keep a new one.

        Raises:
            ValueError: there is no name, or one that is taken.
        """
        with Session(self._engine) as session:
            row = RecipeRow(name=self._checked(session, name), step_id=step_id,
                            recipe=recipe.to_json(), created=time.time(), owner=self._owner)
            session.add(row)
            session.commit()
            return _from_row(row)

    def change(self, own: OwnRecipe, name: str, recipe: Recipe) -> OwnRecipe:
        """Give one another name, another content, or both.

        Raises:
            ValueError: there is no name or one that is taken, or the recipe was deleted.
        """
        with Session(self._engine) as session:
            row = session.get(RecipeRow, own.id)
            if row is None:
                raise ValueError(f"The recipe {own.name} was deleted; save it as a new one.")
            row.name, row.recipe = self._checked(session, name, own.id), recipe.to_json()
            session.commit()
            return _from_row(row)

    def duplicate(self, own: OwnRecipe) -> OwnRecipe:
        """Keep a second one like it, named ``… copy``, ``… copy 2`` and so on."""
        taken = {other.name.casefold() for other in self.all()}
        stem = own.name[:MAX_NAME - 9]
        names = (f"{stem} copy{f' {number}' if number > 1 else ''}"
                 for number in range(1, len(taken) + 2))
        return self.add(next(name for name in names if name.casefold() not in taken),
                        own.step_id, own.recipe)

    def delete(self, own: OwnRecipe) -> bool:
        """Forget one; False if it was gone already. The runs that it trained stay."""
        with Session(self._engine) as session:
            is_gone = hits(session, delete(RecipeRow).where(RecipeRow.id == own.id))
            session.commit()
            return is_gone

    def _mine(self) -> Select[RecipeRow]:
        rows = select(RecipeRow)
        return rows if self._owner is None else rows.where(RecipeRow.owner == self._owner)

    def _checked(self, session: Session, name: str, own_id: int | None = None) -> str:
        name = " ".join(name.split())
        if not name:
            raise ValueError("Give the recipe a name first.")
        if len(name) > MAX_NAME:
            raise ValueError(f"The name is {len(name)} characters long; at most {MAX_NAME} fit.")
        for other in session.scalars(self._mine()):
            if other.name.casefold() == name.casefold() and other.id != own_id:
                raise ValueError(f"There is already a recipe named {other.name}; choose another "
                                 "name.")
        return name


def _from_row(row: RecipeRow) -> OwnRecipe:
    try:
        return OwnRecipe(row.id, row.name, row.step_id, read_recipe(row.recipe), row.owner)
    except ValueError as error:
        raise NewerVersion(f"the recipe {row.name}", error) from None
