"""What a request to each route is, in the words of the table of rights; a route must stand here."""

from collections.abc import Mapping

from dashboard.navigation.page_paths import CLASS_PAGES, PAGES
from mnist_core.runs.people.rights import Act

ACTS: Mapping[str, Act] = {
    # files that hold nothing of anybody's
    "GET /api/assets/plotly.min.js": "load a file",
    "GET /api/modules/{version}/{name:path}": "load a file",
    "GET /api/docs": "load a file",
    "GET /api/openapi.json": "load a file",
    "POST /api/{path:path}": "load a file",
    "GET /join": "load a file",
    "GET /api/health": "see health",
    "GET /": "open a page",
    **dict.fromkeys((f"GET /{page.name}" for page in (*PAGES[1:], *CLASS_PAGES)), "open a page"),
    # people
    "GET /api/me": "load a file",
    "POST /api/join": "join",
    "POST /api/leave": "join",
    # what is here
    "GET /api/activity": "look",
    "GET /api/drawings": "look",
    "GET /api/drawings.zip": "look",
    "GET /api/drawings/{drawing}": "look",
    "GET /api/export.zip": "look",
    "GET /api/glossary": "look",
    "GET /api/on-a-phone": "look",
    "GET /api/run-list": "look",
    "GET /api/run-list/keys": "look",
    "GET /api/runs": "look",
    "GET /api/runs/{run}": "look",
    "GET /api/runs/{run}/batch": "look",
    "GET /api/runs/{run}/events": "look",
    "GET /api/runs/{run}/export.zip": "look",
    "GET /api/runs/{run}/network.html": "look",
    "GET /api/runs/{run}/report.html": "look",
    "GET /api/steps": "look",
    "GET /api/trained/{key}/curve": "look",
    "GET /api/trained/{key}/digits/{index}": "look",
    "GET /api/trained/{key}/export.zip": "look",
    "GET /api/trained/{key}/files/{file}": "look",
    "GET /api/trained/{key}/mistakes": "look",
    "GET /api/trained/{key}/network.html": "look",
    "GET /api/trained/{key}/report.html": "look",
    "POST /api/run-list/known": "look",
    "POST /api/trained/{key}/files": "look",
    # what is worked out for whoever asks
    "POST /api/describe": "ask",
    "POST /api/drawings/ladders/{ladder}": "ask",
    "POST /api/field": "ask",
    "POST /api/lr-find": "ask",
    "POST /api/picture": "ask",
    "POST /api/predict": "ask",
    "POST /api/probe": "ask",
    "POST /api/trained/{key}/digits/{index}/maps": "ask",
    "POST /api/trained/{key}/digits/{index}/neighbours": "ask",
    "POST /api/trained/{key}/digits/{index}/runs": "ask",
    "POST /api/trained/{key}/map": "ask",
    # what is changed
    "POST /api/drawings": "draw",
    "POST /api/drawings/{drawing}/delete": "delete a drawing",
    "POST /api/import": "bring a run",
    "POST /api/run-list/delete": "delete a run",
    "POST /api/run-list/restore": "delete a run",
    "POST /api/runs": "train",
    "POST /api/runs/{run}/name": "describe a run",
    "POST /api/runs/{run}/note": "describe a run",
    "POST /api/runs/{run}/{verb:str}": "command a run",
}
