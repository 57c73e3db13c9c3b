"""One reader a run, however many people watch; each hears every batch once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import numpy as np
import pytest
from sqlalchemy import text, update
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from dashboard.routes.runs import events
from dashboard.routes.runs.feed import Feed
from dashboard.routes.runs.feed_message import Cursor, Message, read_cursor
from dashboard.server import resources
from mnist_core.recipe.recipe import read_recipe
from mnist_core.runs.database.run import Run
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.deleted import delete_run
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.events import Batches, Checkpoint, Event, Finished, Started
from tests.unit.findings.test_next_try import epochs_of

pytestmark = pytest.mark.long

NUM_BATCHES = 100
PATIENCE_SECONDS = 5.0


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store of a dashboard with a home of its own."""
    monkeypatch.setenv("MNIST_HOME", str(tmp_path))
    monkeypatch.delenv("MNIST_DATABASE_URL", raising=False)
    resources.forget()
    yield resources.store()
    resources.forget()


@dataclass
class Training:
    """A run, and what its worker writes, without a worker."""

    store: Store
    run: Run = field(init=False)

    def __post_init__(self) -> None:
        recipe = read_recipe({"layers": "gap conv1x1(10) flatten", "epochs": 3})
        self.run = self.store.create(recipe)
        self.start(0)

    def start(self, position: int) -> None:
        """A worker takes the run and goes on from a checkpoint."""
        with Session(self.store.engine) as session:
            session.execute(update(RunRow).values(state="queued", worker=None))
            session.commit()
        assert self.store.claim(self.run.id, "a")
        self.journal = Journal(self.store, self.store.run(self.run.id).lease)
        self.write(Started("cpu", "reference", 12_800, NUM_BATCHES, position,
                           position // NUM_BATCHES, from_checkpoint=True))

    def write(self, *events: Event) -> None:
        for event in events:
            self.journal.append(event)

    def train(self, first: int, num: int, loss: float = 1.0) -> None:
        """Batches whose loss says which they are."""
        losses = tuple(loss + at / 1000 for at in range(first, first + num))
        self.write(Batches(first, losses, (50.0,) * num, (0.1,) * num))


@pytest.fixture
def training(store: Store) -> Training:
    return Training(store)


@asynccontextmanager
async def watching(feed: Feed) -> AsyncIterator[None]:
    await feed.watch()
    try:
        yield
    finally:
        feed.leave()


async def told(feed: Feed, cursor: Cursor = Cursor()) -> tuple[Cursor, Message]:  # noqa: B008
    """The next message, as soon as there is news."""
    await asyncio.wait_for(feed.news(cursor, PATIENCE_SECONDS), PATIENCE_SECONDS + 1)
    return feed.message(cursor)


def at(message: Message) -> list[int]:
    return message["batches"]["at"]


def in_a_loop(test: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        await asyncio.wait_for(test(), 30)
    asyncio.run(run())


def test_the_running_accuracy_is_that_of_the_epoch_in_progress(training: Training) -> None:
    feed = Feed(training.store, training.store.run(training.run.id))
    assert feed.message(Cursor())[1]["train_accuracy"] is None
    feed.epochs = epochs_of((10.0, 10.0))
    feed.correct = np.array([10.0] * NUM_BATCHES + [40.0, 60.0], np.float32)
    assert feed.message(Cursor())[1]["train_accuracy"] == 50.0


def test_the_first_message_tells_everything_and_the_next_only_what_is_new(
        training: Training) -> None:
    async def test() -> None:
        training.train(0, 30)
        feed = Feed(training.store, training.run)
        async with watching(feed):
            cursor, message = await told(feed)
            assert message["reset"] is True
            assert at(message) == list(range(30))
            assert (message["state"], message["total"]) == ("running", 300)
            training.train(30, 12)
            cursor, message = await told(feed, cursor)
            assert message["reset"] is False
            assert at(message) == list(range(30, 42))
            training.write(Finished(1.0))
            cursor, message = await told(feed, cursor)
            assert (message["state"], at(message)) == ("finished", [])
    in_a_loop(test)


def test_two_watchers_who_come_at_once_hear_every_batch_once(training: Training) -> None:
    async def test() -> None:
        training.train(0, 50)
        feed = Feed(training.store, training.run)
        await asyncio.gather(*(feed.watch() for _ in range(5)))
        assert np.array_equal(feed.loss, training.store.curve(training.run.id).loss)
        for _ in range(5):
            feed.leave()
    in_a_loop(test)


def test_a_resumed_run_that_regains_its_lost_batches_at_once_is_told_anew(
        training: Training) -> None:
    """The position alone would not show it: it is higher than before when the feed looks again."""
    async def test() -> None:
        training.train(0, 40)
        training.write(Checkpoint(40, b""))
        training.train(40, 7)
        feed = Feed(training.store, training.run)
        async with watching(feed):
            cursor, _ = await told(feed)
            training.journal.leave("interrupted")
            training.start(40)
            training.train(40, 5, loss=2.0)
            training.train(45, 5, loss=2.0)
            heard = list(range(47))
            while heard != list(range(50)):
                cursor, message = await told(feed, cursor)
                heard = at(message) if message["reset"] else heard + at(message)
            assert np.array_equal(feed.loss, training.store.curve(training.run.id).loss)
    in_a_loop(test)


def test_a_watcher_goes_on_where_it_was_after_the_server_restarted(training: Training) -> None:
    async def test() -> None:
        training.train(0, 10)
        before = Feed(training.store, training.run)
        async with watching(before):
            cursor, _ = await told(before)
        training.train(10, 10)
        after = Feed(training.store, training.store.run(training.run.id))
        async with watching(after):
            _, message = await told(after, read_cursor(str(cursor)))
        assert message["reset"] is False
        assert at(message) == list(range(10, 20))
    in_a_loop(test)


@pytest.mark.parametrize("text", [
    None, "", "x", "a/b/c", "1.5.1/-3/0", "1.5.1/²/0", f"1.5.1/{'9' * 5000}/0", "1/2/3/4",
    "1.5.1/3/0\n"])
def test_a_cursor_that_cannot_be_read_starts_from_the_beginning(text: str | None) -> None:
    assert read_cursor(text) == Cursor()


def test_a_feed_outlives_a_database_that_fails_for_a_while(training: Training) -> None:
    async def test() -> None:
        feed = Feed(training.store, training.run)
        async with watching(feed):
            cursor, _ = await told(feed)
            await execute(training.store, "ALTER TABLE curves RENAME TO gone")
            await asyncio.sleep(0.5)
            await execute(training.store, "ALTER TABLE gone RENAME TO curves")
            training.train(0, 5)
            _, message = await told(feed, cursor)
            assert at(message) == list(range(5))
    in_a_loop(test)


def test_a_queued_run_tells_its_place_and_tells_it_anew_when_it_changes(
        training: Training) -> None:
    async def test() -> None:
        waiting = training.store.create(training.run.recipe)
        feed = Feed(training.store, waiting)
        async with watching(feed):
            cursor, message = await told(feed)
            assert message["place"].startswith(f"1st in the queue, behind run {training.run.id}")
            training.journal.leave("stopped")
            _, message = await told(feed, cursor)
            assert message["place"] == "1st in the queue"
    in_a_loop(test)


async def execute(store: Store, statement: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(statement))


def test_of_a_deleted_run_the_last_that_was_known_stays(training: Training) -> None:
    async def test() -> None:
        training.train(0, 5)
        feed = Feed(training.store, training.run)
        async with watching(feed):
            training.journal.leave("stopped")
            delete_run(training.store, training.run.id)
            await asyncio.sleep(0.3)
            assert at((await told(feed))[1]) == list(range(5))
    in_a_loop(test)


def test_when_the_last_watcher_has_gone_nothing_is_left(training: Training) -> None:
    async def test() -> None:
        training.train(0, 5)
        streams = [events._stream(training.run, None) for _ in range(3)]
        for stream in streams:
            assert (await anext(stream)).startswith("id: ")
        feed, = events._feeds.values()
        assert feed.watchers == 3
        for stream in streams:
            await stream.aclose()
        await everything_has_ended(feed)
    in_a_loop(test)


def test_a_watcher_who_leaves_before_the_first_message_is_forgotten(training: Training) -> None:
    async def test() -> None:
        async def first(stream: AsyncIterator[str]) -> str:
            return await anext(stream)
        visit = asyncio.create_task(first(events._stream(training.run, None)))
        await asyncio.sleep(0)
        feed, = events._feeds.values()
        visit.cancel()
        with suppress(asyncio.CancelledError):
            await visit
        await everything_has_ended(feed)
    in_a_loop(test)


def test_a_watcher_who_leaves_does_not_disturb_the_others(training: Training) -> None:
    """A closed connection is cancelled again and again until it gives way."""
    async def test() -> None:
        heard: dict[int, list[str]] = {number: [] for number in range(6)}
        connections = {number: anyio.CancelScope() for number in heard}

        async def watch(number: int) -> None:
            with connections[number]:
                async for message in events._stream(training.run, None):
                    heard[number].append(message)
        async with anyio.create_task_group() as watchers:
            for number in heard:
                watchers.start_soon(watch, number)
            for first in range(0, 80, 10):
                training.train(first, 10)
                await asyncio.sleep(0.15)
                if first == 30:
                    for number in (0, 2, 4):
                        connections[number].cancel()
            feed, = events._feeds.values()
            assert feed.watchers == 3
            assert all('"position":80' in heard[number][-1] for number in (1, 3, 5))
            watchers.cancel_scope.cancel()
        await everything_has_ended(feed)
    in_a_loop(test)


async def everything_has_ended(feed: Feed) -> None:
    assert feed.watchers == 0
    assert events._feeds == {}
    while len(asyncio.all_tasks()) > 2:  # the test and the limit of its time
        await asyncio.sleep(0.05)


def test_many_that_wait_read_the_store_no_more_often_than_a_few(
        training: Training) -> None:
    store = training.store
    runs = [store.create(training.run.recipe) for _ in range(30)]
    asked: list[str] = []

    async def test() -> None:
        feeds = [Feed(store, run) for run in runs]
        for feed in feeds:
            await feed.watch()
        listen(store.engine, "before_cursor_execute",
               lambda connection, cursor, statement, *rest: asked.append(statement))
        await asyncio.sleep(2)
        # the first of those that wait is looked at as often as one that trains
        assert len(asked) < 150, "one look at the queue a second serves all the others"
        assert feeds[29].place.startswith("30th in the queue")
        for feed in feeds:
            feed.leave()
    in_a_loop(test)
