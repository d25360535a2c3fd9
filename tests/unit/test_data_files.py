from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from knowledge.data_files import load_data, refuse_unknown_placeholders
from knowledge.errors import ConfigurationError


class Greeting(BaseModel):
    model_config = ConfigDict(extra="forbid")

    words: dict[str, tuple[str, ...]]


def written(folder: Path, content: bytes) -> Path:
    file = folder / "greeting.yml"
    file.write_bytes(content)
    return file


def test_a_data_file_is_read_as_its_type(tmp_path: Path) -> None:
    read = load_data(Greeting, written(tmp_path, "words: {早: [早上好, 早安]}".encode()))
    assert read.words == {"早": ("早上好", "早安")}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"words: {a: 1}", "greeting.yml: words.a: Input should be a valid tuple"),
        (b"werds: {}", "greeting.yml: words: Field required"),
        (b"words: [", "greeting.yml: cannot be read"),
        (b"words: \xff", "greeting.yml: cannot be read"),
    ],
)
def test_a_wrong_data_file_is_told_in_one_line_with_its_place(
    tmp_path: Path, content: bytes, told: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load_data(Greeting, written(tmp_path, content))
    assert str(refused.value).startswith(told)
    assert "\n" not in str(refused.value)


def test_a_missing_data_file_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nothing\.yml: cannot be read"):
        load_data(Greeting, tmp_path / "nothing.yml")


def test_a_place_that_nothing_fills_is_refused() -> None:
    refuse_unknown_placeholders(Greeting(words={"早": ("{name}早",)}), {"name"})
    with pytest.raises(ValueError, match=r"\{nmae\} in “\{nmae\}早”"):
        refuse_unknown_placeholders(Greeting(words={"早": ("{nmae}早",)}), {"name"})
