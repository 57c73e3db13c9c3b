"""The door for work: fair between visitors, bounded in all, and honest about how long to wait."""

import os
import sys
import threading
import time
from concurrent.futures import Future
from contextvars import ContextVar

import pytest

from dashboard.admission.busy import Busy, busy_response
from dashboard.admission.limits import Starts
from dashboard.admission.pool import Pool
from dashboard.admission.ration import Ration
from dashboard.admission.seats import FEW, HeldBytes, Seats
from dashboard.admission.visitors import named, visitor_of
from dashboard.routes.all_routes import ROUTES
from dashboard.routes.contract import Contract, Media
from tests.waiting import wait_until

STARTS_PROCESSES = ("/api/lr-find", "/api/probe")


def small_pool(**limits: object) -> Pool:
    given = {"most_waiting": 6, "most_each": 4, "patience_seconds": 60.0, "niceness": 0, **limits}
    return Pool("test", 1, **given)  # type: ignore[arg-type]


@pytest.fixture
def gate() -> threading.Event:
    return threading.Event()


def occupied(pool: Pool, gate: threading.Event) -> "Future[bool]":
    """The pool's only thread waits at the gate."""
    has_begun = threading.Event()

    def wait() -> bool:
        has_begun.set()
        return gate.wait(30)
    future = pool.ask("first", wait)
    assert has_begun.wait(30)
    return future


def test_another_visitor_waits_for_one_question_of_mine_not_for_all(gate: threading.Event) -> None:
    pool, order = small_pool(), []
    occupied(pool, gate)
    asked = [pool.ask("greedy", lambda turn=turn: order.append(f"greedy {turn}"))  # type: ignore[misc]
             for turn in range(3)]
    asked.append(pool.ask("modest", lambda: order.append("modest")))
    gate.set()
    for future in asked:
        future.result(30)
    assert order == ["greedy 0", "modest", "greedy 1", "greedy 2"]


def test_one_visitor_and_all_together_may_have_so_many_waiting(gate: threading.Event) -> None:
    pool = small_pool()
    occupied(pool, gate)
    asked = [pool.ask("greedy", lambda: 1) for _ in range(4)]
    with pytest.raises(Busy, match="busy with other questions"):
        pool.ask("greedy", lambda: 1)
    asked += [pool.ask("modest", lambda: 2) for _ in range(2)]
    with pytest.raises(Busy):
        pool.ask("third", lambda: 3)
    gate.set()
    assert [future.result(30) for future in asked] == [1, 1, 1, 1, 2, 2]
    assert pool.ask("third", lambda: 3).result(30) == 3


def test_who_waited_too_long_is_told_so_and_nothing_is_computed(gate: threading.Event) -> None:
    pool, computed = small_pool(patience_seconds=0.05), []
    occupied(pool, gate)
    with pytest.raises(Busy):
        pool.result("visitor", lambda: computed.append(1))
    gate.set()
    assert pool.result("visitor", lambda: 7) == 7
    assert computed == []


def test_who_has_had_a_turn_waits_for_the_answer() -> None:
    def slow() -> int:
        time.sleep(0.3)
        return 7
    assert small_pool(patience_seconds=0.05).result("visitor", slow) == 7


def test_a_question_that_was_withdrawn_is_not_computed_and_makes_room(
        gate: threading.Event) -> None:
    pool, computed = small_pool(), []
    occupied(pool, gate)
    for _ in range(4):
        assert pool.ask("visitor", lambda: computed.append(1)).cancel()
    last = pool.ask("visitor", lambda: computed.append(2))
    gate.set()
    last.result(30)
    assert computed == [2]


def test_a_mistake_reaches_whoever_asked_and_the_pool_goes_on() -> None:
    pool = small_pool()

    def wrong() -> None:
        raise ValueError("no such layer")
    with pytest.raises(ValueError, match="no such layer"):
        pool.result("visitor", wrong)
    assert pool.result("visitor", lambda: 7) == 7


def test_whoever_computes_already_does_not_queue_behind_himself() -> None:
    pool = small_pool()
    assert pool.result("visitor", lambda: pool.result("visitor", lambda: 7)) == 7


def test_work_knows_who_asked_for_it() -> None:
    name: ContextVar[str] = ContextVar("name", default="nobody")
    name.set("visitor")
    assert small_pool().result("visitor", name.get) == "visitor"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells threads apart")
