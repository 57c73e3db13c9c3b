"""One check: a question, its answer, and the bounds that no check can leave."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

State = Literal["good", "bad", "missing"]
"""``missing``: not here, and the lab does without it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``words`` are whole sentences: what is there, and where it is not good, what to do."""

    state: State
    words: str


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    state: State
    words: str


def good(words: str) -> Answer:
    return Answer("good", words)


def bad(words: str) -> Answer:
    return Answer("bad", words)


def missing(words: str) -> Answer:
    return Answer("missing", words)


def checked(name: str, question: Callable[[], Answer], seconds: float) -> Check:
    """The answer to one question after at most ``seconds``, whatever happens to it."""
    if seconds <= 0:
        return Check(name, "bad", "There was no time left to look: this machine is very busy.")
    answers: list[Answer] = []

    def ask() -> None:
        try:
            answers.append(question())
        except BaseException as error:
            answers.append(bad(_sentence(error)))
    # a driver or a server that never answers must not keep the process alive
    thread = threading.Thread(target=ask, name=f"doctor: {name}", daemon=True)
    thread.start()
    thread.join(seconds)
    answer = answers[0] if answers else bad(f"There was no answer within {seconds:.0f} s.")
    return Check(name, answer.state, answer.words)


def _sentence(error: BaseException) -> str:
    text = " ".join(str(error).split()).rstrip(".")
    if isinstance(error, ValueError) and text:
        return f"{text}."  # it is a sentence already
    if isinstance(error, ImportError):
        return f"It cannot be imported ({text}): run `pip install -r requirements.txt`."
    return f"The check itself broke ({type(error).__name__}: {text})."
