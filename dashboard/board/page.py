"""The teacher's board: who is here, what each is doing, the class chart, and the class's lesson."""


from dashboard.components.class_board.class_board import class_board
from dashboard.components.class_lesson.class_lesson import class_lesson
from dashboard.display.theme import palette
from dashboard.navigation import page_list
from dashboard.navigation.address import asked, go_to_page
from dashboard.navigation.run_in_hand import take_along
from dashboard.people.identity import allow
from dashboard.people.mode import classroom
from dashboard.people.offers import lesson_offer
from dashboard.server.lessons import catalogue
from dashboard.server.resources import settings
from mnist_core.ladders import LADDERS, Ladder
from mnist_core.ladders.labels import step_name

ADDRESS = ("show", "sort", "ladder")
LESSON = "lesson"


def board_page() -> None:
    """Draw the page."""
    allow("lead the class")
    take_along()
    if asked("show") == LESSON:
        if class_lesson():
            go_to_page(page_list.BOARD)
        return
    is_class = settings().mode == "class"
    told = class_board({
        "asked": {name: asked(name) for name in ADDRESS},
        "code": classroom().code if is_class else "",
        # those who joined with a code have no other name than their nickname
        "shownAs": ["nicknames", "numbers"] if is_class else ["names", "nicknames", "numbers"],
        "steps": [{"key": step.id, "words": step_name(step)}
                  for ladder in LADDERS for step in ladder.steps] + [
                      {"key": lesson_offer(lesson.key, lesson.language), "words": lesson.head.title}
                      for lesson in catalogue().lessons.values()],
        "ladders": [_charted(ladder) for ladder in LADDERS]})
    if told.opened:
        go_to_page(page_list.TRAIN, run=str(told.opened))
    if told.lesson:
        go_to_page(page_list.BOARD, show=LESSON)
    if told.spotlight:
        go_to_page(page_list.TRAIN, run=str(told.spotlight), view="projector")


def _charted(ladder: Ladder) -> dict[str, object]:
    """A ladder as the class chart shows it behind the class."""
    return {"id": ladder.id, "title": ladder.title, "colour": palette().ladders[ladder.id],
            "accuracy": ladder.goal.test_accuracy, "parameters": ladder.goal.max_parameters,
            "steps": [{"number": step.number, "words": step_name(step),
                       "parameters": step.published.parameters,
                       "accuracy": step.log.best_test_accuracy} for step in ladder.steps]}
