from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.rasa_project.components.kept_vectors import KeptVectors


class CountingEncoder:
    """Makes a vector of a text's length, and writes down which texts it was given."""

    dimensions = 2

    def __init__(self, fingerprint: str = "one") -> None:
        self.fingerprint = fingerprint
        self.given: list[str] = []

    def encode(self, texts: list[str]) -> np.ndarray:
        self.given += texts
        return np.array([[len(text), ord(text[0])] for text in texts], np.float32).reshape(-1, 2)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "vectors.npz"


def test_a_sentence_met_before_is_not_embedded_again(file: Path) -> None:
    encoder = CountingEncoder()
    first = KeptVectors(encoder, file).encode(["你好", "登记"])
    again = KeptVectors(encoder, file).encode(["登记", "查进度", "你好"])
    assert encoder.given == ["你好", "登记", "查进度"]
    assert np.array_equal(again[[2, 0]], first)


def test_the_same_sentence_twice_is_embedded_once(file: Path) -> None:
    encoder = CountingEncoder()
    vectors = KeptVectors(encoder, file).encode(["你好", "你好"])
    assert encoder.given == ["你好"]
    assert np.array_equal(vectors[0], vectors[1])


def test_what_is_no_example_any_more_is_forgotten(file: Path) -> None:
    encoder = CountingEncoder()
    KeptVectors(encoder, file).encode(["你好", "登记"])
    KeptVectors(encoder, file).encode(["登记"])
    KeptVectors(encoder, file).encode(["你好"])
    assert encoder.given == ["你好", "登记", "你好"]


def test_vectors_of_another_model_count_for_nothing(file: Path) -> None:
    KeptVectors(CountingEncoder("one"), file).encode(["你好"])
    other = CountingEncoder("other")
    KeptVectors(other, file).encode(["你好"])
    assert other.given == ["你好"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"no archive at all"])
def test_a_damaged_file_is_made_anew(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    encoder = CountingEncoder()
    KeptVectors(encoder, file).encode(["你好"])
    KeptVectors(encoder, file).encode(["你好"])
    assert encoder.given == ["你好"]


def test_no_sentence_gives_no_vector(file: Path) -> None:
    assert KeptVectors(CountingEncoder(), file).encode([]).shape == (0, 2)
