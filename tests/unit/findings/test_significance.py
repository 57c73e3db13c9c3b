"""Chance is judged as the textbooks do, and told in a sentence."""

from math import comb, sqrt

import numpy as np
import pytest

from mnist_core.findings.significance import (
    chance_words,
    compare_accuracies,
    compare_predictions,
    compare_seeds,
    mcnemar_p_value,
    p_text,
)
from mnist_core.trained.trained import Predictions

# the sleep data of Student (1908), which R's manual tests with Welch: p = 0.07939
DRUG_1 = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
DRUG_2 = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)


def predictions(*wrong: int, labels: tuple[int, ...] = tuple(range(10)) * 10) -> Predictions:
    """A hundred digits, all read right but for these places."""
    truth = np.array(labels, np.int64)
    predicted = truth.copy()
    predicted[list(wrong)] = (predicted[list(wrong)] + 1) % 10
    sure = np.ones(len(truth), np.float32)
    return Predictions(predicted, sure, sure, truth)


class TestDigits:
    def test_ten_against_two_is_the_textbooks_value(self) -> None:
        assert mcnemar_p_value(10, 2) == pytest.approx(2 * (1 + 12 + 66) / 2**12)

    def test_it_does_not_matter_who_comes_first(self) -> None:
        assert mcnemar_p_value(31, 24) == mcnemar_p_value(24, 31) == pytest.approx(0.4188, abs=1e-4)

    @pytest.mark.parametrize("num", [0, 1, 7, 54, 55])
    def test_equals_are_told_apart_in_at_most_one_of_twenty_cases(self, num: int) -> None:
        alarms = sum(comb(num, k) for k in range(num + 1) if mcnemar_p_value(k, num - k) <= 0.05)
        assert alarms / 2**num <= 0.05

    def test_the_digits_that_only_one_gets_right_are_named(self) -> None:
        compared = compare_predictions(predictions(3, 5, 8), predictions(5, 40))
        assert compared.only_a.tolist() == [40]
        assert compared.only_b.tolist() == [3, 8]
        assert compared.num_digits == 100

    def test_both_wrong_in_different_ways_counts_for_neither(self) -> None:
        one, other = predictions(3), predictions(3)
        other.predicted[3] = 9
        assert compare_predictions(one, other).p_value == 1

    def test_other_digits_are_refused_in_one_sentence(self) -> None:
        with pytest.raises(ValueError, match="measured on different test digits"):
            compare_predictions(predictions(), predictions(labels=(1,) * 100))
        with pytest.raises(ValueError, match="measured on different test digits"):
            compare_predictions(predictions(), predictions(labels=(1, 2)))

    def test_the_sentence_names_the_better_first(self) -> None:
        one, other = predictions(*range(31)), predictions(*range(31, 55))
        told = ("B gets 31 digits right that A gets wrong, and the reverse 24: that could easily "
                "be chance (p = 0.42).")
        assert compare_predictions(one, other).sentence("A", "B") == told
        assert compare_predictions(other, one).sentence("B", "A") == told

    def test_one_digit_is_not_one_digits(self) -> None:
        assert compare_predictions(predictions(), predictions(7)).sentence("A", "B") == (
            "A gets 1 digit right that B gets wrong, and the reverse 0: that could easily be "
            "chance (p = 1.00).")

    def test_equals_are_called_equal(self) -> None:
        assert compare_predictions(predictions(7), predictions(7)).sentence("A", "B") == (
            "A and B get exactly the same digits right.")


class TestAccuracies:
    def test_it_is_more_cautious_than_the_digits_themselves(self) -> None:
        """Of a hundred digits all are read right but these; seven are wrong in both."""
        one, other = predictions(*range(9)), predictions(*range(2, 20))
        by_digit = compare_predictions(one, other)
        by_accuracy = compare_accuracies(one.accuracy, other.accuracy, 100, 100)
        assert by_digit.p_value < by_accuracy.p_value
        # Fisher's tea: three of four cups against one of four
        assert compare_accuracies(75, 25, 4, 4).p_value == pytest.approx(34 / 70)

    def test_the_sentence_names_the_better_first(self) -> None:
        told = "B is 0.11 points better than A: that could easily be chance (p = 0.58)."
        assert compare_accuracies(98.31, 98.42, 10_000, 10_000).sentence("A", "B") == told
        assert compare_accuracies(98.42, 98.31, 10_000, 10_000).sentence("B", "A") == told
        assert compare_accuracies(99, 99, 100, 100).sentence("A", "B") == (
            "A and B get equally many digits right.")


class TestSeeds:
    def test_welch_agrees_with_r(self) -> None:
        compared = compare_seeds(DRUG_2, DRUG_1)
        assert compared
        assert compared.p_value == pytest.approx(0.07939, abs=1e-5)
        assert (compared.low, compared.high) == pytest.approx((-3.3654832, 0.2054832), abs=1e-6)
        assert compared.difference == pytest.approx(-1.58)

    def test_a_single_seed_is_held_against_the_spread_of_the_other(self) -> None:
        # Student's t with two degrees of freedom has a closed form
        t = 4 / sqrt(4 / 3)
        for one, other in (((1.0, 2.0, 3.0), (6.0,)), ((6.0,), (1.0, 2.0, 3.0))):
            compared = compare_seeds(one, other)
            assert compared and compared.p_value == pytest.approx(1 - t / sqrt(t**2 + 2))

    @pytest.mark.parametrize(("one", "other"), [
        ((99.4,), (99.5,)), ((), (99.4, 99.5)), ((99.4, 99.4), (99.5, 99.5)),
        ((99.4,), (99.5, 99.5)), ((99.4, 99.4 + 1e-13), (99.5, 99.5))])
    def test_without_a_spread_nothing_is_claimed(self, one: tuple[float, ...],
                                                 other: tuple[float, ...]) -> None:
        assert compare_seeds(one, other) is None

    def test_the_sentence_gives_means_spreads_and_the_interval(self) -> None:
        compared = compare_seeds((99.40, 99.44, 99.42), (99.50, 99.54, 99.52))
        assert compared and compared.sentence("A", "B") == (
            "Over seeds B is 0.10 points better than A (99.52 ± 0.02, n = 3 against 99.42 ± 0.02, "
            "n = 3): that is more than chance (p = 0.004). The true difference is likely to lie "
            "between +0.05 and +0.15 points.")


class TestWords:
    def test_they_grow_stronger_as_chance_fades(self) -> None:
        told = [chance_words(p).partition(" (")[0] for p in (0.8, 0.1, 0.03, 0.0004)]
        assert told == ["that could easily be chance", "that could still be chance",
                        "that is probably more than chance", "that is more than chance"]

    def test_a_p_value_never_reads_zero(self) -> None:
        assert [p_text(p) for p in (1.0, 0.417, 0.051, 0.0499, 0.0012, 1e-9)] == [
            "p = 1.00", "p = 0.42", "p = 0.051", "p = 0.050", "p = 0.001", "p < 0.001"]
