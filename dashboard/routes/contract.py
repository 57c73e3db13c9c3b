"""What a route takes and answers: said once, it checks every request and makes the documentation.

``answering`` and ``taking`` in ``answers.py`` hold each request to the contract of its route;
``docs/openapi.py`` describes it.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, cast, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict

from mnist_core.base.frozen import Frozen
from mnist_core.base.validation import checked

Json = dict[str, Any]


class Refusal(Exception):
    """A request that is answered with an HTTP error."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Nothing(Frozen):
    """What a route takes that has no query, or no body: no key at all."""


class Ignored(Nothing):
    """A query whose keys mean nothing: a load balancer may add one of its own."""

    model_config = ConfigDict(extra="ignore")


@dataclass(frozen=True, slots=True)
class Media:
    """A body that is not JSON: a file, a stream of events, lines of JSON.

    Attributes:
        kind: its media type, such as ``application/zip``.
        words: what it holds.
        part: the type of each part of a stream, or of each line.
    """

    kind: str
    words: str
    part: Any = None


Body = type[BaseModel] | UnionType | Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a route takes and answers.

    Attributes:
        query: the model of what may stand behind the question mark.
        body: the model of a POST's JSON body, or several of which one fits by its required keys
            (``Numbers | Moment``); a ``Media`` is read by the route itself.
        answer: the type of what is answered as JSON, or a ``Media``.
        words: what the route does.
        room: the folder of routes that it lies in.
        takes_headers, headers: those of a request, and of the answer, that mean something, with
            what they mean.
        statuses: with which it answers; errors are the same for all routes.
    """

    query: type[BaseModel] = Nothing
    body: Body = Nothing
    answer: Any
    words: str
    room: str
    takes_headers: Mapping[str, str]
    headers: Mapping[str, str]
    statuses: tuple[int, ...]

    def asked(self, query: Mapping[str, str], body: Json | None) -> dict[str, BaseModel]:
        """A request's ``query`` and ``body`` as values, of those that the route takes.

        Raises:
            ValueError: one sentence for everything that is wrong with them.
        """
        found = {"query": _checked_query(self.query, query)}
        if body is not None and not isinstance(self.body, Media):
            found["body"] = checked(_fitting(models_of(self.body), body), body)
        return {name: value for name, value in found.items() if not isinstance(value, Nothing)}


def contract_of(work: Callable[..., object], *, query: type[BaseModel] = Nothing,
                body: Body = Nothing, answer: Any = None,
                takes_headers: Mapping[str, str] | None = None,
                headers: Mapping[str, str] | None = None,
                statuses: tuple[int, ...] = (200,)) -> Contract:
    """What is not given is read from the function that does the work: its answer is the type that
    it returns, its words are its docstring's."""
    room = work.__module__.removeprefix("dashboard.routes.").rpartition(".")[0]
    return Contract(query=query, body=body, answer=answer or get_type_hints(work)["return"],
                    words=inspect.cleandoc(work.__doc__ or ""), room=room,
                    takes_headers=takes_headers or {}, headers=headers or {}, statuses=statuses)


def models_of(body: type[BaseModel] | UnionType) -> tuple[type[BaseModel], ...]:
    """The models that a body may be of."""
    return cast(tuple[type[BaseModel], ...], get_args(body) or (body,))


def _fitting(models: tuple[type[BaseModel], ...], body: Json) -> type[BaseModel]:
    """The first whose required keys are all there; where none is, the last."""
    return next((model for model in models if all(
        name in body for name, field in model.model_fields.items() if field.is_required())),
        models[-1])


def _checked_query(model: type[BaseModel], query: Mapping[str, str]) -> BaseModel:
    # a form that was left empty asks for nothing
    return checked(model, {name: text for name, text in query.items()
                           if text or name not in model.model_fields})
