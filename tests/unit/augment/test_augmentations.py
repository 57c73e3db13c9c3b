"""What holds of every augmentation, asked of its own examples."""

from collections.abc import Iterator

import pytest
import torch
from pydantic import ValidationError
from torch import Tensor

from mnist_core.augment.augmentation import Augmentation
from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.augment.pipeline import Draws, augment, augment_compiled
from mnist_core.base.rng import generator
from mnist_core.data.mnist import Dataset
from mnist_core.recipe.recipe import Recipe

pytestmark = pytest.mark.long

NUM = 200
# between four pixels a sum that is as near to two grey levels may round to the other one
TOLERATED_SHARE = 1e-4
EXAMPLES = [example for kind in AUGMENTATIONS.values() for example in kind.examples()]
each_kind = pytest.mark.parametrize("kind", AUGMENTATIONS.values(), ids=AUGMENTATIONS)
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=repr)


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Tensor:
    return dataset.train.images[:NUM]


@each_kind
def test_a_recipe_has_it_under_its_name_and_it_names_fields_of_its_own(
        kind: type[Augmentation]) -> None:
    assert Recipe.model_fields[kind.name].annotation == kind | None
    assert {*kind.acting, kind.main_field or kind.acting[0]} <= kind.model_fields.keys()


@each_kind
def test_where_nothing_acts_it_says_nothing(kind: type[Augmentation]) -> None:
    defaults = {name: field.get_default() for name, field in kind.model_fields.items()}
    nothing = {name: 0 if kind.model_fields[name].is_required() else defaults[name]
               for name in kind.acting}
    assert kind.model_validate(nothing).parts == []


@each_example
def test_recipes_that_differ_in_one_of_its_fields_differ_in_words(example: Augmentation) -> None:
    for name in type(example).model_fields:
        assert all(other.parts != example.parts for other in changed(example, name)), name


@each_example
def test_its_loops_are_its_operators(digits: Tensor, example: Augmentation) -> None:
    before, draws = digits.clone(), drawn(example)
    compiled, expected = augment_compiled(digits, draws), augment(digits, draws)
    difference = (compiled.int() - expected.int()).abs()
    assert int(difference.max()) <= 1
    assert float((difference > 0).float().mean()) <= TOLERATED_SHARE
    assert torch.equal(digits, before) and not torch.equal(expected, before)


@each_example
def test_any_slice_is_augmented_like_the_whole(digits: Tensor, example: Augmentation) -> None:
    rows, draws = slice(37, 111), drawn(example)
    some = augment(digits[rows], draws.rows(rows, torch.device("cpu")))
    assert torch.equal(some, augment(digits, draws)[rows])


def drawn(example: Augmentation) -> Draws:
    return Draws((example.draw(NUM, generator(1, example.name)),))


def changed(example: Augmentation, name: str) -> Iterator[Augmentation]:
    """The example with other values of one field, as far as they are allowed."""
    schema = type(example).model_json_schema()["properties"][name]
    values = schema.get("enum")
    if not values:
        low = schema.get("minimum", schema.get("exclusiveMinimum"))
        high = schema.get("maximum", schema.get("exclusiveMaximum"))
        values = [round(low + share * (high - low), 2 * (schema["type"] == "number"))
                  for share in (0.02, 0.5)]
    others = [value for value in values if value != getattr(example, name)]
    assert others
    for value in others:
        try:
            yield type(example).model_validate({**example.model_dump(), name: value})
        except ValidationError:
            # it does not fit the other fields
            continue
