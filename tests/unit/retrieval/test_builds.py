from __future__ import annotations

import pytest

from knowledge.retrieval.builds import Builds


def writing(text):
    return lambda folder: (folder / "data").write_text(text)


def test_before_the_first_build_nothing_serves(tmp_path):
    assert Builds(tmp_path / "missing").current() is None


def test_a_new_build_takes_over_and_the_old_one_goes(tmp_path):
    builds = Builds(tmp_path)
    builds.make("one", writing("1"))
    builds.make("two", writing("2"))
    assert builds.current() == "two"
    assert [folder.name for folder in tmp_path.iterdir() if folder.is_dir()] == ["two"]
    assert (tmp_path / "two" / "data").read_text() == "2"


def test_a_build_that_fails_leaves_the_old_one_serving(tmp_path):
    builds = Builds(tmp_path)
    builds.make("one", writing("1"))

    def fail(folder):
        (folder / "data").write_text("half")
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        builds.make("two", fail)
    assert builds.current() == "one"
    assert (tmp_path / "one" / "data").read_text() == "1"


def test_what_a_killed_build_left_behind_is_cleared_by_the_next(tmp_path):
    builds = Builds(tmp_path)
    (tmp_path / "draft-abc").mkdir()
    builds.make("one", writing("1"))
    assert not (tmp_path / "draft-abc").exists()


def test_a_pointer_to_a_build_that_is_gone_counts_as_none(tmp_path):
    (tmp_path / "current").write_text("lost")
    assert Builds(tmp_path).current() is None


def test_the_same_build_made_again_replaces_itself(tmp_path):
    builds = Builds(tmp_path)
    builds.make("one", writing("1"))
    builds.make("one", writing("2"))
    assert (tmp_path / "one" / "data").read_text() == "2"
