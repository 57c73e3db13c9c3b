"""Seeds are read as they are written, and their spread is a sample's."""

import statistics

import pytest

from mnist_core.findings.report import NUM_LAST
from mnist_core.findings.seeds import LARGEST_SEED, MAX_SEEDS, Spread, parse_seeds, seed_report
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.epoch_record import EpochRecord


def epochs_of(*accuracies: float, held_out: float | None = None) -> list[EpochRecord]:
    return [EpochRecord(epoch=number, train_loss=1.0, train_accuracy=50.0, test_loss=1.0,
                        test_accuracy=accuracy, held_out_loss=None, held_out_accuracy=held_out,
                        seconds=1.0) for number, accuracy in enumerate(accuracies, start=1)]


@pytest.mark.parametrize(("text", "seeds"), [
    ("0-7", tuple(range(8))),
    ("3", (3,)),
    ("1,3,5-7", (1, 3, 5, 6, 7)),
    (" 9 , 2 - 3 ", (9, 2, 3)),
    ("5-5", (5,)),
    ("007", (7,)),
    (f"0-{MAX_SEEDS - 1}", tuple(range(MAX_SEEDS))),
    (str(LARGEST_SEED), (LARGEST_SEED,)),
])
def test_seeds_are_read_in_the_order_written(text: str, seeds: tuple[int, ...]) -> None:
    assert parse_seeds(text) == seeds


@pytest.mark.parametrize(("text", "sentence"), [
    ("7-0", "The seeds 7-0 run backwards; write 0-7."),
    ("a", "The seeds `a` cannot be read; write numbers and ranges, such as 0-7 or 1,3,5-7."),
    ("", "The seeds `` cannot be read; write numbers and ranges, such as 0-7 or 1,3,5-7."),
    ("1,,2", "The seeds `1,,2` cannot be read; write numbers and ranges, such as 0-7 or 1,3,5-7."),
    ("-3", "The seeds `-3` cannot be read; write numbers and ranges, such as 0-7 or 1,3,5-7."),
    ("1-2-3", "The seeds `1-2-3` cannot be read; write numbers and ranges, such as 0-7 or "
              "1,3,5-7."),
    ("1.5", "The seeds `1.5` cannot be read; write numbers and ranges, such as 0-7 or 1,3,5-7."),
    ("²", "The seeds `²` cannot be read; write numbers and ranges, such as 0-7 or 1,3,5-7."),
    ("0-64", "The seeds `0-64` are more than 64; train fewer at a time."),
    ("0-2000000000", "The seeds `0-2000000000` are more than 64; train fewer at a time."),
    ("1,0-3", "Seed 1 is named twice in `1,0-3`; name each seed once."),
    ("2147483648", "Seed 2147483648 is too large; seeds go from 0 to 2,147,483,647."),
    ("9" * 5000, f"Seed {'9' * 59}… is too large; seeds go from 0 to 2,147,483,647."),
])
def test_wrong_seeds_are_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_seeds(text)
    assert str(caught.value) == sentence


def test_the_largest_seed_is_the_largest_that_a_recipe_takes() -> None:
    layers = "conv28x28(10) flatten"
    assert Recipe(layers=layers, seed=LARGEST_SEED).seed == LARGEST_SEED
    with pytest.raises(ValueError, match="less than"):
        Recipe(layers=layers, seed=LARGEST_SEED + 1)


def test_the_report_takes_the_last_the_best_and_the_mean_of_the_last_five() -> None:
    first, second = (90.0, 95.0, 96.0, 97.0, 98.0, 94.0), (80.0, 91.0, 92.0, 93.0, 94.0, 95.0)
    report = seed_report([epochs_of(*first), epochs_of(*second)])
    assert report.last == Spread(2, 94.5, statistics.stdev([94.0, 95.0]), 94.0, 95.0)
    assert report.best == Spread(2, 96.5, statistics.stdev([98.0, 95.0]), 95.0, 98.0)
    means = [statistics.fmean(values[-NUM_LAST:]) for values in (first, second)]
    assert report.last_five == Spread(2, statistics.fmean(means), statistics.stdev(means),
                                      min(means), max(means))


def test_the_best_epoch_is_chosen_by_the_held_out_digits_where_there_are_any() -> None:
    chosen = [*epochs_of(90.0, held_out=99.0), *epochs_of(95.0, held_out=98.0)]
    assert seed_report([chosen]).best.mean == 90.0


def test_a_single_seed_has_no_spread() -> None:
    assert seed_report([epochs_of(90.0, 92.0)]).last == Spread(1, 92.0, None, 92.0, 92.0)


def test_fewer_than_five_epochs_are_all_averaged() -> None:
    assert seed_report([epochs_of(90.0, 92.0)]).last_five.mean == 91.0
