from itertools import count

from mnist_core.base.shared_look import SharedLook


def test_a_look_serves_all_who_ask_until_it_is_old_or_not_enough() -> None:
    numbers = count(1)
    shared = SharedLook(lambda: next(numbers), seconds=60)
    assert [shared.now(), shared.now()] == [1, 1]
    assert shared.now(lambda look: look > 1) == 2
    assert shared.now() == 2
    numbers = count(1)
    aged = SharedLook(lambda: next(numbers), seconds=0)
    assert [aged.now(), aged.now()] == [1, 2]
