"""Rankings of made answers: what chance cannot tell apart shares a place, and nothing else does."""

import numpy as np
import pytest

from mnist_core.challenges.fitted import fitted_words, moved
from mnist_core.challenges.halves import first_half, new_secret
from mnist_core.challenges.ranking import Entry, ranked, shared_words
from mnist_core.findings.significance import mcnemar_p_value, paired_p_value

N = 10_000
ALL = np.ones(N, np.bool_)


def entry(key: int, *wrong: range, num_seeds: int = 1) -> Entry:
    """Each of its seeds reads the digits of these places wrong, and all others right."""
    right = np.full(N, num_seeds, np.int64)
    for places in wrong:
        right[list(places)] = 0
    return Entry(key, right, num_seeds)


def keys_and_places(entries: list[Entry]) -> list[tuple[int, str]]:
    return [(place.key, place.words) for place in ranked(entries, ALL)]


class TestHalves:
    def test_of_every_digit_one_half_and_the_odd_one_in_turn(self) -> None:
        labels = np.repeat(np.arange(10), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
        half = first_half(np.random.default_rng(0).permutation(labels), new_secret())
        assert half.sum() == N // 2
        counts = [int(first_half(labels, "x")[labels == digit].sum()) for digit in range(10)]
        assert counts == [490, 568, 516, 505, 491, 446, 479, 514, 487, 504]

    def test_it_is_fixed_by_its_secret(self) -> None:
        labels = np.tile(np.arange(10), 100)
        one, again, other = (first_half(labels, secret) for secret in ("a", "a", "b"))
        assert np.array_equal(one, again)
        assert 350 < (one != other).sum() < 650
        # for good: an older challenge must not change its halves
        assert np.flatnonzero(one)[:10].tolist() == FIRST_OF_A


FIRST_OF_A = [0, 1, 7, 8, 9, 13, 14, 15, 16, 23]


class TestSeveralSeeds:
    @pytest.mark.parametrize(("a", "b"), [(0, 0), (1, 0), (10, 2), (31, 24), (60, 33)])
    def test_with_one_seed_each_it_is_mcnemars(self, a: int, b: int) -> None:
        differences = np.array([1] * a + [-1] * b + [0] * 50, np.int64)
        assert paired_p_value(differences) == pytest.approx(mcnemar_p_value(a, b), abs=1e-12)

    def test_every_way_the_coins_may_fall_is_counted(self) -> None:
        differences = np.array([3, -1, 2, 2, 1, 0], np.int64)
        signs = np.array(np.meshgrid(*[[-1, 1]] * 5)).reshape(5, -1)
        sums = np.abs((signs * np.abs(differences[:5])[:, None]).sum(axis=0))
        assert paired_p_value(differences) == pytest.approx((sums >= 7).mean())

    def test_many_and_large_differences_are_quick_and_a_probability(self) -> None:
        differences = np.random.default_rng(1).integers(-10, 11, N)
        assert 0 <= paired_p_value(differences) <= 1


class TestPlaces:
    def test_who_is_told_apart_from_the_best_begins_the_next_place(self) -> None:
        # the first two differ by 3 digits against 0, the third from the best by 30 against 0
        entries = [entry(1, range(30)), entry(2, range(33)), entry(3, range(60))]
        assert keys_and_places(entries) == [(1, "1 to 2"), (2, "1 to 2"), (3, "3")]
        assert shared_words(ranked(entries, ALL)) == ("Places 1 and 2 cannot be told apart.",)

    def test_a_chain_of_neighbours_is_not_one_place(self) -> None:
        # 4 digits against 0 are chance (p = 0.125), 8 are not (p = 0.008)
        chain = [entry(number, range(4 * number)) for number in range(5)]
        assert keys_and_places(chain) == [(0, "1 to 2"), (1, "1 to 2"), (2, "3 to 4"),
                                          (3, "3 to 4"), (4, "5")]
        assert shared_words(ranked(chain, ALL)) == (
            "Places 1 and 2 cannot be told apart.", "Places 3 and 4 cannot be told apart.")

    def test_five_against_none_are_chance_and_six_are_not(self) -> None:
        assert keys_and_places([entry(1), entry(2, range(5))])[1] == (2, "1 to 2")
        assert keys_and_places([entry(1), entry(2, range(6))])[1] == (2, "2")

    def test_equals_share_a_place_in_the_order_in_which_they_came(self) -> None:
        entries = [entry(5, range(10)), entry(3, range(10, 20)), entry(4, range(10))]
        assert keys_and_places(entries) == [(5, "1 to 3"), (3, "1 to 3"), (4, "1 to 3")]

    def test_it_does_not_matter_in_which_order_others_came(self) -> None:
        entries = [entry(number, range(7 * number, 12 * number)) for number in range(8)]
        assert {place.key: place.words for place in ranked(entries, ALL)} == {
            place.key: place.words for place in ranked(entries[::-1], ALL)}

    def test_accuracy_is_the_mean_of_the_seeds_in_percent(self) -> None:
        right = np.full(N, 3, np.int64)
        right[:300] = 2
        place, = ranked([Entry(1, right, 3)], ALL)
        assert place.accuracy == pytest.approx(99)
        assert place.words == "1" and shared_words([place]) == ()

    def test_nobody_is_no_ranking(self) -> None:
        assert ranked([], ALL) == ()


class TestFitted:
    half = np.arange(N) % 2 == 0

    def made(self, key: int, wrong_on_first: int, wrong_on_second: int, seed: int) -> Entry:
        random = np.random.default_rng(seed)
        right = np.ones(N, np.int64)
        right[random.choice(np.arange(0, N, 2), wrong_on_first, replace=False)] = 0
        right[random.choice(np.arange(1, N, 2), wrong_on_second, replace=False)] = 0
        return Entry(key, right)

    def counts(self, seed: int) -> tuple[int, int]:
        first, second = np.random.default_rng(seed).binomial(N // 2, .01, 2)
        return int(first), int(second)

    def test_who_is_good_on_the_first_half_alone_is_named(self) -> None:
        entries = [self.made(1, 5, 90, 1), *(self.made(key, 40, 40, key) for key in range(2, 8))]
        last = moved(entries, self.half)[-1]
        assert last.before.key == last.after.key == 1
        assert (last.before.words, last.after.first) == ("1", 7)
        assert last.has_only_fitted
        assert last.words.startswith("fell 6 places: had only fitted the first half (1.")
        assert [one.has_only_fitted for one in moved(entries, self.half)[:-1]] == [False] * 6
        assert fitted_words(moved(entries, self.half)) == "1 of 7 had only fitted the first half."

    def test_a_half_that_is_harder_for_all_accuses_nobody(self) -> None:
        entries = [self.made(key, 20, 80, key) for key in range(8)]
        assert not any(one.has_only_fitted for one in moved(entries, self.half))
        assert {one.words for one in moved(entries, self.half)} == {"kept its place"}
        assert fitted_words(moved(entries, self.half)).startswith("Nobody")

    def test_chance_accuses_hardly_anybody(self) -> None:
        accused = [one.has_only_fitted for seed in range(20) for one in moved(
            [self.made(key, *self.counts(100 * seed + key),
                       1000 * seed + key) for key in range(10)], self.half)]
        assert len(accused) == 200 and sum(accused) <= 3

    def test_of_two_nobody_can_say_it(self) -> None:
        one, other = moved([self.made(1, 5, 90, 1), self.made(2, 40, 40, 2)], self.half)
        assert (one.surplus, other.surplus) == (None, None)
        assert fitted_words((one, other)).startswith("Of fewer than 3")
        assert (one.words, other.words) == ("rose 1 place", "fell 1 place")
