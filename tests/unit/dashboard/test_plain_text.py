"""Text that people typed comes out as text: of Markdown, of Plotly's labels, of one line."""

import pytest

from dashboard.display.plain_text import plain, plotted, quoted
from mnist_core.base.format import for_terminal, one_line


@pytest.mark.parametrize("name", [
    "a wider net", "Run 7, seed 3 (again)", "99.4 % at 8,000; done", "größer", "strategy-4: dry",
    "lr = 0.1!", ""])
def test_a_harmless_name_stays_as_it_is(name: str) -> None:
    assert quoted(name) == plotted(name) == name
    assert plain(name).replace("\\", "") == name


@pytest.mark.parametrize("name", [
    "[a](http://b.example)", "![i](http://b.example/i.png)", "<b>x</b>", "$x^2$", ":red[x]",
    ":material/home:", ":smile:", "a -> b", "www.b.example", "me@b.example",
    "# x", "1. x", "- x", "`x`", "&lt;"])
def test_what_means_something_is_escaped_or_set_off(name: str) -> None:
    assert plain(name) != name
    assert plain(name).replace("\\", "").replace("\u2060", "") == name.replace("\\", "")
    assert quoted(name).startswith("`") and name in quoted(name)


def test_the_fence_is_longer_than_any_in_the_name() -> None:
    assert quoted("a ``` b") == "```` a ``` b ````"


def test_links_are_parted_where_they_would_be_found_after_escaping() -> None:
    assert "http\\:\u2060//" in plain("see http://b.example")
    assert "me@\u2060b" in plain("me@b.example")
    assert "www\u2060." in plain("WWW.b and www.b.example")


def test_lines_and_controls_become_spaces_and_a_turned_direction_ends_with_the_name() -> None:
    assert one_line("a\n\nb\x1b[31mc\x00") == "a b [31mc"
    assert one_line("\u202eabc") == "\u2068\u202eabc\u2069"


def test_plotly_is_given_entities() -> None:
    assert plotted("<a href='x'>b</a> & c") == "&lt;a href='x'&gt;b&lt;/a&gt; &amp; c"


def test_a_terminal_is_shown_what_it_would_obey() -> None:
    assert for_terminal("a\x1b]0;b\x07\u202ec é\n") == "a\\x1b]0;b\\x07\\u202ec é\n"
