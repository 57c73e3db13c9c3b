"""The HTTP interface in OpenAPI 3.1, made from the contracts that check its requests."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from starlette.routing import Route

from dashboard.routes.answers import ApiEndpoint
from dashboard.routes.contract import Contract, Json, Media, Nothing, models_of
from mnist_core.demos.demos import DEMOS
from mnist_core.export.all_files import FILES
from mnist_core.ladders import LADDERS
from mnist_core.runs.records.asked import VERBS

REF = "#/components/schemas/{model}"
ROOMS = {"runs": "Runs", "trained": "Trained networks", "take_home": "Take home",
         "drawing": "Drawings", "people": "People", "challenge": "Challenge", "lessons": "Lessons",
         "experiments": "Experiments",
         "networks": "Networks and recipes", "pages": "Pages", "": "The lab",
         "docs": "Documentation"}
PATH_PARAMETERS: Mapping[str, Json] = {
    "run": {"type": "integer", "minimum": 1, "description": "The number of a run."},
    "verb": {"enum": list(VERBS), "description": "What the run is to do."},
    "key": {"type": "string", "examples": ["strategy-4@1"], "description":
            "A trained network: the number of a run, `strategy-4@1` for a reference run, or a "
            "step's id for its newest run."},
    "index": {"type": "integer", "minimum": 0, "examples": [0], "description":
              "The place of a digit in the test set, from 0."},
    "lesson": {"type": "string", "examples": ["dropout"], "description":
               "A lesson by its key."},
    "sweep": {"type": "integer", "minimum": 1, "description": "The number of an experiment."},
    "trial": {"type": "integer", "minimum": 1, "description": "The number of one of its trials."},
    "person": {"type": "integer", "minimum": 1, "description": "The number of a person."},
    "token": {"type": "integer", "minimum": 1, "description": "The number of a token."},
    "drawing": {"type": "integer", "minimum": 1, "description": "The number of a drawing."},
    "challenge": {"type": "integer", "minimum": 1, "description": "The number of a challenge."},
    "submission": {"type": "integer", "minimum": 1, "description":
                   "The number of a submission to a challenge."},
    "sitting": {"type": "integer", "minimum": 1, "description": "The number of a quiz."},
    "version": {"type": "string", "description": "That of the scripts, as a page names it."},
    "name": {"type": "string", "description": "The path of a script."},
    "file": {"enum": [file.name for file in FILES], "description":
             "A file of a bundle, by its name."},
    "ladder": {"enum": [ladder.id for ladder in LADDERS], "description": "The id of a ladder."},
    "kind": {"enum": list(DEMOS), "description": "A thing to touch."},
}
_ERRORS = {
    400: "A mistake in the request: what is wrong, and what is allowed.",
    401: "Nobody has joined the class in this browser, or the token is nobody's.",
    403: "The request comes from the page of another site, or it would change what is somebody "
         "else's.",
    404: "What the request names is not there.",
    408: "The body stopped on its way.",
    413: "The body is too large.",
    415: "The body is JSON, and its header does not say so.",
    429: "The server is busy: ask again after the seconds that `Retry-After` says.",
    503: "The digits, the disk or the database cannot be used now.",
}
_ERROR = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"],
          "description": "What is wrong, in one sentence."}
_ERROR_REF = {"$ref": REF.format(model="Error")}
_ERRORS_OF_A_BODY = (408, 413, 415)


class _WithoutTitles(GenerateJsonSchema):
    """A title that pydantic makes of a field's name says nothing more."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def openapi(routes: Iterable[Route]) -> Json:
    """The document for those of the routes that have a contract."""
    operations = [(path_of(route), method, contract_of_route(route))
                  for route in routes if hasattr(route.endpoint, "contract")
                  for method in _methods(route)]
    types = _Types(contract for _, _, contract in operations)
    paths: dict[str, Json] = {}
    for path, method, contract in operations:
        paths.setdefault(path, {})[method.lower()] = _operation(path, method, contract, types)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "MNIST Drill-Down", "version": "1",
            "description": "What the pages of the lab ask of its server, and any program can. "
                           "Whatever cannot be answered is `{\"error\": \"one sentence\"}`. "
                           "Accuracies are in percent, losses in nats."},
        # below the base path, whatever a proxy makes of it
        "servers": [{"url": ".."}],
        "tags": [{"name": name} for name in ROOMS.values()],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": {**types.schemas, "Error": _ERROR},
                       "responses": {str(status): _error(status, words)
                                     for status, words in _ERRORS.items()}},
    }
    # docstrings quote code in reStructuredText's way, descriptions in Markdown's
    return cast(Json, json.loads(json.dumps(document).replace("``", "`")))


def path_of(route: Route) -> str:
    """``/api/runs/{run}/{verb}``, without Starlette's converters."""
    return re.sub(r":\w+}", "}", route.path)


