"""The dashboard of a class as a process of its own, and joining it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.servers.serving import dashboard

CODE, KEY = "7B-2026", "a-key-of-the-teacher"
LESSON = "order"
"""An own lesson, as ``with_lesson`` imports it: a choice, a curve, and recorded runs."""

Join = Callable[[str], httpx.Client]


@contextmanager
def class_server(home: Path, **options: Any) -> Iterator[str]:
    """Its address; ``options`` are those of ``dashboard``, which go over these."""
    with dashboard(home, **{
            "MNIST_DATABASE_URL": "", "MNIST_DEVICE": "cpu", "MNIST_MODE": "class",
            "MNIST_CLASS_CODE": CODE, "MNIST_TEACHER_KEY": KEY, **options}) as address:
        yield address


def with_lesson(address: str) -> str:
    """``address``, whose server has the lesson then."""
    text = Path(__file__).with_name("class_lesson.md").read_bytes()
    with httpx.Client(base_url=address, timeout=60) as teacher:
        joined(teacher, {"teacher": KEY})
        answer = teacher.post("/api/own-lessons/import", params={"name": f"{LESSON}.md"},
                              content=text)
        assert answer.json()["imported"], answer.text
    return address


@contextmanager
def members(address: str) -> Iterator[Join]:
    """A function that has somebody join by this nickname and returns their client."""
    with ExitStack() as clients:
        def join(nickname: str) -> httpx.Client:
            client = clients.enter_context(httpx.Client(base_url=address, timeout=30))
            joined(client, {"code": CODE, "nickname": nickname})
            return client
        yield join


def joined(client: httpx.Client, body: dict[str, Any]) -> dict[str, Any]:
    """What the server answers to whoever joins or comes back."""
    answer = client.post("/api/join", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
