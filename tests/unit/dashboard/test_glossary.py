"""The glossary: every term is whole, leads to a page, and is marked once where it stands."""

import re
from pathlib import Path

import pytest

from dashboard.components.modules import modules
from dashboard.glossary.marked import TermLinks, link
from dashboard.glossary.terms import TERMS, TOPICS, Term
from dashboard.navigation.page_list import PAGES
from dashboard.network.layer_table import columns
from dashboard.quiz.look import TERMS_OF_TOPICS
from dashboard.train.recipe.controls.all_controls import CONTROLS, TERMS_OF
from mnist_core.base.source import ROOT
from mnist_core.demos.demos import DEMOS, demos_of
from mnist_core.ladders import find_step

SENTENCE_END = re.compile(r"\.(?= |$)")


@pytest.mark.parametrize("term", TERMS.values(), ids=lambda term: term.key)
def test_a_term_is_two_sentences_and_leads_to_a_step_that_there_is(term: Term) -> None:
    assert len(SENTENCE_END.findall(term.text)) == 2
    assert term.topic in TOPICS
    assert term.page in {page.name for page in PAGES}
    shown = [step for name in ("step", "run", "runs", "replay")
             for step in term.at.get(name, "").split(",") if step]
    for step in shown:
        find_step(step.partition("@")[0])


def test_no_two_terms_have_one_name() -> None:
    names = [words.casefold() for term in TERMS.values() for words in (term.name, *term.also)]
    assert len(names) == len(set(names))


def test_whatever_the_pages_mark_is_a_term() -> None:
    in_scripts = {key for text in modules().values()
                  for key in re.findall(r'termLink\("([^"]+)"', text)}
    in_pages = {key for path in Path(ROOT / "dashboard").glob("*/*.py")
                for key in re.findall(r"""\blink\(["']([\w-]+)["'],""", path.read_text("utf-8"))}
    assert len(in_scripts) > 3 and len(in_pages) > 3
    assert (in_scripts | in_pages) - TERMS.keys() == set()
    assert {*TERMS_OF.values(), *TERMS_OF_TOPICS.values()} <= TERMS.keys()
    assert set(TERMS_OF) <= CONTROLS.keys()
    assert {column["term"] for column in columns()} >= {"kernel", "jump", "receptive-field"}


def test_a_term_is_marked_where_it_stands_first_in_the_words_of_the_text() -> None:
    terms = TermLinks()
    assert terms.marked("Batch normalization and dropout.") == (
        "[Batch normalization](glossary?term=batch-norm) and [dropout](glossary?term=dropout).")
    assert terms.marked("Dropout again, and a momentum.") == (
        "Dropout again, and a [momentum](glossary?term=momentum).")


def test_of_two_terms_that_begin_alike_the_longer_one_is_marked() -> None:
    assert TermLinks().marked("A 1x1 convolution") == "A " + link("1x1-convolution",
                                                                  "1x1 convolution")


@pytest.mark.parametrize("text", ["`dropout`", "[dropout](elsewhere)", "the pre-dropout value",
                                  "a jumpy curve"])
def test_code_links_and_parts_of_words_are_left_alone(text: str) -> None:
    assert TermLinks().marked(text) == text


def test_things_to_touch_show_terms_that_there_are() -> None:
    shown = {term for demo in DEMOS.values() for term in demo.terms}
    assert shown <= TERMS.keys()
    assert demos_of("jump") == ("growing-field", "pooling") and not demos_of("t-sne")