def test_heavy_threads_step_back_and_no_others() -> None:
    pool = small_pool(niceness=15)
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert pool.result("visitor", lambda: os.getpriority(
        os.PRIO_PROCESS, threading.get_native_id())) == 15
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_a_ration_gives_a_burst_and_then_its_share() -> None:
    needed = True
    ration = Ration(0.25, 2.0, lambda: needed)
    ration.spend(1.5)
    assert ration.seconds_to_rest() == 0
    ration.spend(1.5)
    # one second too much is a quarter of four
    assert 3.5 < ration.seconds_to_rest() <= 4.0
    needed = False
    assert ration.seconds_to_rest() == 0
    needed = True
    ration.spend(1.9)
    assert ration.seconds_to_rest() == 0


def test_a_pool_rests_when_its_ration_is_used_up() -> None:
    pool = small_pool(ration=Ration(0.5, 0.0, lambda: True))

    def compute() -> float:
        end = time.thread_time() + 0.2
        while time.thread_time() < end:
            pass
        return time.monotonic()
    first = pool.result("visitor", compute)
    assert pool.result("visitor", time.monotonic) - first > 0.3


def test_seats_are_counted_in_all_and_by_visitor_and_given_back() -> None:
    seats = Seats(3, 2, "Full.", 7)
    with seats.seat("a"), seats.seat("a"):
        with pytest.raises(Busy, match=r"Full\.") as caught:
            seats.take("a")
        assert caught.value.retry_seconds == 7
        with seats.seat("b"):
            assert seats.num_taken == 3
    assert seats.num_taken == 0


def test_a_crowd_shuts_out_itself_and_nobody_who_has_only_a_few() -> None:
    seats = Seats(10, 10, "Full.", 7, kept_back=10)
    for _ in range(10):
        seats.take("crowd")
    for _ in range(FEW):
        seats.take("modest")
    with pytest.raises(Busy):
        seats.take("modest")
    for number in range(20 - 10 - FEW):
        seats.take(f"another {number}")
    with pytest.raises(Busy):
        seats.take("the last")


def test_held_bytes_are_bounded_and_given_back() -> None:
    held = HeldBytes(100)
    held.add(60)
    with pytest.raises(Busy):
        held.add(41)
    held.take_off(60)
    held.add(100)


def test_processes_are_started_so_often_in_all_and_by_one_visitor() -> None:
    starts = Starts("3/minute", "2/minute")
    starts.note("a")
    starts.note("a")
    with pytest.raises(Busy) as caught:
        starts.note("a")
    assert 1 <= caught.value.retry_seconds <= 60
    starts.note("b")
    with pytest.raises(Busy):
        starts.note("c")


def test_a_refusal_says_when_to_come_back() -> None:
    answer = busy_response(Busy("Full.", 2.4), close=True)
    assert answer.status_code == 429 and answer.body == b'{"error":"Full."}'
    assert answer.headers["Retry-After"] == "2" and answer.headers["Connection"] == "close"


@pytest.mark.parametrize(("address", "name"), [
    ("192.168.1.7", "192.168.1.7"), ("::ffff:192.168.1.7", "192.168.1.7"),
    ("::1", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
    ("testclient", "testclient")])
def test_all_addresses_of_one_visitor_are_one(address: str, name: str) -> None:
    assert named(address) == name
    assert visitor_of({"type": "http", "client": (address, 1)}) == name


def test_a_request_without_an_address_is_this_machine() -> None:
    assert visitor_of({"type": "http", "client": None}) == "127.0.0.1"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.methods} {route.path}")
def test_every_route_says_what_it_costs_and_no_get_computes(route: object) -> None:
    costs = route.endpoint.costs  # type: ignore[attr-defined]
    path, methods = route.path, route.methods  # type: ignore[attr-defined]
    assert costs in ("light", "heavy", "stream", "process", "file")
    # a link to a file is a GET, and it is followed from our own pages alone
    contract = getattr(route.endpoint, "contract", None)  # type: ignore[attr-defined]
    is_file = isinstance(contract, Contract) and isinstance(contract.answer, Media)
    if costs in ("heavy", "process") and not (is_file and methods == {"GET", "HEAD"}):
        assert methods == {"POST"}
    assert (costs == "process") == (path in STARTS_PROCESSES)


def test_idle_threads_keep_nothing_of_what_they_computed() -> None:
    import gc
    import weakref

    class Large:
        pass
    pool, kept = small_pool(), []

    def compute() -> None:
        large = Large()
        kept.append(weakref.ref(large))
    pool.result("visitor", compute)

    def is_gone() -> bool:
        gc.collect()
        return kept[0]() is None
    wait_until(is_gone, "the computed object is gone", 10)
