"""The header in which the scripts of a page name whose page it is, on each of their requests.

Programs send none.
"""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from dashboard.people.shown_name import shown_name
from mnist_core.runs.people.person import Person

PAGE_OF = "page-of"


def is_anothers(scope: Scope, person: Person) -> bool:
    """Whether somebody else joined in this browser since the page was opened: what it asks is not
    meant by whoever its cookie names."""
    named = Headers(scope=scope).get(PAGE_OF)
    return named is not None and named != str(person.id)


def somebody_elses(person: Person) -> Response:
    name = shown_name(person.id)
    sentence = (f"This browser is {name}'s now, and this page was opened before that. Nothing was "
                "done here.")
    return JSONResponse({"error": sentence, "signed_in": name}, 409)
