"""Every HTTP route beside Streamlit's own."""

from dashboard.api import API_ROUTES
from dashboard.assets import ASSET_ROUTES
from dashboard.events_route import EVENT_ROUTES

ROUTES = [*EVENT_ROUTES, *ASSET_ROUTES, *API_ROUTES]
