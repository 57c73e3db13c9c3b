"""Files that elements load from this server, so that nothing comes from the internet."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from dashboard.components.modules import modules, version
from dashboard.routes.answers import taking
from dashboard.routes.contract import Media

# Plotly's own wheel carries the script, in the version that draws the still charts too
PLOTLY_SCRIPT = files("plotly").joinpath("package_data/plotly.min.js")
A_DAY = {"Cache-Control": "public, max-age=86400"}
# what lies at an address with a digest in it never changes
FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


@taking("file", answer=Media("text/javascript", "The script."))
async def plotly_script(_: Request) -> Response:
    """Plotly's script, in the version that draws the pages' charts."""
    return FileResponse(str(PLOTLY_SCRIPT), media_type="text/javascript", headers=A_DAY)


@taking("file", answer=Media("text/javascript", "The module."))
async def module(request: Request) -> Response:
    """One ES module of the pages; an address of another version has none, rather than one that
    does not fit."""
    text = modules().get(request.path_params["name"])
    if text is None or request.path_params["version"] != version():
        return JSONResponse({"error": "There is no such module in this version of the lab; reload "
                             "the page."}, 404)
    return Response(text, media_type="text/javascript", headers=FOR_GOOD)


ASSET_ROUTES = [Route("/api/assets/plotly.min.js", plotly_script),
                Route("/api/modules/{version}/{name:path}", module)]
