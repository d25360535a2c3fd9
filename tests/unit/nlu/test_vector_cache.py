"""The cache before a model of a few lines: what counts is which texts it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from nlu.embedding import Embedder
from nlu.embedding.embedder import Vectors
from nlu.embedding.vector_cache import VectorCache

OpenCache = Callable[[], VectorCache]


class CountingEmbedder(Embedder):
    """Makes a vector of a text's hash, and writes down which texts it was given."""

    def __init__(self, name: str = "counting") -> None:
        super().__init__(name)
        self.given: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._made("passage", texts)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._made("query", texts)

    def _made(self, role: str, texts: Sequence[str]) -> Vectors:
        self.given += texts
        return np.stack([_vector(f"{self._name} {role} {text}") for text in texts])


def _vector(text: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "ignore")).digest()[:4], "big")
    return np.random.default_rng(seed).normal(size=4).astype(np.float32)


@pytest.fixture
def open_cache(tmp_path: Path) -> Iterator[OpenCache]:
    opened: list[VectorCache] = []

    def open_again() -> VectorCache:
        opened.append(VectorCache(tmp_path / "vectors.db"))
        return opened[-1]

    yield open_again
    for cache in opened:
        cache.close()


def test_only_what_is_new_is_embedded_and_a_restart_forgets_nothing(open_cache: OpenCache) -> None:
    model = CountingEmbedder()
    first = open_cache().vectors(["疫苗", "入学"], model)
    second = open_cache().vectors(["入学", "医保", "疫苗"], model)
    assert model.given == ["疫苗", "入学", "医保"]
    assert np.array_equal(second[[2, 0]], first)


def test_a_text_that_stands_twice_is_embedded_once_and_returned_twice(
    open_cache: OpenCache,
) -> None:
    model = CountingEmbedder()
    vectors = open_cache().vectors(["疫苗", "疫苗"], model)
    assert model.given == ["疫苗"]
    assert np.array_equal(vectors[0], vectors[1])


def test_vectors_come_in_the_order_of_the_texts_however_they_were_batched(
    open_cache: OpenCache,
) -> None:
    texts = ["字" * (100 - number) for number in range(100)]
    model, alone = CountingEmbedder(), CountingEmbedder()
    vectors = open_cache().vectors(texts, model)
    assert np.array_equal(vectors, alone.passages(texts))
    assert model.given == sorted(texts, key=len)


def test_a_question_and_a_passage_of_the_same_words_are_two_things(open_cache: OpenCache) -> None:
    cache, model = open_cache(), CountingEmbedder()
    passage = cache.vectors(["疫苗"], model)
    question = cache.vectors(["疫苗"], model, questions=True)
    assert not np.array_equal(passage, question)


def test_another_model_has_vectors_of_its_own(open_cache: OpenCache) -> None:
    cache = open_cache()
    one = cache.vectors(["疫苗"], CountingEmbedder("one"))
    assert not np.array_equal(cache.vectors(["疫苗"], CountingEmbedder("other")), one)


def test_a_build_that_is_killed_goes_on_where_it_stopped(open_cache: OpenCache) -> None:
    texts = [f"第{number}段" for number in range(100)]

    def kill(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_cache().vectors(texts, CountingEmbedder(), kill)
    after = CountingEmbedder()
    open_cache().vectors(texts, after)
    assert len(after.given) == 100 - 32


def test_progress_counts_what_is_embedded_and_not_what_is_kept(open_cache: OpenCache) -> None:
    cache, model = open_cache(), CountingEmbedder()
    cache.vectors(["甲", "乙"], model)
    told: list[tuple[int, int]] = []
    texts = [*(f"第{number}段" for number in range(40)), "甲"]
    cache.vectors(texts, model, lambda *step: told.append(step))
    assert told == [(32, 40), (40, 40)]


def test_what_is_no_longer_wanted_is_forgotten(open_cache: OpenCache) -> None:
    cache, model = open_cache(), CountingEmbedder()
    cache.vectors(["疫苗", "入学"], model)
    cache.keep_only(["入学"], model)
    model.given.clear()
    cache.vectors(["疫苗", "入学"], model)
    assert model.given == ["疫苗"]


def test_a_lone_surrogate_breaks_nothing(open_cache: OpenCache) -> None:
    assert open_cache().vectors(["打\ud800疫苗"], CountingEmbedder()).shape == (1, 4)
