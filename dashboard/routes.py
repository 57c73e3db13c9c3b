"""Every HTTP route beside Streamlit's own."""

from dashboard.api import API_ROUTES
from dashboard.assets import ASSET_ROUTES
from dashboard.batch_route import BATCH_ROUTES
from dashboard.describe_route import DESCRIBE_ROUTES
from dashboard.digit_route import DIGIT_ROUTES
from dashboard.drawings_route import DRAWING_ROUTES
from dashboard.events_route import EVENT_ROUTES
from dashboard.field_route import FIELD_ROUTES
from dashboard.map_route import MAP_ROUTES
from dashboard.predict_route import PREDICT_ROUTES
from dashboard.run_list_route import RUN_LIST_ROUTES
from dashboard.short_job_routes import SHORT_JOB_ROUTES
from dashboard.trained_routes import TRAINED_ROUTES

ROUTES = [
    *EVENT_ROUTES,
    *ASSET_ROUTES,
    *BATCH_ROUTES,
    *DESCRIBE_ROUTES,
    *DIGIT_ROUTES,
    *DRAWING_ROUTES,
    *FIELD_ROUTES,
    *MAP_ROUTES,
    *PREDICT_ROUTES,
    *RUN_LIST_ROUTES,
    *SHORT_JOB_ROUTES,
    *TRAINED_ROUTES,
    *API_ROUTES,
]
