"""Which pages there are: for the menu, for links between them, and for the server's routes."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.display.plain_text import plain
from mnist_core.base.source import ROOT
from mnist_core.runs.people.person import Person


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its script, and how the menu shows it.

    ``icon`` is a Material symbol's name. ``elements`` are those of ``dashboard.components`` that
    the page is never without: a browser fetches their modules while Streamlit starts.
    ``is_the_teachers``: nobody else has it in the menu. ``is_in_menu``: without, other pages
    lead to it.
    """

    path: str
    title: str
    icon: str
    elements: tuple[str, ...]
    is_the_teachers: bool = False
    is_in_menu: bool = True

    @property
    def name(self) -> str:
        """As the address has it: ``train``."""
        return Path(self.path).stem


def _path(name: str) -> str:
    return str(ROOT / "pages" / f"{name}.py")


LADDERS = _path("ladders")
LESSONS = _path("lessons")
TRAIN = _path("train")
RUNS = _path("runs")
NETWORK = _path("network")
ERRORS = _path("errors")
DRAW = _path("draw")
COMPARE = _path("compare")
EXPERIMENTS = _path("experiments")
TOUCH = _path("touch")
GLOSSARY = _path("glossary")
QUIZ = _path("quiz")
ME = _path("me")
BOARD = _path("board")
CHALLENGE = _path("challenge")
CLASS_DIGITS = _path("class_digits")

# the room of a page also stands among the layers of pyproject.toml
PAGES = (
    Page(LADDERS, "Ladders", "stairs", ("still_chart",)),
    Page(LESSONS, "Lessons", "school", ("projector", "lesson", "own_lessons")),
    Page(TRAIN, "Train", "show_chart", ("recipe_form", "consequences", "live_run")),
    Page(RUNS, "Runs", "list", ("run_list",)),
    Page(EXPERIMENTS, "Experiments", "science", ("experiments",)),
    Page(NETWORK, "Network", "layers", ("take_home", "layer_table")),
    Page(ERRORS, "Errors", "grid_view", (
        "take_home", "projector", "confusion_matrix", "digit_wall")),
    Page(DRAW, "Draw", "draw", ("take_home", "projector", "draw_pad", "saved_drawings")),
    Page(COMPARE, "Compare", "compare_arrows", (
        "take_home", "projector", "run_chips", "still_chart", "digit_wall")),
    Page(TOUCH, "Touch", "touch_app", ("projector", "demos")),
    Page(GLOSSARY, "Glossary", "dictionary", ()),
    Page(QUIZ, "Quiz", "quiz", ("quiz",), is_in_menu=False),
)
"""In the order of the menu; the first one lies at the server's root."""

CLASS_PAGES = (
    Page(BOARD, "Class", "groups", ("class_board",), is_the_teachers=True),
    Page(CHALLENGE, "Challenge", "trophy", ("projector", "challenge_board")),
    Page(CLASS_DIGITS, "Our digits", "signature", ("digit_round",)),
    Page(ME, "Me", "person", ("me",)),
)
"""Further ones, where the lab knows people."""

MAX_SHOWN = 14


def title_of(page: Page, person: Person | None) -> str:
    """As the menu has it; one's own page by one's own name."""
    if person is None or page.path != ME:
        return page.title
    name = person.nickname
    return plain(name if len(name) <= MAX_SHOWN else f"{name[:MAX_SHOWN - 1].rstrip()}…")


ON_EVERY_PAGE = ("frame", "activity")
"""Elements of the frame around each page."""
