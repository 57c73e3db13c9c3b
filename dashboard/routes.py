"""The HTTP routes: JSON under ``/api``, and the files that components load."""

from starlette.routing import Route

ROUTES: list[Route] = []
