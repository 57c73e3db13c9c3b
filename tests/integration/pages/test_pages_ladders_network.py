"""The ladders and network pages as scripts: what they show for an address, without a browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from dashboard.admission import pages
from dashboard.admission.pool import Pool
from dashboard.navigation import page_list
from dashboard.network.page import VIEWS
from dashboard.server import resources
from dashboard.train.recipe.recipe_choice import editor_link
from mnist_core.ladders import LADDERS, STEPS, Ladder
from mnist_core.recipe.overrides import apply
from mnist_core.reference.records import runs_of_step
from mnist_core.runs.database.tables.runs import RunRow
from tests.integration.page_script import as_read, open_script, warnings_of

Open = Callable[..., AppTest]
TYPED = "conv3x3(8) relu bn gap conv1x1(10) flatten"


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a page at an address, in a lab of its own."""
    monkeypatch.setenv("MNIST_HOME", str(tmp_path))
    # the digits stay: they are the same for every lab, and slow to load
    resources.forget()
    yield open_script
    resources.forget()


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


class TestLadders:
    @pytest.mark.parametrize("ladder", LADDERS, ids=[ladder.id for ladder in LADDERS])
    def test_a_link_opens_a_ladder_with_all_its_cards(self, open_page: Open,
                                                      ladder: Ladder) -> None:
        app = open_page(page_list.LADDERS, ladder=ladder.id)
        assert not app.exception
        shown = [button.key for button in app.button]
        assert shown == [f"open-{step.id}" for step in ladder.steps]

    @pytest.mark.parametrize("step_id", STEPS)
    def test_a_link_opens_a_step(self, open_page: Open, step_id: str) -> None:
        app = open_page(page_list.LADDERS, step=step_id)
        assert not app.exception and not warnings_of(app)
        assert all(part in texts(app) for part in ("Target", "What changed", "What it taught",
                                                   "Analysis", "of the last 5 published epochs"))
        assert app.code[0].value == STEPS[step_id].recipe.layers
        assert [button.label for button in app.button][-2:] == ["Train this step", "Look inside"]

    def test_a_measured_step_shows_its_reference_run_and_its_analysis(self, open_page: Open
                                                                      ) -> None:
        app = open_page(page_list.LADDERS, step="strategy-4")
        run = runs_of_step("strategy-4")[0]
        assert f"| Reference {run.record.seed} |" in texts(app)
        assert "99.40\N{NO-BREAK SPACE}% is first reached in epoch" in texts(app)
        assert "Against strategy-3 · reference " in texts(app)

    def test_a_card_opens_and_closes_its_step(self, open_page: Open) -> None:
        app = open_page(page_list.LADDERS, ladder="nets")
        app.button(key="open-nets-3").click().run()
        assert app.query_params["step"] == "nets-3"
        app.button(key="open-nets-3").click().run()
        assert app.query_params["ladder"] == "nets" and "step" not in app.query_params
        assert not app.code

    def test_an_unknown_step_is_named_and_the_page_still_works(self, open_page: Open) -> None:
        app = open_page(page_list.LADDERS, step="nets-33")
        assert "`nets-33`" in as_read(warnings_of(app)[0])
        assert not app.exception and app.button

    def test_a_link_cannot_bring_markdown_of_its_own(self, open_page: Open) -> None:
        app = open_page(page_list.LADDERS, step="x` ![p](http://example.org/p.png)")
        said = warnings_of(app)[0]
        assert "`x` ![p](http://example.org/p.png)`" in as_read(said)
        # no picture and no link: every sign of theirs is escaped, and the address is none
        assert not re.search(r"(?<!\\)[!\[\]]", said) and "://" not in said

    def test_my_best_finished_run_is_on_the_card(self, open_page: Open) -> None:
        open_page(page_list.LADDERS)
        for accuracy, source in ((99.11, "MNIST 60,000 + 10,000"), (99.02, "MNIST"),
                                 (99.9, "Offline sample 4,000 + 1,000")):
            run = resources.store().create(STEPS["nets-6"].recipe, step_id="nets-6")
            with Session(resources.store().engine) as session:
                session.execute(update(RunRow).where(RunRow.id == run.id).values(
                    state="finished", best_test_accuracy=accuracy, source=source))
                session.commit()
        app = open_page(page_list.LADDERS, ladder="nets")
        assert "**99.11\N{NO-BREAK SPACE}%**" in texts(app)
        assert "99.90" not in texts(app)


