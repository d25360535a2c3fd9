from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from nlu.embedding.recent_vectors import RecentVectors


class Encoder:
    """Stands where the model does: a vector that tells its text, and what was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: list[str]) -> npt.NDArray[np.float32]:
        self.asked += texts
        return np.array([[len(text), ord(text[0])] for text in texts], np.float32)


def test_a_text_is_encoded_once_and_every_text_gets_its_own_vector() -> None:
    encoder, recent = Encoder(), RecentVectors(10)
    first = recent.vectors(["a", "bb", "a"], encoder.encode)
    again = recent.vectors(["bb", "ccc", "a"], encoder.encode)
    assert encoder.asked == ["a", "bb", "ccc"]
    assert first.tolist() == [[1, 97], [2, 98], [1, 97]]
    assert again.tolist() == [[2, 98], [3, 99], [1, 97]]


def test_what_was_used_longest_ago_is_let_go() -> None:
    encoder, recent = Encoder(), RecentVectors(2)
    for text in ("a", "b", "a", "c"):
        recent.vectors([text], encoder.encode)
    encoder.asked.clear()
    recent.vectors(["a", "b"], encoder.encode)
    assert encoder.asked == ["b"]
    assert len(recent) == 2


def test_nothing_is_kept_where_none_may_be() -> None:
    encoder, recent = Encoder(), RecentVectors(0)
    for _ in range(2):
        assert recent.vectors(["a"], encoder.encode).tolist() == [[1, 97]]
    assert encoder.asked == ["a", "a"]
    assert len(recent) == 0


def test_what_is_done_with_a_vector_does_not_change_the_kept_one() -> None:
    encoder, recent = Encoder(), RecentVectors(2)
    recent.vectors(["a"], encoder.encode)[:] = 0
    assert recent.vectors(["a"], encoder.encode).tolist() == [[1, 97]]


def test_several_threads_get_right_vectors() -> None:
    encoder, recent = Encoder(), RecentVectors(5)
    texts = [chr(97 + number % 9) * (number % 7 + 1) for number in range(400)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: recent.vectors([text], encoder.encode)[0], texts))
    assert [vector.tolist() for vector in found] == [[len(text), ord(text[0])] for text in texts]