def contract_of_route(route: Route) -> Contract:
    return cast(ApiEndpoint, route.endpoint).contract


class _Types:
    """The JSON schemas of all that routes take and answer, which share their parts."""

    def __init__(self, contracts: Iterable[Contract]) -> None:
        asked = {(str(kind), mode): TypeAdapter(kind)
                 for contract in contracts for kind, mode in _kinds_of(contract)}
        self._found, shared = TypeAdapter.json_schemas(
            [(name, mode, adapter) for (name, mode), adapter in asked.items()],
            ref_template=REF, schema_generator=_WithoutTitles)
        self.schemas: Json = shared.get("$defs", {})

    def taken(self, kind: Any) -> Json:
        return self._found[str(kind), "validation"]

    def answered(self, kind: Any) -> Json:
        return self._found[str(kind), "serialization"]

    def fields(self, model: type[BaseModel]) -> Iterator[tuple[str, Json]]:
        """What a query may hold, and the schema of each."""
        if model is not Nothing:
            yield from self.schemas[model.__name__]["properties"].items()

    def examples(self, body: Any) -> list[Json]:
        """Those that the models of a body carry."""
        return [example for model in models_of(body)
                for example in self.schemas[model.__name__].get("examples", ())]


def _kinds_of(contract: Contract) -> Iterator[tuple[Any, JsonSchemaMode]]:
    answer = contract.answer.part if isinstance(contract.answer, Media) else contract.answer
    if answer is not None:
        yield answer, "serialization"
    if contract.query is not Nothing:
        yield contract.query, "validation"
    if contract.body is not Nothing and not isinstance(contract.body, Media):
        yield contract.body, "validation"


def _methods(route: Route) -> list[str]:
    return sorted((route.methods or set()) - {"HEAD"})


def _operation(path: str, method: str, contract: Contract, types: _Types) -> Json:
    return {
        "operationId": "_".join([method.lower(), *re.findall(r"\w+", path.removeprefix("/api"))]),
        "tags": [ROOMS[contract.room]],
        "description": contract.words,
        "parameters": [
            *({"in": "path", "name": name, "required": True, **_parameter(PATH_PARAMETERS[name])}
              for name in re.findall(r"{(\w+)}", path)),
            *({"in": "query", "name": name, **_parameter(schema)}
              for name, schema in types.fields(contract.query)),
            *({"in": "header", "name": name, "description": words, "schema": {"type": "string"}}
              for name, words in contract.takes_headers.items())],
        **_request(contract, types),
        "responses": _responses(method, contract, types),
    }


def _parameter(schema: Json) -> Json:
    words = schema.get("description")
    plain = {name: value for name, value in schema.items() if name != "description"}
    return {**({"description": words} if words else {}), "schema": plain}


def _request(contract: Contract, types: _Types) -> Json:
    if contract.body is Nothing:
        return {}
    if isinstance(contract.body, Media):
        return {"requestBody": {"required": True, "description": contract.body.words, "content": {
            contract.body.kind: {"schema": {"type": "string", "format": "binary"}}}}}
    examples = {str(place): {"value": example}
                for place, example in enumerate(types.examples(contract.body), start=1)}
    return {"requestBody": {"required": True, "content": {"application/json": {
        "schema": types.taken(contract.body), "examples": examples}}}}


def _responses(method: str, contract: Contract, types: _Types) -> Json:
    errors: Json = {str(status): {"$ref": f"#/components/responses/{status}"}
                    for status in _ERRORS
                    if method == "POST" or status not in _ERRORS_OF_A_BODY}
    headers = {name: {"description": words, "schema": {"type": "string"}}
               for name, words in contract.headers.items()}
    answers = {str(status): _answer(status, contract, types)
               | ({"headers": headers} if headers and status == 200 else {})
               for status in contract.statuses}
    return dict(sorted((errors | answers).items()))


def _answer(status: int, contract: Contract, types: _Types) -> Json:
    if status == 304:
        return {"description": "Nothing changed."}
    if isinstance(contract.answer, Media):
        schema: Json = {"type": "string"}
        if contract.answer.part is not None:
            schema["contentSchema"] = types.answered(contract.answer.part)
        return {"description": contract.answer.words,
                "content": {contract.answer.kind: {"schema": schema}}}
    schema = types.answered(contract.answer)
    if status in _ERRORS:
        schema = {"anyOf": [schema, _ERROR_REF]}
    return {"description": "OK" if status == 200 else _ERRORS[status],
            "content": {"application/json": {"schema": schema}}}


def _error(status: int, words: str) -> Json:
    headers = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return {"description": words, **({"headers": headers} if status == 429 else {}),
            "content": {"application/json": {"schema": _ERROR_REF}}}
