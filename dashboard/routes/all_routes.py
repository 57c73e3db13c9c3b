"""Every HTTP route beside Streamlit's own."""

from dashboard.routes.challenge.challenge import CHALLENGE_ROUTES
from dashboard.routes.docs.docs import docs_routes
from dashboard.routes.drawing.class_digits import CLASS_DIGIT_ROUTES
from dashboard.routes.drawing.drawings import DRAWING_ROUTES
from dashboard.routes.drawing.picture import PICTURE_ROUTES
from dashboard.routes.drawing.predict import PREDICT_ROUTES
from dashboard.routes.experiments.sweeps import SWEEP_ROUTES
from dashboard.routes.experiments.taken_home import SWEEP_FILE_ROUTES
from dashboard.routes.guard import guarded
from dashboard.routes.health import HEALTH_ROUTES
from dashboard.routes.lessons.class_lesson import CLASS_LESSON_ROUTES
from dashboard.routes.lessons.lessons import LESSON_ROUTES
from dashboard.routes.lessons.outcome import OUTCOME_ROUTES
from dashboard.routes.lessons.own import OWN_LESSON_ROUTES
from dashboard.routes.lessons.quiz import QUIZ_ROUTES
from dashboard.routes.networks.demos import DEMO_ROUTES
from dashboard.routes.networks.describe import DESCRIBE_ROUTES
from dashboard.routes.networks.field import FIELD_ROUTES
from dashboard.routes.networks.short_jobs import SHORT_JOB_ROUTES
from dashboard.routes.pages.assets import ASSET_ROUTES
from dashboard.routes.pages.glossary import GLOSSARY_ROUTES
from dashboard.routes.pages.nowhere import nowhere
from dashboard.routes.pages.on_a_phone import PHONE_ROUTES
from dashboard.routes.pages.page_html import PAGE_ROUTES
from dashboard.routes.people.board import BOARD_ROUTES
from dashboard.routes.people.class_report import CLASS_REPORT_ROUTES
from dashboard.routes.people.classes import CLASS_ROUTES
from dashboard.routes.people.join import PEOPLE_ROUTES
from dashboard.routes.people.join_page import JOIN_ROUTES
from dashboard.routes.people.looking import LOOKING_ROUTES
from dashboard.routes.people.oneself import ONESELF_ROUTES
from dashboard.routes.runs.activity import ACTIVITY_ROUTES
from dashboard.routes.runs.batch import BATCH_ROUTES
from dashboard.routes.runs.events import EVENT_ROUTES
from dashboard.routes.runs.queue import QUEUE_ROUTES
from dashboard.routes.runs.run_list import RUN_LIST_ROUTES
from dashboard.routes.runs.runs import API_ROUTES
from dashboard.routes.take_home.files import TAKE_HOME_ROUTES
from dashboard.routes.take_home.import_runs import IMPORT_ROUTES
from dashboard.routes.take_home.several import SEVERAL_ROUTES
from dashboard.routes.trained.digit import DIGIT_ROUTES
from dashboard.routes.trained.map import MAP_ROUTES
from dashboard.routes.trained.trained import TRAINED_ROUTES

_KNOWN = [
    *EVENT_ROUTES,
    *ACTIVITY_ROUTES,
    *ASSET_ROUTES,
    *BATCH_ROUTES,
    *BOARD_ROUTES,
    *CHALLENGE_ROUTES,
    *CLASS_DIGIT_ROUTES,
    *CLASS_LESSON_ROUTES,
    *CLASS_ROUTES,
    *DEMO_ROUTES,
    *DESCRIBE_ROUTES,
    *DIGIT_ROUTES,
    *DRAWING_ROUTES,
    *FIELD_ROUTES,
    *GLOSSARY_ROUTES,
    *HEALTH_ROUTES,
    *JOIN_ROUTES,
    *LESSON_ROUTES,
    *OUTCOME_ROUTES,
    *LOOKING_ROUTES,
    *CLASS_REPORT_ROUTES,
    *MAP_ROUTES,
    *ONESELF_ROUTES,
    *OWN_LESSON_ROUTES,
    *PEOPLE_ROUTES,
    *PHONE_ROUTES,
    *PICTURE_ROUTES,
    *PREDICT_ROUTES,
    *QUEUE_ROUTES,
    *QUIZ_ROUTES,
    *RUN_LIST_ROUTES,
    *PAGE_ROUTES,
    *SHORT_JOB_ROUTES,
    *SWEEP_FILE_ROUTES,
    *SWEEP_ROUTES,
    *TRAINED_ROUTES,
    *TAKE_HOME_ROUTES,
    *SEVERAL_ROUTES,
    *IMPORT_ROUTES,
    *API_ROUTES,
]
_WITH_DOCS = [*_KNOWN, *docs_routes(_KNOWN)]
ROUTES = guarded([*_WITH_DOCS, nowhere(_WITH_DOCS)])
