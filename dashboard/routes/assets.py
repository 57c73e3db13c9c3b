"""Files that components load from this server, so that nothing comes from the internet."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from dashboard.routes.answers import costing

# Plotly's own wheel carries the script, in the version that draws the still charts too
PLOTLY_SCRIPT = files("plotly").joinpath("package_data/plotly.min.js")
A_DAY = {"Cache-Control": "public, max-age=86400"}


@costing("file")
async def plotly_script(_: Request) -> Response:
    return FileResponse(str(PLOTLY_SCRIPT), media_type="text/javascript", headers=A_DAY)


ASSET_ROUTES = [Route("/api/assets/plotly.min.js", plotly_script)]