class TestNetwork:
    @pytest.mark.parametrize("step_id", STEPS)
    def test_a_link_shows_a_step(self, open_page: Open, step_id: str) -> None:
        app = open_page(page_list.NETWORK, step=step_id)
        assert not app.exception and not app.error
        assert app.metric[0].value == f"{STEPS[step_id].published.parameters:,}"
        assert f"Total params: {STEPS[step_id].published.parameters:,}" in app.code[0].value

    def test_the_table_has_the_columns_of_choice_and_what_was_printed(self, open_page: Open
                                                                      ) -> None:
        app = open_page(page_list.NETWORK, step="finetune-6", columns="courses")
        assert not app.exception
        assert "what the README's table says of finetune" in as_read(app.caption[-2].value)
        edited = open_page(page_list.NETWORK, columns="courses", layers=TYPED)
        assert not edited.exception and "says of" not in texts(edited)

    def test_what_a_network_drops_is_said(self, open_page: Open) -> None:
        app = open_page(page_list.NETWORK,
                        layers="conv3x3(8) avgpool4 avgpool4 conv1x1(10) flatten")
        said = as_read(warnings_of(app)[0])
        assert "Layer 3 `avgpool4` drops the last 2 rows and columns of its 6 × 6 map" in said
        assert "No answer depends on 460 of the 784 pixels" in said

    @pytest.mark.parametrize("view", VIEWS)
    @pytest.mark.parametrize("address", [{"step": "nets-6"}, {"layers": TYPED}])
    def test_every_view_opens_from_its_link(self, open_page: Open, view: str,
                                            address: dict[str, str]) -> None:
        app = open_page(page_list.NETWORK, view=view, **address)
        assert not app.exception and not app.error and not warnings_of(app)

    @pytest.mark.parametrize("view", ["activations", "filters"])
    def test_where_there_is_no_room_the_page_says_so_and_comes_back(
            self, open_page: Open, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
        full = Pool("full", 1, most_waiting=0, most_each=0, patience_seconds=1)
        with monkeypatch.context() as patch:
            patch.setattr(pages, "HEAVY", full)
            app = open_page(page_list.NETWORK, step="strategy-4", view=view)
            assert [info.value for info in app.info] == ["The server is busy, trying again."]
            assert not app.exception and not app.error
        assert not app.run().info

    def test_what_no_memory_holds_is_one_sentence(self, open_page: Open) -> None:
        layers = f"conv1x1(1024) {'relu ' * 120}gap conv1x1(10) flatten"
        app = open_page(page_list.NETWORK, layers=layers, view="activations")
        assert app.info[0].value.startswith("One digit takes 0.7 GB of memory")
        assert not app.exception and not app.error

    def test_a_wrong_network_is_one_sentence_and_no_figures(self, open_page: Open) -> None:
        app = open_page(page_list.NETWORK, layers="conv3x3(8) maxpool2 avgpool30 flatten")
        assert as_read(app.error[0].value).startswith(
            "layer 3 `avgpool30`: its input is 13x13")
        assert not app.exception and not app.metric and not app.code

    def test_a_wrong_network_can_be_mended(self, open_page: Open) -> None:
        app = open_page(page_list.NETWORK, layers="conv3x3(8) avgpool30", view="edit")
        assert not app.exception and not app.error

    def test_an_empty_network_is_not_filled_again(self, open_page: Open) -> None:
        app = open_page(page_list.NETWORK, step="nets-6", layers="", view="edit")
        assert not app.exception and app.selectbox[0].value == "step=nets-6&layers"

    def test_capitals_and_spaces_are_taken_for_what_is_meant(self, open_page: Open) -> None:
        app = open_page(page_list.NETWORK, layers="Conv3x3 (8) ReLU BN GAP Conv1x1 (10) Flatten")
        assert not app.error and app.metric[0].value == "168"

    def test_the_menu_leads_back_to_what_was_edited(self, open_page: Open) -> None:
        app = open_page(page_list.NETWORK, step="nets-6", layers=TYPED, view="edit")
        app.query_params.clear()
        app.run()
        assert app.selectbox[0].value == "step=nets-6&layers"
        app.query_params.clear()
        app.query_params["step"] = "nets-6"
        app.run()
        app.query_params.clear()
        app.run()
        assert "layers" not in app.query_params

    def test_what_the_train_page_set_comes_along_to_the_editor(self, open_page: Open) -> None:
        step = STEPS["strategy-4"]
        link = editor_link(step, apply(step.recipe, {"optimiser.lr": 0.02, "dropout": 0.2}))
        assert link == {
            "step": "strategy-4", "view": "edit", "optimiser.lr": "0.02",
            "layers": step.recipe.layers.replace("drop(.1)", "drop(.2)")}
        app = open_page(page_list.NETWORK, **link)
        assert not app.exception and app.selectbox[0].value == "step=strategy-4&layers"
        assert app.query_params["optimiser.lr"] == "0.02"

    def test_a_run_is_shown_with_its_own_network(self, open_page: Open) -> None:
        open_page(page_list.NETWORK)
        run = resources.store().create(STEPS["nets-6"].recipe, step_id="nets-6")
        app = open_page(page_list.NETWORK, run=str(run.id))
        assert app.metric[0].value == "7,664"
        assert app.selectbox[0].value == f"run={run.id}"

    @pytest.mark.parametrize(("name", "value", "said"), [
        ("run", "77", "There is no run 77. "), ("run", "one", "There is no run one. "),
        ("step", "nets-0", "The address is wrong: ")])
    def test_a_wrong_address_says_so(
            self, open_page: Open, name: str, value: str, said: str) -> None:
        app = open_page(page_list.NETWORK, **{name: value})
        assert warnings_of(app)[0].startswith(said)
        assert not app.exception

    def test_another_view_keeps_the_network_and_another_network_the_view(
            self, open_page: Open) -> None:
        app = open_page(page_list.NETWORK, step="nets-6", view="filters")
        app.selectbox(key="network_source").set_value("step=nets-5").run()
        assert app.query_params["view"] == "filters"
        assert app.query_params["step"] == "nets-5"

    def test_the_step_before_is_what_a_step_is_compared_with(self, open_page: Open) -> None:
        app = open_page(page_list.NETWORK, step="strategy-2", view="difference")
        assert app.selectbox(key="difference_with").value == "step=strategy-1"
        assert "dropout" in texts(app)

    def test_the_digit_drawn_last_is_offered_and_looked_at(self, open_page: Open) -> None:
        app = open_page(page_list.NETWORK, step="strategy-4", view="activations", digit="drawn")
        assert "Test digit 0" in app.caption[-1].value
        drawn = np.zeros((28, 28), np.uint8)
        drawn[4:24, 13:15] = 255
        app.session_state["drawn_digit"] = drawn
        app.run()
        assert "The digit drawn last" in app.caption[-1].value
