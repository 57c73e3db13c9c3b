"""The player's modules fit into one script, for pages that may load nothing."""

from pathlib import Path

import pytest

from mnist_core import scripts
from mnist_core.scripts.inline import inlined


@pytest.mark.parametrize("name", ["player", "lesson_list"])
def test_it_is_one_script_that_asks_no_server_by_itself(name: str) -> None:
    script = inlined(Path(scripts.__path__[0]) / "lessons" / f"{name}.js")
    assert "fetch(" not in script and "EventSource" not in script
