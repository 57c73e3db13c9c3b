"""Cross-site requests: a page of another site may do nothing here in the name of its visitors.

Browsers say where a request comes from: every POST is asked when its body is read, and whatever
makes this server work when it begins.
"""

from urllib.parse import urlsplit

from starlette.requests import Request

from dashboard.routes.contract import Refusal


def check_origin(request: Request) -> None:
    """A page of another site may not start trainings in the name of whoever visits it."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Refusal(403, f"Requests from {origin} are not accepted.")


def check_own_page(request: Request, *, may_be_a_link: bool = False) -> None:
    """A picture, a script or a link of another site must not have this server work.

    ``may_be_a_link`` is what a person may have followed from there, such as a list of runs.

    Raises:
        Refusal: the browser says that it comes from elsewhere.
    """
    is_own = request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    is_link = request.headers.get("sec-fetch-mode") == "navigate"
    if not is_own and not (may_be_a_link and is_link):
        raise Refusal(403, "Requests from other sites are not accepted; open this lab's page.")
