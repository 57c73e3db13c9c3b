"""schemathesis asks each route what its own OpenAPI document allows, and what it forbids.

Whatever is sent, the answer is one that the document has: its status, its media type, its headers
and its JSON; and nothing breaks.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dashboard.routes.all_routes import ROUTES
from dashboard.routes.docs.openapi import openapi
from mnist_core.data.mnist import Dataset
from tests.integration.http.described_lab import described_lab

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance,
          response_headers_conformance, response_schema_conformance]
DOCUMENT = openapi(ROUTES)
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
# the first never ends, the others measure for seconds: test_contract.py asks them
ASKED_ELSEWHERE = ("/api/runs/{run}/events", "/api/lr-find", "/api/probe")
FEW, MANY = 3, 150


def questions() -> Iterator[tuple[str, str, GenerationMode]]:
    """Path, method, and whether what is sent keeps to the document."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if path not in ASKED_ELSEWHERE:
                yield path, method, GenerationMode.POSITIVE
                if can_be_wrong(operation):
                    yield path, method, GenerationMode.NEGATIVE


def can_be_wrong(operation: dict[str, Any]) -> bool:
    """Whether the document forbids anything: any text is a key, and any file a body."""
    is_json = "application/json" in operation.get("requestBody", {}).get("content", {})
    return is_json or any(one["in"] == "query" or one["schema"].get("type") != "string"
                          for one in operation["parameters"])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Iterator[str]:
    with described_lab(tmp_path_factory.mktemp("openapi"), dataset) as address:
        yield address


def ask(address: str, path: str, method: str, mode: GenerationMode, num: int, *,
        is_repeatable: bool) -> None:
    """Send ``num`` requests that the document allows or forbids, and check each answer."""
    operation = SCHEMA[path][method]
    with requests.Session() as session:
        session.trust_env = False

        @settings(max_examples=num, deadline=None, derandomize=is_repeatable, database=None,
                  phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def is_answered_as_described(case: "Case[Any]") -> None:
            case.call_and_validate(base_url=address, session=session, checks=CHECKS, timeout=60)
        is_answered_as_described()


each_question = pytest.mark.parametrize(("path", "method", "mode"), [*questions()])


@each_question
def test_every_answer_is_one_that_the_documentation_has(address: str, path: str, method: str,
                                                        mode: GenerationMode) -> None:
    ask(address, path, method, mode, FEW, is_repeatable=True)


@pytest.mark.slow
@each_question
def test_so_is_every_answer_to_many_requests(address: str, path: str, method: str,
                                             mode: GenerationMode) -> None:
    ask(address, path, method, mode, MANY, is_repeatable=False)
