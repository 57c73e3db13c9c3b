"""A file is there whole or not at all."""

from pathlib import Path

import pytest

from mnist_core.base.files.whole_file import whole_file, write_whole


def test_until_the_end_the_old_file_stands(tmp_path: Path) -> None:
    path = tmp_path / "one.bin"
    write_whole(path, b"old")
    with whole_file(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "one.bin"
    write_whole(path, b"old")
    with pytest.raises(KeyboardInterrupt), whole_file(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_at_once_write_a_file_each(tmp_path: Path) -> None:
    path = tmp_path / "one.bin"
    with whole_file(path) as first, whole_file(path) as second:
        first.write(b"first")
        second.write(b"second")
    # the last to end has the name
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]
